//! `okta.*`: the complete event under Okta's own names in snake_case.

use super::members::{Members, Under};
use super::tree::{Source, Style, Writer};
use super::words::{field, is_foreign};
use super::{debug, risk};
use crate::event::{Context, Event, Slot};
use crate::json::Kind;
use crate::json::tape::{Item, Range};
use crate::schema::sink::{Key, Sink, name};

/// Names at the root that the schema writes itself, the last one only for a chain that is moved there.
const ROOT: [&str; 3] = ["normalizer", "debug_context", "request"];
/// Names of `request` that the schema writes itself, for a chain that is moved there.
const REQUEST: [&str; 1] = ["ip_chain"];
/// Names of securityContext that the schema writes itself.
const SECURITY: [&str; 1] = ["as"];

/// What is written elsewhere than where it stands in the event.
#[derive(Default)]
struct Moved<'t> {
    /// An event hook's `client.ipChain`, which belongs under `request`.
    chain: Option<Item<'t>>,
    /// Whether there is a `request` to put it in.
    request_written: bool,
    /// `debugContext`, which comes last because risk is gathered from all of the event.
    debug: Option<Item<'t>>,
}

/// Writes the event's members into the object that is open. `odd`: see [`super::naming`].
pub fn write<S: Sink>(event: Event<'_>, source: Source<'_>, writer: &mut Writer<'_, S>, odd: bool) {
    let mut moved = Moved::default();
    let chain = event.get(Slot::ClientIpChain).kind == Kind::Array
        && matches!(event.get(Slot::IpChain).kind, Kind::Absent | Kind::Null)
        && matches!(event.get(Slot::Request).kind, Kind::Absent | Kind::Null | Kind::Object);
    if chain {
        moved.chain = find_chain(source);
    }
    let root = (Context::Root, source.tape.all(), odd);
    members(event, source, writer, root, &mut moved, "okta");
    if !moved.request_written
        && let Some(chain) = moved.chain
    {
        let begun = writer.sink.begin(name!("request"), Kind::Object);
        writer.write(source, Under::Name(name!("ip_chain")), chain, Style::Snake, "okta.request");
        writer.sink.end(begun, Kind::Object);
    }
    debug::write(source, writer, moved.debug);
}

/// The chain in `client`.
fn find_chain<'t>(source: Source<'t>) -> Option<Item<'t>> {
    source.find(source.tape.all(), &["client", "ipChain"])
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

/// Writes the members of an object that the reader's table knows.
#[inline(never)]
fn members<'t, S: Sink>(
    event: Event<'_>,
    source: Source<'t>,
    writer: &mut Writer<'_, S>,
    (context, range, odd): (Context, Range, bool),
    moved: &mut Moved<'t>,
    place: &str,
) {
    let root = context == Context::Root;
    let without_foreign = root && event.bare;
    let no_request = event.get(Slot::Request).kind != Kind::Object;
    let reserved: &[&str] = match context {
        Context::Root if moved.chain.is_some() && no_request => &ROOT,
        Context::Root => &ROOT[..2],
        Context::Request if moved.chain.is_some() => &REQUEST,
        Context::Security => &SECURITY,
        _ => &[],
    };
    let apart = root.then_some(Slot::Debug);
    // A chain that is moved may meet the name that it gets.
    let mut list = if odd || moved.chain.is_some() && matches!(context, Context::Root | Context::Request) {
        let (list, debug) = known_names(source, writer, range, reserved, apart, !without_foreign);
        if root {
            moved.debug = debug;
        }
        list
    } else {
        Members::Words(range)
    };
    let mut autonomous_system = [None, None];
    loop {
        let Writer { sink, work } = writer;
        if let Members::Words(range) = &mut list {
            // Most members.
            sink.leaves(range, source.tape, |mark| work.vocabulary.plain(mark));
        }
        let Some((under, (number, node))) = list.next(source.tape, &work.names) else { break };
        let member = (number, node);
        if let Under::Entry(entry) = under
            && !matches!(node.value.kind, Kind::Object | Kind::Array)
            && let Some(name) = work.vocabulary.plain(node.mark)
            && work.names.is_label(entry)
        {
            if node.value.kind != Kind::Null {
                sink.leaf(Key::Name(name), node.value);
            }
            continue;
        }
        let field = field(node.mark);
        if without_foreign && is_foreign(field) {
            continue;
        }
        let Some(field) = field else {
            writer.write(source, under, member, Style::Snake, place);
            continue;
        };
        let inside = source.tape.inside(number);
        let object = node.value.kind == Kind::Object;
        match field.slot {
            Slot::Debug if root => moved.debug = Some(member),
            Slot::Targets if node.value.kind == Kind::Array => targets(event, source, writer, under, inside),
            Slot::AsNumber => autonomous_system[0] = Some(member),
            Slot::AsOrg => autonomous_system[1] = Some(member),
            Slot::ClientIpChain if moved.chain.is_some() => {}
            Slot::DeviceIntegrator if node.value.is_string() => {
                debug::encoded(source, writer, (under, number), node, place);
            }
            _ if object && let Some(opens) = field.opens => {
                let begun = writer.begin(under, Kind::Object);
                members(event, source, writer, (opens, inside, node.odd), moved, place_of(opens));
                if opens == Context::Request
                    && let Some(chain) = moved.chain
                {
                    writer.write(source, Under::Name(name!("ip_chain")), chain, Style::Snake, place_of(opens));
                    moved.request_written = true;
                }
                writer.sink.end(begun, Kind::Object);
                if opens == Context::Risk {
                    risk::take_risk(source, inside, &mut writer.work.found);
                }
            }
            slot => {
                writer.write(source, under, member, Style::Snake, place);
                if slot == Slot::UserBehaviors {
                    risk::take_user_behaviors(source, inside, &mut writer.work.found);
                }
            }
        }
    }
    list.end(&mut writer.work.names);
    if autonomous_system.iter().any(Option::is_some) {
        let [number, organization] = autonomous_system;
        let begun = writer.sink.begin(name!("as"), Kind::Object);
        if let Some(number) = number {
            writer.write(source, Under::Name(name!("number")), number, Style::Snake, place);
        }
        if let Some(organization) = organization {
            let inner = writer.sink.begin(name!("organization"), Kind::Object);
            writer.write(source, Under::Name(name!("name")), organization, Style::Snake, place);
            writer.sink.end(inner, Kind::Object);
        }
        writer.sink.end(begun, Kind::Object);
    }
}

/// `okta.target`: every target.
fn targets<S: Sink>(
    event: Event<'_>,
    source: Source<'_>,
    writer: &mut Writer<'_, S>,
    under: Under,
    mut list: Range,
) {
    let begun = writer.begin(under, Kind::Array);
    while let Some((number, node)) = list.next(source.tape) {
        if node.value.kind == Kind::Object {
            let begun = writer.begin(Under::Element, Kind::Object);
            let target = (Context::Target, source.tape.inside(number), node.odd);
            members(event, source, writer, target, &mut Moved::default(), "okta.target");
            writer.sink.end(begun, Kind::Object);
        } else {
            writer.write(source, Under::Element, (number, node), Style::Snake, "okta.target");
        }
    }
    writer.sink.end(begun, Kind::Array);
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
        Context::Request | Context::Chain | Context::Link | Context::LinkGeo | Context::LinkGeoLocation => {
            "okta.request"
        }
        Context::Targets | Context::Target => "okta.target",
        Context::Root | Context::Foreign => "okta",
    }
}
