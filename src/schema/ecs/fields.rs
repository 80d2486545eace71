//! The fields of ECS as tables, in the order of the document; what is not of one form for every event stands between them
//! in `mod.rs`.

use super::parts::{
    ADDRESS, AGENT, AS_NUMBER, LATITUDE, LEVEL, LONGITUDE, OS_TYPE, OUTCOME, PUBLISHED, SERVICE_ID, SERVICE_NAME,
    SERVICE_TYPE, SEVERITY, UNKNOWN_LEVEL,
};
use super::person::{DOMAIN, EMAIL, FULL_NAME, ID, NAME};
use crate::event::Slot;
use crate::schema::common::{CATEGORY, IP, REGISTERED_DOMAIN, SUBDOMAIN, TOP_LEVEL_DOMAIN, TYPE};
use crate::schema::rows::{CLOSE, Row, are_balanced, chosen, derived, event, known, members, row};

/// The members of `event` but `original`.
pub static EVENT: [Row; 11] = [
    row!(Text "action": event(Slot::EventType)),
    members(derived(CATEGORY, Slot::EventType)),
    row!(Constant "dataset": "okta.system"),
    row!(Text "id": known(Slot::Uuid)),
    row!(Constant "kind": "event"),
    row!(Constant "module": "okta"),
    row!(Text "outcome": derived(OUTCOME, Slot::OutcomeResult)),
    row!(Constant "provider": "Okta System Log"),
    row!(Text "reason": known(Slot::OutcomeReason)),
    row!(Json "severity": derived(SEVERITY, Slot::Severity)),
    members(derived(TYPE, Slot::EventType)),
];

/// What follows `event`.
pub static TIME: [Row; 2] = [
    row!(Text "@timestamp": derived(PUBLISHED, Slot::Published)),
    row!(Text "message": known(Slot::DisplayMessage)),
];

/// The members of `client`, and of `source`, but `user`: Okta sees one end of the connection.
pub static CLIENT: [Row; 22] = [
    row!(Text "address": derived(IP, Slot::ClientIpAddress)),
    row!(Text "address": chosen(ADDRESS, Slot::ClientIpAddress)),
    row!(Open "as"),
    row!(Json "number": event(Slot::AsNumber)),
    row!(Json "number": derived(AS_NUMBER, Slot::AsNumber)),
    row!(Text "organization"/"name": known(Slot::AsOrg)),
    CLOSE,
    row!(Text "domain": known(Slot::Domain)),
    row!(Open "geo"),
    row!(Text "city_name": known(Slot::GeoCity)),
    row!(Text "country_name": known(Slot::GeoCountry)),
    row!(Text "postal_code": known(Slot::GeoPostalCode)),
    row!(Text "region_name": known(Slot::GeoState)),
    row!(Open "location"),
    row!(Json "lat": chosen(LATITUDE, Slot::GeoLat)),
    row!(Json "lon": chosen(LONGITUDE, Slot::GeoLon)),
    CLOSE,
    CLOSE,
    row!(Text "ip": derived(IP, Slot::ClientIpAddress)),
    row!(Text "registered_domain": derived(REGISTERED_DOMAIN, Slot::Domain)),
    row!(Text "subdomain": derived(SUBDOMAIN, Slot::Domain)),
    row!(Text "top_level_domain": derived(TOP_LEVEL_DOMAIN, Slot::Domain)),
];

/// A person: the actor or a target, whose parts they are. The slots say which value of it each row is made from.
pub static PERSON: [Row; 5] = [
    row!(Text "domain": chosen(DOMAIN, Slot::UserAlternateId)),
    row!(Text "email": chosen(EMAIL, Slot::UserAlternateId)),
    row!(Text "full_name": chosen(FULL_NAME, Slot::UserDisplayName)),
    row!(Text "id": chosen(ID, Slot::UserId)),
    row!(Text "name": chosen(NAME, Slot::UserAlternateId)),
];

/// What stands between `client` and `okta`.
pub static DEVICE_TO_OBSERVER: [Row; 19] = [
    row!(Open "data_stream"),
    row!(Constant "dataset": "okta.system"),
    CLOSE,
    row!(Text "device"/"id": known(Slot::DeviceId)),
    // The version of the Elastic Common Schema whose fields are written. `file`/`access` needs 8.8 or later.
    row!(Constant "ecs"/"version": "8.17.0"),
    row!(Open "host"),
    row!(Text "name": known(Slot::DeviceName)),
    row!(Open "os"),
    row!(Text "platform": known(Slot::DeviceOsPlatform)),
    row!(Text "type": derived(OS_TYPE, Slot::DeviceOsPlatform)),
    row!(Text "version": known(Slot::DeviceOsVersion)),
    CLOSE,
    CLOSE,
    row!(Text "log"/"level": derived(LEVEL, Slot::Severity)),
    row!(Text "log"/"level": chosen(UNKNOWN_LEVEL, Slot::Severity)),
    row!(Open "observer"),
    row!(Constant "product": "System Log"),
    row!(Constant "vendor": "Okta"),
    CLOSE,
];

/// An actor that is no person.
pub static SERVICE: [Row; 7] = [
    row!(Open "service"),
    row!(Open "origin"),
    row!(Text "id": chosen(SERVICE_ID, Slot::ActorId)),
    row!(Text "name": chosen(SERVICE_NAME, Slot::ActorDisplayName)),
    row!(Text "type": chosen(SERVICE_TYPE, Slot::ActorType)),
    CLOSE,
    CLOSE,
];

/// What the client says of itself in the TLS handshake.
pub static TLS: [Row; 3] = [row!(Open "tls"), row!(Text "client"/"ja3": known(Slot::Ja3)), CLOSE];

/// The last of all.
pub static USER_AGENT: [Row; 4] = [
    row!(Open "user_agent"),
    row!(Text "original": known(Slot::RawUserAgent)),
    members(derived(AGENT, Slot::RawUserAgent)),
    CLOSE,
];

const _: () = assert!(
    are_balanced(&EVENT)
        && are_balanced(&TIME)
        && are_balanced(&CLIENT)
        && are_balanced(&PERSON)
        && are_balanced(&DEVICE_TO_OBSERVER)
        && are_balanced(&SERVICE)
        && are_balanced(&TLS)
        && are_balanced(&USER_AGENT)
);
