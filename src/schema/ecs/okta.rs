//! `okta.*`: the complete event under Okta's own names in snake_case.

use super::members::{Members, Under};
use super::naming::context_inside;
use super::tree::{Source, Style, Writer};
use super::walk::{Walk, is_guarded};
use super::words::{field, is_foreign};
use super::{debug, risk};
use crate::event::fields::element;
use crate::event::{Context, Event, Slot};
use crate::json::Kind;
use crate::json::tape::{Item, Range};
use crate::schema::sink::{Key, Sink, name};

/// Names at the root that the schema writes itself, the last one only for a chain that is moved there.
const ROOT: [&str; 3] = ["normalizer", "debug_context", "request"];
/// Names of `request` that the schema writes itself, for a chain that is moved there.
const REQUEST: [&str; 1] = ["ip_chain"];
/// Where the number of an autonomous system stands, and its organization.
const SYSTEM: &str = "okta.security_context.as";
const ORGANIZATION: &str = "okta.security_context.as.organization";
/// Names of securityContext that the schema writes itself.
const SECURITY: [&str; 1] = ["as"];

/// Writes what the reader's table knows.
struct Okta<'t, 'w, 's, S> {
    event: &'t Event<'t>,
    source: Source<'t>,
    writer: &'w mut Writer<'s, S>,
    /// An event hook's `client.ipChain`, which belongs under `request`.
    chain: Option<Item<'t>>,
    /// Whether there is a `request` to put it in.
    has_request: bool,
    /// `debugContext`, which comes last because risk is gathered from all of the event.
    debug: Option<Item<'t>>,
    /// The number and the organization of an autonomous system, which stand in an object of their own.
    autonomous_system: [Option<Item<'t>>; 2],
}

/// Writes the event's members into the object that is open. `odd`: see [`super::naming`].
pub fn write<S: Sink>(event: &Event<'_>, source: Source<'_>, writer: &mut Writer<'_, S>, odd: bool) {
    let request = event.get(Slot::Request).kind;
    let has_chain = event.get(Slot::ClientIpChain).kind == Kind::Array
        && matches!(event.get(Slot::IpChain).kind, Kind::Absent | Kind::Null)
        && matches!(request, Kind::Absent | Kind::Null | Kind::Object);
    let chain = if has_chain { source.find(source.tape.all(), &["client", "ipChain"]) } else { None };
    let has_request = request == Kind::Object;
    let mut okta =
        Okta { event, source, writer, chain, has_request, debug: None, autonomous_system: [None, None] };
    okta.members(Context::Root, source.tape.all(), odd);
    if !has_request && chain.is_some() {
        let begun = okta.writer.sink.begin(name!("request"), Kind::Object);
        okta.chain();
        okta.writer.sink.end(begun, Kind::Object);
    }
    debug::write(source, okta.writer, okta.debug);
}

impl<'t, S: Sink> Okta<'t, '_, '_, S> {
    /// Writes the members of an object, or the elements of an array.
    #[inline(never)]
    fn members(&mut self, context: Context, range: Range, odd: bool) {
        let moved = self.chain.is_some() && matches!(context, Context::Root | Context::Request);
        if odd || moved {
            let mut list = self.settled(context, range);
            while let Some((under, member)) = list.next(self.source.tape, &self.writer.work.names) {
                self.member(context, under, member);
            }
            list.end(&mut self.writer.work.names);
        } else {
            let mut walk = Walk::new(context, range);
            while let Some((context, under, member)) = walk.next(self.source.tape, self.writer) {
                self.member(context, under, member);
            }
        }
        if context == Context::Security {
            self.autonomous_system();
        }
    }

    /// Settles the names of an odd object, or of one that a chain is moved to, which may meet the name that it gets.
    #[cold]
    fn settled(&mut self, context: Context, range: Range) -> Members {
        let reserved: &[&str] = match context {
            Context::Root if self.chain.is_some() && !self.has_request => &ROOT,
            Context::Root => &ROOT[..2],
            Context::Request if self.chain.is_some() => &REQUEST,
            Context::Security => &SECURITY,
            _ => &[],
        };
        let root = context == Context::Root;
        let apart = root.then_some(Slot::Debug);
        let keep_unknown = !(root && self.event.bare);
        let (list, debug) = known_names(self.source, self.writer, range, reserved, apart, keep_unknown);
        if root {
            self.debug = debug;
        }
        list
    }

    /// Writes one member or element.
    #[inline(never)]
    fn member(&mut self, context: Context, under: Under, (number, node): Item<'t>) {
        let (source, root) = (self.source, context == Context::Root);
        let member = (number, node);
        let is_container = matches!(node.value.kind, Kind::Object | Kind::Array);
        if let Under::Entry(entry) = under
            && !is_container
            && let Some(name) = self.writer.work.vocabulary.only_written(node.mark)
            && self.writer.work.names.is_label(entry)
        {
            if node.value.kind != Kind::Null {
                self.writer.sink.leaf(Key::Name(name), node.value);
            }
            return;
        }
        let field = if matches!(under, Under::Element) { element(context) } else { field(node.mark) };
        if root && self.event.bare && is_foreign(field) {
            return;
        }
        let Some(field) = field else {
            return self.writer.write(source, under, member, Style::Snake, place_of(context));
        };
        let inside = source.tape.inside(number);
        match field.slot {
            Slot::Debug if root => self.debug = Some(member),
            Slot::AsNumber => self.autonomous_system[0] = Some(member),
            Slot::AsOrg => self.autonomous_system[1] = Some(member),
            Slot::ClientIpChain if self.chain.is_some() => {}
            Slot::DeviceIntegrator if node.value.is_string() => {
                debug::encoded(source, self.writer, (under, number), node, place_of(context));
            }
            _ if is_container
                && let Some(opens) = context_inside(field.opens, node.value.kind == Kind::Array)
                && !is_guarded(opens, &self.writer.work.vocabulary) =>
            {
                let begun = self.writer.begin(under, node.value.kind);
                self.members(opens, inside, node.is_odd());
                if opens == Context::Request {
                    self.chain();
                }
                self.writer.sink.end(begun, node.value.kind);
                if opens == Context::Risk {
                    risk::take_risk(source, inside, &mut self.writer.work.found);
                }
            }
            slot => {
                self.writer.write(source, under, member, Style::Snake, place_of(context));
                if slot == Slot::UserBehaviors {
                    risk::take_user_behaviors(source, inside, &mut self.writer.work.found);
                }
            }
        }
    }

    /// `request.ip_chain`, if it is moved there.
    fn chain(&mut self) {
        if let Some(chain) = self.chain {
            let under = Under::Name(name!("ip_chain"));
            self.writer.write(self.source, under, chain, Style::Snake, place_of(Context::Request));
        }
    }

    /// `security_context.as`.
    fn autonomous_system(&mut self) {
        let [number, organization] = core::mem::take(&mut self.autonomous_system);
        if number.is_none() && organization.is_none() {
            return;
        }
        let begun = self.writer.sink.begin(name!("as"), Kind::Object);
        if let Some(number) = number {
            self.writer.write(self.source, Under::Name(name!("number")), number, Style::Snake, SYSTEM);
        }
        if let Some(organization) = organization {
            let inner = self.writer.sink.begin(name!("organization"), Kind::Object);
            self.writer.write(self.source, Under::Name(name!("name")), organization, Style::Snake, ORGANIZATION);
            self.writer.sink.end(inner, Kind::Object);
        }
        self.writer.sink.end(begun, Kind::Object);
    }
}

/// Settles the names of an odd object that the reader's table knows. Gives its members, and apart from them that of
/// the slot `apart`, which gets no name here.
pub fn known_names<'t, S: Sink>(
    source: Source<'t>,
    writer: &mut Writer<'_, S>,
    mut range: Range,
    reserved: &[&str],
    apart: Option<Slot>,
    keep_unknown: bool,
) -> (Members, Option<Item<'t>>) {
    let names = &mut writer.work.names;
    let level = names.open();
    let mut member = None;
    while let Some((number, node)) = range.next(source.tape) {
        match field(node.mark) {
            Some(field) if Some(field.slot) == apart => member = Some((number, node)),
            field if !keep_unknown && is_foreign(field) => {}
            Some(_) => names.add_labelled(number, usize::from(node.mark)),
            None => names.add_key(number, &source.key(number)),
        }
    }
    names.settle(level, reserved, &|number| source.key(number));
    (Members::Named(level, 0), member)
}

/// Where a known object stands in the document.
fn place_of(context: Context) -> &'static str {
    match context {
        Context::Actor => "okta.actor",
        Context::Client => "okta.client",
        Context::UserAgent => "okta.client.user_agent",
        Context::Geo => "okta.client.geographical_context",
        Context::GeoLocation => "okta.client.geographical_context.geolocation",
        Context::Device => "okta.device",
        Context::Authentication => "okta.authentication_context",
        Context::Issuer => "okta.authentication_context.issuer",
        Context::Outcome => "okta.outcome",
        Context::Security => "okta.security_context",
        Context::Risk => "okta.security_context.risk",
        Context::BotProtection => "okta.security_context.bot_protection",
        Context::Debug => "okta.debug_context",
        Context::DebugData => "okta.debug_context.debug_data",
        Context::Transaction => "okta.transaction",
        Context::TransactionDetail => "okta.transaction.detail",
        Context::Request
        | Context::IpChain
        | Context::IpAddress
        | Context::IpAddressGeo
        | Context::IpAddressGeoLocation => "okta.request",
        Context::Targets | Context::Target | Context::TargetDetail => "okta.target",
        Context::Root | Context::Foreign => "okta",
    }
}
