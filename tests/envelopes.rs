//! Records that hold several events, or none: what one answer, and one answer per event, is.

use std::time::Instant;

use okta_normalizer::{Error, Normalizer, Outcome, Schema};

fn event(kind: &str, published: &str) -> String {
    format!(r#"{{"eventType":"{kind}","published":"{published}"}}"#)
}

const TIME: &str = "2022-11-15T08:04:22.213Z";

fn hook(events: &str) -> String {
    format!(
        r#"{{"eventType":"com.okta.event_hook","source":"https://example.org","data":{{"events":[{events}]}},"host":"h"}}"#
    )
}

fn filtered(record: &str) -> Vec<(Option<Error>, String)> {
    let mut answers = Vec::new();
    Normalizer::new().filter_many(record.as_bytes(), Schema::Sekoia, |outcome| {
        let error = match outcome {
            Outcome::Failed(failure) => Some(failure.error),
            _ => None,
        };
        answers.push((error, String::from_utf8_lossy(outcome.record()).into_owned()));
    });
    answers
}

#[test]
fn several_events_are_answered_one_by_one() {
    let events = [event("user.session.start", TIME), event("user.session.end", TIME)];
    for record in [hook(&events.join(",")), format!("[{}]", events.join(" , "))] {
        let answers = filtered(&record);
        assert_eq!(answers.len(), 2, "{record}");
        for ((error, document), event) in answers.iter().zip(&events) {
            assert_eq!(*error, None);
            let message = format!(r#"{{"message":"{}","#, event.replace('"', "\\\""));
            assert!(document.starts_with(&message), "{document}");
        }
        let mut normalizer = Normalizer::new();
        assert_eq!(normalizer.transform(record.as_bytes(), Schema::Sekoia), Err(Error::SeveralEvents));
        match normalizer.filter(record.as_bytes(), Schema::Sekoia) {
            Outcome::Failed(failure) => assert_eq!(failure.error, Error::SeveralEvents),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn the_keys_of_the_record_stand_on_each_document() {
    let record = hook(&[event("user.session.start", TIME), event("user.session.end", TIME)].join(","));
    for (_, document) in filtered(&record) {
        let tail = r#","host":"h","record":{"eventType":"com.okta.event_hook","source":"https://example.org"}}"#;
        assert!(document.ends_with(tail), "{document}");
    }
}

#[test]
fn a_failed_event_travels_on_alone() {
    let bad = event("user.session.end", "yesterday");
    let record = format!("[{},{bad},7]", event("user.session.start", TIME));
    let answers = filtered(&record);
    let errors: Vec<_> = answers.iter().map(|(error, _)| *error).collect();
    assert_eq!(errors, [None, Some(Error::InvalidTimestamp), Some(Error::NotAnOktaEvent)]);
    let start = r#"{"eventType":"user.session.end","published":"yesterday","event":{"kind":"pipeline_error"}"#;
    assert!(answers[1].1.starts_with(start), "{}", answers[1].1);
    assert!(answers[2].1.starts_with(r#"{"message":"7","#), "{}", answers[2].1);
}

#[test]
fn an_envelope_without_an_event_gives_nothing() {
    for record in ["[]".to_owned(), hook("")] {
        assert_eq!(filtered(&record), []);
        let mut normalizer = Normalizer::new();
        assert_eq!(normalizer.transform(record.as_bytes(), Schema::Sekoia), Err(Error::NoEvent));
        let mut calls = 0;
        assert_eq!(normalizer.transform_many(record.as_bytes(), Schema::Sekoia, |_| calls += 1), Ok(()));
        assert_eq!(calls, 0);
        let outcome = normalizer.filter(record.as_bytes(), Schema::Sekoia);
        assert_eq!(outcome, Outcome::Unchanged(record.as_bytes()));
        // Fluent Bit takes objects only.
        let answer = normalizer.filter_c(Some(record.as_bytes()), Schema::Sekoia);
        assert!(answer.starts_with(b"{") && answer.ends_with(b"}\0"), "{record}");
    }
}

#[test]
fn keys_that_would_be_copied_too_often_are_refused() {
    let events = vec![event("user.session.start", TIME); 1000].join(",");
    let record = hook(&events).replace(r#""host":"h""#, &format!(r#""host":"{}""#, "h".repeat(100_000)));
    let answers = filtered(&record);
    assert_eq!(answers.len(), 1);
    assert_eq!(answers[0].0, Some(Error::RecordTooLarge));
}

#[test]
fn a_long_page_takes_linear_time() {
    let mut normalizer = Normalizer::new();
    let mut time = |events: usize| {
        let record = format!("[{}]", vec![event("user.session.start", TIME); events].join(","));
        let mut count = 0;
        let start = Instant::now();
        let result = normalizer.transform_many(record.as_bytes(), Schema::Sekoia, |document| {
            count += usize::from(document.is_ok());
        });
        assert_eq!((result, count), (Ok(()), events));
        start.elapsed()
    };
    // Four times the events may take four times as long; with work that grows with the page for each event it is
    // sixteen times and more.
    let (short, long) = (time(25_000), time(100_000));
    assert!(long < short * 12, "{short:?} for 25,000 events, {long:?} for 100,000");
}
