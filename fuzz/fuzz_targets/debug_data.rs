//! The structures that Okta writes as text into debugData.
#![no_main]

use libfuzzer_sys::fuzz_target;
use okta_normalizer_fuzz::{judge, load};
use serde_json::json;

const KEYS: [&str; 12] = [
    "behaviors",
    "risk",
    "originalPrincipal",
    "partnerRisk",
    "securityConditions",
    "logOnlySecurityData",
    "threatDetections",
    "tunnels",
    "riskChange",
    "associatedProxies",
    "deviceIntegrator",
    "device_integrator",
];

fuzz_target!(init: load(), |input: (u8, String)| {
    let (number, text) = input;
    let key = KEYS[usize::from(number) % KEYS.len()];
    let event = json!({
        "eventType": "policy.evaluate_sign_on", "published": "2022-11-15T08:04:22.213Z",
        "debugContext": { "debugData": { key: text } }, "device": { key: text },
    });
    let event = event.to_string();
    judge(event.as_bytes());
    judge(json!({ "log": event }).to_string().as_bytes());
});
