//! The schema `sekoia` once more, over serde_json's tree: slow, plain, and written from the rules alone.
//!
//! What has tests of its own is not written again: the catalogue, user agents and domains.

use std::net::IpAddr;

use chrono::{DateTime, SecondsFormat, Utc};
use okta_normalizer::derive::{domain, user_agent};
use okta_normalizer::{Error, catalog};
use serde_json::{Map, Value, json};

/// The document without `message`.
pub fn sekoia(event: &Value) -> Result<Map<String, Value>, Error> {
    let action = event["eventType"].as_str().filter(|text| !text.is_empty()).ok_or(Error::NotAnOktaEvent)?;
    let published = event["published"].as_str().and_then(|text| DateTime::parse_from_rfc3339(text).ok());
    let published = published.ok_or(Error::InvalidTimestamp)?.with_timezone(&Utc);
    let seconds = published.timestamp_subsec_micros() == 0;
    let format = if seconds { SecondsFormat::Secs } else { SecondsFormat::Micros };

    let class = catalog::classify(action);
    let (client, security, actor) = (&event["client"], &event["securityContext"], &event["actor"]);
    let (geo, authentication) = (&client["geographicalContext"], &event["authenticationContext"]);
    let ip = text(&client["ipAddress"]).and_then(|text| text.parse::<IpAddr>().ok()).map(|ip| ip.to_string());
    let host = text(&security["domain"]);
    let parts = host.as_deref().map(domain::split).unwrap_or_default();
    let none = Vec::new();
    let targets = event["target"].as_array().unwrap_or(&none);
    let first = |types: &[&str]| {
        targets.iter().find(|target| target["type"].as_str().is_some_and(|kind| types.contains(&kind)))
    };
    let person = first(&["User", "AppUser"]).unwrap_or(actor);
    let application = first(&["AppInstance"]).unwrap_or(&Value::Null);
    let agent =
        text(&client["userAgent"]["rawUserAgent"]).filter(|agent| !agent.to_lowercase().contains("unknown"));
    let user_agent = agent.map(|original| {
        let found = user_agent::parse(&original);
        json!({
            "original": original, "name": found.name, "version": found.version,
            "os": { "name": found.os_name, "version": found.os_version }, "device": { "name": found.device_name },
        })
    });
    let number = match &security["asNumber"] {
        Value::String(digits) => digits.parse::<u64>().ok().map(Value::from),
        Value::Number(number) => Some(Value::Number(number.clone())),
        _ => None,
    };
    let coordinate = |key: &str| Some(geo["geolocation"][key].clone()).filter(Value::is_number);
    let session = text(&authentication["externalSessionId"]).filter(|session| session != "unknown");

    let document = json!({
        "@timestamp": published.to_rfc3339_opts(format, true),
        "event": {
            "kind": "event", "dataset": "system-log", "action": action, "category": class.category,
            "type": class.kind, "reason": text(&event["displayMessage"]),
        },
        "observer": { "vendor": "Okta" },
        "okta": { "system": {
            "severity": text(&event["severity"]),
            "actor": {
                "id": text(&actor["id"]), "type": text(&actor["type"]),
                "alternate_id": text(&actor["alternateId"]), "display_name": text(&actor["displayName"]),
            },
            "authentication_context": {
                "authentication": { "provider": text(&authentication["authenticationProvider"]) },
                "credential": {
                    "provider": text(&authentication["credentialProvider"]),
                    "type": text(&authentication["credentialType"]),
                },
                "external_session_id": session,
                "interface": text(&authentication["interface"]),
                "issuer": { "id": text(&authentication["issuer"]["id"]), "type": text(&authentication["issuer"]["type"]) },
            },
            "debug": { "dtHash": text(&event["debugContext"]["debugData"]["dtHash"]) },
            "outcome": { "result": text(&event["outcome"]["result"]), "reason": text(&event["outcome"]["reason"]) },
            "target": {
                "id": text(&application["id"]), "type": text(&application["type"]),
                "alternateId": text(&application["alternateId"]), "displayName": text(&application["displayName"]),
            },
            "transaction": { "id": text(&event["transaction"]["id"]), "type": text(&event["transaction"]["type"]) },
        } },
        "related": { "hosts": list(&host), "ip": list(&ip), "user": list(&text(&person["alternateId"])) },
        "source": {
            "address": host.as_ref().or(ip.as_ref()), "domain": host, "ip": ip,
            "registered_domain": parts.registered_domain, "top_level_domain": parts.top_level_domain,
            "subdomain": parts.subdomain,
            "as": { "number": number, "organization": { "name": text(&security["asOrg"]) } },
            "geo": {
                "city_name": text(&geo["city"]), "country_name": text(&geo["country"]),
                "region_name": text(&geo["state"]), "postal_code": text(&geo["postalCode"]),
                "location": { "lat": coordinate("lat"), "lon": coordinate("lon") },
            },
            "user": { "id": text(&client["id"]) },
        },
        "user": {
            "id": text(&person["id"]), "name": text(&person["alternateId"]), "email": text(&person["alternateId"]),
            "full_name": text(&person["displayName"]),
        },
        "user_agent": user_agent,
    });
    match without_nothing(document) {
        Some(Value::Object(document)) => Ok(document),
        _ => unreachable!("a document has a timestamp"),
    }
}

/// The text of a string or a number.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn list(text: &Option<String>) -> Vec<&String> {
    text.iter().collect()
}

/// The value without nulls, empty objects and empty arrays, at any depth.
fn without_nothing(value: Value) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::Object(members) => {
            let members: Map<_, _> =
                members.into_iter().filter_map(|(key, value)| Some((key, without_nothing(value)?))).collect();
            (!members.is_empty()).then_some(Value::Object(members))
        }
        Value::Array(elements) => (!elements.is_empty()).then_some(Value::Array(elements)),
        value => Some(value),
    }
}
