//! Where the request came from and with what: `client`, `source`, `host`, `user_agent`, `tls`.

use super::memory::Found;
use super::person::{Nature, Party, characters, content, copy_known, known};
use super::tree::{Source, is_sentinel};
use crate::Error;
use crate::derive::address::address;
use crate::derive::memo::{Derived, Memo};
use crate::derive::user_agent;
use crate::event::{Event, Slot};
use crate::json::Kind;
use crate::schema::common;
use crate::schema::sink::{Sink, name};
use alloc::vec::Vec;

/// What `client` and `source` have in common, which is everything: Okta sees one end of the connection.
pub struct Client<'c> {
    ip: Option<&'c str>,
    name: Option<&'c Derived>,
}

impl<'c> Client<'c> {
    /// The client of the event: its address and its name. What is not remembered of them lies in `passing`.
    ///
    /// # Errors
    /// [`Error::OutOfMemory`].
    pub fn of(
        event: Event<'_>,
        [ip, name]: [&'c mut Memo; 2],
        [passing_ip, passing_name]: &'c mut [Derived; 2],
    ) -> Result<Self, Error> {
        let ip = common::derive(common::ADDRESS, &event, ip, passing_ip)?.map(|derived| derived.get(0));
        let is_known = known(event.text, event.get(Slot::Domain)).is_textual();
        let name = if is_known { common::derive(common::DOMAIN, &event, name, passing_name)? } else { None };
        Ok(Client { ip: ip.filter(|ip| !ip.is_empty()), name })
    }

    /// Writes the members of `client` or `source`. Gives where those of the person in it begin and end.
    #[inline(never)]
    pub fn write<S: Sink>(
        &self,
        event: Event<'_>,
        person: Option<&Party>,
        scratch: &mut Vec<u8>,
        sink: &mut S,
    ) -> [usize; 2] {
        let text = event.text;
        let domain = known(text, event.get(Slot::Domain));
        let from = event.get(Slot::ClientIpAddress);
        match self.ip {
            Some(ip) => sink.derived(name!("address"), ip, from),
            None => copy_known(text, name!("address"), from, sink),
        }
        sink.object(name!("as"), |sink| {
            let number = event.get(Slot::AsNumber);
            sink.number(name!("number"), number);
            if let Some(digits) = common::autonomous_system_digits(&event, scratch) {
                sink.derived_number(name!("number"), digits, number);
            }
            sink.object(name!("organization"), |sink| {
                copy_known(text, name!("name"), event.get(Slot::AsOrg), sink);
            });
        });
        sink.copy(name!("domain"), domain);
        sink.object(name!("geo"), |sink| geo(event, sink));
        if let Some(ip) = self.ip {
            sink.derived(name!("ip"), ip, from);
        }
        let names = [name!("registered_domain"), name!("subdomain"), name!("top_level_domain")];
        for (number, name) in names.into_iter().enumerate() {
            if let Some(part) = self.name.map(|derived| derived.get(number)).filter(|part| !part.is_empty()) {
                sink.content(name, part, domain);
            }
        }
        let (mut begun, mut ended) = (0, 0);
        if let Some(person) = person {
            sink.object(name!("user"), |sink| {
                begun = sink.written();
                person.write(text, scratch, sink);
                ended = sink.written();
            });
        }
        [begun, ended]
    }
}

fn geo<S: Sink>(event: Event<'_>, sink: &mut S) {
    for (name, slot) in [
        (name!("city_name"), Slot::GeoCity),
        (name!("country_name"), Slot::GeoCountry),
        (name!("postal_code"), Slot::GeoPostalCode),
        (name!("region_name"), Slot::GeoState),
    ] {
        copy_known(event.text, name, event.get(slot), sink);
    }
    let place = [event.get(Slot::GeoLat), event.get(Slot::GeoLon)];
    // A point has both.
    if place.iter().all(|part| part.kind == Kind::Number) {
        sink.object(name!("location"), |sink| {
            sink.number(name!("lat"), place[0]);
            sink.number(name!("lon"), place[1]);
        });
    }
}

/// The members of `host`: the device that Okta knows.
pub fn host<S: Sink>(event: Event<'_>, scratch: &mut Vec<u8>, sink: &mut S) {
    let text = event.text;
    copy_known(text, name!("name"), event.get(Slot::DeviceName), sink);
    sink.object(name!("os"), |sink| {
        let platform = known(text, event.get(Slot::DeviceOsPlatform));
        sink.copy(name!("platform"), platform);
        if let Some(kind) = content(text, platform, scratch).and_then(os_type) {
            sink.derived(name!("type"), kind, platform);
        }
        copy_known(text, name!("version"), event.get(Slot::DeviceOsVersion), sink);
    });
}

/// The type of operating system that ECS allows for one of Okta's platforms.
fn os_type(platform: &[u8]) -> Option<&'static str> {
    const TYPES: [(&str, &str); 9] = [
        ("WINDOWS", "windows"),
        ("OSX", "macos"),
        ("MACOS", "macos"),
        ("MAC_OS_X", "macos"),
        ("IOS", "ios"),
        ("ANDROID", "android"),
        ("LINUX", "linux"),
        ("CHROMEOS", "linux"),
        ("CHROME_OS", "linux"),
    ];
    TYPES.iter().find(|(name, _)| platform.eq_ignore_ascii_case(name.as_bytes())).map(|(_, kind)| *kind)
}

/// Adds the addresses and names that have fields of their own to the lists of `related`. Those deeper in the event
/// are added as they are written.
pub fn relate(event: Event<'_>, client: &Client<'_>, actor: &Party, scratch: &mut Vec<u8>, found: &mut Found) {
    let from = event.get(Slot::ClientIpAddress);
    if let Some(ip) = client.ip {
        found.ips.add(ip, from);
    } else if !from.is_unset() && !content(event.text, from, scratch).is_some_and(is_sentinel) {
        found.warnings.add("client.ipAddress is no IP address", from);
    }
    if actor.nature(event.text) == Nature::Address
        && let Some(ip) = characters(event.text, actor.id, scratch).and_then(address)
    {
        found.ips.add(ip.as_str(), actor.id);
    }
    for slot in [Slot::Domain, Slot::DeviceName] {
        let name = known(event.text, event.get(slot));
        if let Some(text) = content(event.text, name, scratch) {
            found.hosts.add(text, name);
        }
    }
}

/// Writes `tls.client.ja3`: the fingerprint in debugData.
pub fn tls<S: Sink>(event: Event<'_>, source: Source<'_>, scratch: &mut Vec<u8>, sink: &mut S) {
    if event.get(Slot::Debug).kind == Kind::Absent {
        return;
    }
    let all = source.tape.all();
    let spelling = if source.member(all, b"debugContext").is_some() { "debugContext" } else { "debugcontext" };
    let Some((_, node)) = source.find(all, &[spelling, "debugData", "ja3"]) else { return };
    if content(source.text, node.value, scratch).is_some_and(|text| !is_sentinel(text)) {
        sink.object(name!("tls"), |sink| {
            sink.object(name!("client"), |sink| sink.copy(name!("ja3"), node.value));
        });
    }
}

/// Writes `user_agent`. False if memory was refused for some of it.
pub fn user_agent<S: Sink>(
    event: Event<'_>,
    agents: &mut user_agent::Cache,
    scratch: &mut Vec<u8>,
    sink: &mut S,
) -> bool {
    let from = known(event.text, event.get(Slot::RawUserAgent));
    let Some(original) = content(event.text, from, scratch) else { return true };
    let known = common::user_agent(original, agents);
    sink.object(name!("user_agent"), |sink| {
        sink.copy(name!("original"), from);
        sink.members(known.note.as_deref().unwrap_or_default(), from);
    });
    known.note.is_some()
}
