//! Numbers that may be beyond a double: no answer has one, whatever the record's shape, and none is lost.

use okta_normalizer::explain::Rule;
use okta_normalizer::{Normalizer, Outcome, Schema};
use serde_json::{Value, json};

/// Text, all of them.
const BEYOND: [&str; 7] =
    ["1e999", "-1E+400", "1e308", "9.9e9999999999999999999999", "0.5e310", "-0e999", "1e0308"];

/// Numbers still.
const WITHIN: [&str; 5] = ["9.9e307", "1e-999", "-0", "0.00000000001", "123456789012345678901234567890"];

/// Digits without an exponent: a number up to 308 of them.
fn long(digits: usize) -> String {
    "9".repeat(digits)
}

/// Records with `N` where a number stands: every envelope, every place that is written in a way of its own.
fn records() -> Vec<String> {
    let event = r#"{"eventType":"a.b","published":"2026-03-04T08:15:30Z","version":N,"actor":{"id":N,"alternateId":N,
        "detailEntry":{"a":[N,{"b":N}]}},"securityContext":{"asNumber":N},"target":[N,{"type":N,"id":N}],
        "client":{"ipAddress":N,"userAgent":{"rawUserAgent":N}},"debugContext":{"debugData":{"risk":N,"x":[[N]]}}}"#
        .replace("\n        ", "");
    let deep = format!("{}N{}", "[".repeat(80), "]".repeat(80));
    let broken = event.replace("2026-03-04T08:15:30Z", "soon");
    let text = |inner: &str| serde_json::to_string(inner).expect("text is JSON");
    let bare = event.trim_start_matches('{');
    let collector = format!(r#"{{"event":{event},"time":N,"fields":{{"a":[N,"N",{{"N":N}}]}}}}"#);
    let bridge = format!(
        r#"{{"version":N,"detail-type":"x","source":"aws.partner/okta.com/o","resources":[N,[N]],"detail":{event}}}"#
    );
    let hook = format!(
        r#"{{"eventType":"com.okta.event_hook","eventTypeVersion":N,"source":{{"a":N}},"data":{{"x":N,"events":[{event}],"y":{{"z":[N]}}}}}}"#
    );
    let page = format!("[{event},{broken},{{\"eventType\":N}},N]");
    let mut records = vec![
        event.clone(),
        broken.clone(),
        format!(
            r#"{{"host":N,"k8s":{{"a":[N,{{"b":N, "c" : N}}],"d":"\"N\\","e":"N"}},"source":{{"x":N}},"record":[N],{bare}"#
        ),
        format!(r#"{{"deep":{deep},{bare}"#),
        format!(r#"{{"event":{{"kind":N,"x":{{"y":N}}}},"error":N,"tags":N,"record":{{"a":N}},{}"#, &broken[1..]),
        format!(r#"{{"error":{{"code":[N],"z":[N]}},"tags":[N,[N],{{"a":N}}],{}"#, &broken[1..]),
        r#"{"eventType":N,"published":"2026-03-04T08:15:30Z"}"#.into(),
        r#"{"eventType":"a.b","published":N}"#.into(),
        r#"{"eventType":{"a":N}}"#.into(),
        r#"{"eventType":"com.okta.oauth2.tokens.transform","data":{"a":N}}"#.into(),
        r#"{"errorCode":"E0000047","errorSummary":"x","errorCauses":[N],"errorId":N}"#.into(),
        r#"{"errorCode":"E0000047","errorSummary":N}"#.into(),
    ];
    for inner in [&event, &broken, &collector, &bridge, &hook, &page] {
        records.push(inner.clone());
        for key in ["message", "log", "event", "okta"] {
            let inner = text(inner);
            records.push(format!(r#"{{"{key}":{inner},"beside":[N,{{"x":N}}],"number":N}}"#));
            records.push(format!(r#"{{"number":N,"beside":[N],"{key}":{inner}}}"#));
        }
    }
    records
}

/// Whether a value, and all in it, can be read as a double where it is a number.
fn is_readable(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.as_f64().is_some_and(f64::is_finite),
        Value::Array(items) => items.iter().all(is_readable),
        Value::Object(members) => members.values().all(is_readable),
        _ => true,
    }
}

/// How often the text or number stands in a value, leaving alone the texts that hold it with something else.
fn count(value: &Value, number: &str) -> usize {
    match value {
        Value::Number(_) => {
            usize::from(serde_json::from_str::<Value>(number).is_ok_and(|number| *value == number))
        }
        Value::String(text) => usize::from(text == number),
        Value::Array(items) => items.iter().map(|value| count(value, number)).sum(),
        Value::Object(members) => members.values().map(|value| count(value, number)).sum(),
        _ => 0,
    }
}

#[test]
fn no_answer_has_a_number_that_is_no_double() {
    let mut normalizer = Normalizer::new();
    let (mut answers, mut documents, mut explained) = (0, 0, 0);
    let beyond = BEYOND.iter().map(|number| (*number).to_owned()).chain([long(309), long(4000)]);
    for (number, text) in beyond.flat_map(|number| records().into_iter().map(move |text| (number.clone(), text))) {
        let record = text.replace('N', &number);
        for &schema in Schema::ALL {
            let mut judge = |answer: &[u8]| {
                let value: Value = serde_json::from_slice(answer).expect("an answer is JSON");
                assert!(value.is_object() && is_readable(&value), "{record}\n{value:#}");
                answers += 1;
            };
            match normalizer.filter(record.as_bytes(), schema) {
                Outcome::Unchanged(answer) => assert_eq!(answer, record.as_bytes()),
                answer => judge(answer.record()),
            }
            let mut written = Vec::new();
            normalizer.filter_many(record.as_bytes(), schema, |outcome| match outcome {
                Outcome::Document(document) => {
                    judge(document);
                    written.push(document.to_vec());
                }
                Outcome::Failed(failure) => judge(failure.record),
                Outcome::Unchanged(answer) => assert_eq!(answer, record.as_bytes()),
            });
            documents += written.len();
            let mut written = written.iter();
            let _ = normalizer.explain_many(record.as_bytes(), schema, |explanation| {
                let Ok(explanation) = explanation else { return };
                let document = written.next().expect("each explanation has its document");
                let document: Value = serde_json::from_slice(document).expect("a document is JSON");
                for field in &explanation.fields {
                    let value = serde_json::from_str(&field.value).expect("the value is JSON");
                    assert_eq!(document.pointer(&field.output), Some(&value), "{record}");
                    if let (Rule::Copied, Some(input)) = (field.rule, &field.input)
                        && value == number.as_str()
                    {
                        assert_eq!(record[input.span.clone()], number, "{record}: {field:?}");
                    }
                }
                explained += 1;
            });
        }
    }
    assert!(answers > 3_000 && documents > 1_000 && explained > 1_000, "{answers}, {documents}, {explained}");
}

/// As many as there were, text or number: in the document, or in the error record.
#[test]
fn what_the_host_put_there_is_not_lost() {
    let mut normalizer = Normalizer::new();
    for number in BEYOND.iter().chain(&WITHIN).map(|number| (*number).to_owned()).chain([long(308), long(309)]) {
        for published in ["2026-03-04T08:15:30Z", "soon"] {
            let host = r#""a":[N,{"b":N,"c":"N","d":"\"N"}],"n":N,"source":{"x":[ N , N ]}"#;
            let record =
                format!(r#"{{"message":"{{\"eventType\":\"a.b\",\"published\":\"{published}\"}}",{host}}}"#);
            let record = record.replace('N', &number);
            for &schema in Schema::ALL {
                let answer = normalizer.filter(record.as_bytes(), schema).record();
                let answer: Value = serde_json::from_slice(answer).expect("an answer is JSON");
                assert_eq!(count(&answer, &number), 6, "{answer:#}");
                assert_eq!(answer["a"][1]["d"], format!("\"{number}"));
                let beyond = !WITHIN.contains(&number.as_str()) && number != long(308);
                assert_eq!(answer["a"][1]["b"].is_string(), beyond, "{answer:#}");
            }
        }
    }
}

/// A number is no envelope: nothing in it is looked for.
#[test]
fn a_number_that_is_text_is_no_event() {
    let mut normalizer = Normalizer::new();
    for key in ["message", "log", "event", "okta", "json", "detail", "data"] {
        let record = format!(r#"{{"{key}":1e999}}"#);
        for &schema in Schema::ALL {
            assert_eq!(normalizer.filter(record.as_bytes(), schema), Outcome::Unchanged(record.as_bytes()));
        }
        let record = format!(r#"{{"{key}":1e999,"eventType":"a.b","published":"2026-03-04T08:15:30Z"}}"#);
        let document: Value =
            serde_json::from_slice(normalizer.transform(record.as_bytes(), Schema::EcsLean).expect("an event"))
                .expect("a document is JSON");
        let kept = [&document[key], &document["record"][key]].into_iter().any(|kept| *kept == json!("1e999"));
        assert!(kept, "{document:#}");
    }
}
