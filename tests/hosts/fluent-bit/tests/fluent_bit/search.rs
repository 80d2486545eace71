//! The outputs for search engines, against a stand-in that keeps the bulk requests.

use std::collections::BTreeSet;

use fluent_bit_host::{BulkEndpoint, Configuration, FluentBit};
use serde_json::Value;

use crate::{Given, folder};

/// One event twice and another once, a record of other origin after each, and a cut line.
const LINES: &[&str] = &[
    r#"{"eventType":"user.session.start","published":"2022-11-15T08:04:22.213Z","uuid":"first"}"#,
    r#"{"of":"another source"}"#,
    r#"{"eventType":"user.session.end","published":"2022-11-15T08:04:23.213Z","uuid":"second"}"#,
    r#"{"eventType":"user.session.start","published":"2022-11"#,
    r#"{"eventType":"user.session.start","published":"2022-11-15T08:04:22.213Z","uuid":"first"}"#,
];

pub(crate) fn elasticsearch(given: &Given) {
    bulk(given, "elasticsearch", Configuration::example("elasticsearch.yaml"));
}

/// The output for OpenSearch takes the same options.
pub(crate) fn opensearch(given: &Given) {
    bulk(
        given,
        "opensearch",
        Configuration::example("elasticsearch.yaml").with("name: es\n", "name: opensearch\n"),
    );
}

/// What README.md says of `sekoia`: the uuid is copied to a key of the host's, which stays on the record.
pub(crate) fn elasticsearch_with_sekoia(given: &Given) {
    let configuration = Configuration::example("elasticsearch.yaml")
        .with("okta_to_ecs", "okta_to_sekoia")
        .with("$event['id']", "event_uuid")
        .with(
            "  filters:\n",
            "  filters:\n    - name: modify\n      match: okta.*\n      copy: uuid event_uuid\n",
        );
    bulk(given, "elasticsearch-sekoia", configuration);
}

fn bulk(given: &Given, name: &str, configuration: Configuration) {
    let endpoint = BulkEndpoint::start();
    let variables = [
        ("ELASTICSEARCH_PORT", endpoint.port().to_string().into()),
        ("OKTA_NORMALIZER", given.module.clone().into()),
    ];
    let mut fluent_bit = FluentBit::start(&given.binary, &configuration, folder(name), &variables);
    fluent_bit.input(LINES.iter().map(|line| line.as_bytes()));
    fluent_bit.wait("the bulk requests", |_| endpoint.actions().len() >= LINES.len());
    assert!(fluent_bit.stop().success());

    let actions = endpoint.actions();
    assert_eq!(actions.len(), LINES.len(), "each record is sent once");
    let mut indexes = Vec::new();
    let mut events = Vec::new();
    for (action, document) in &actions {
        let action: Value = serde_json::from_str(action).expect("an action");
        let action = &action["index"];
        let index = action["_index"].as_str().expect("an index");
        let id = action["_id"].as_str().expect("an id");
        assert_eq!(document.matches(r#""@timestamp":"#).count(), usize::from(index == "okta"), "{document}");
        if index == "okta" {
            let document: Value = serde_json::from_str(document).expect("a document");
            assert!(document["event"]["id"] == id || document["event_uuid"] == id, "{document}");
            events.push(id.to_owned());
        }
        indexes.push(index.to_owned());
    }
    indexes.sort();
    assert_eq!(indexes, ["okta", "okta", "okta", "okta-failed", "okta-other"]);
    assert_eq!(events, ["first", "second", "first"]);
    let ids: BTreeSet<String> = events.into_iter().collect();
    assert_eq!(ids.len(), 2, "one document per uuid");
}
