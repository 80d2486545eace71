//! Kinds of hostile records, each of any length: what a cost that grows faster than the record would show in.

/// A kind of record.
pub struct Kind {
    /// What it is.
    pub name: &'static str,
    /// A record of about that many bytes.
    pub make: fn(usize) -> Vec<u8>,
}

const HEAD: &str = r#""eventType":"user.session.start","published":"2022-11-15T08:04:22.213Z","uuid":"a-1""#;

/// A bare event with one more member.
fn bare(member: &str) -> Vec<u8> {
    format!("{{{HEAD},{member}}}").into_bytes()
}

/// The same as text under `log`, between keys of the host's.
fn text(member: &str) -> Vec<u8> {
    serde_json::json!({ "host": "h", "log": format!("{{{HEAD},{member}}}"), "stream": "s" })
        .to_string()
        .into_bytes()
}

/// `unit`, with a number for each `#`, as often as fits into `size` bytes.
fn many(unit: &str, size: usize) -> String {
    let mut units = String::new();
    for number in 0.. {
        if units.len() + unit.len() > size {
            break;
        }
        units.push_str(&unit.replace('#', &number.to_string()));
    }
    units
}

/// The same as the items of a list, with commas between them.
fn items(unit: &str, size: usize) -> String {
    many(&format!("{unit},"), size).trim_end_matches(',').to_owned()
}

fn nested(open: &str, inner: &str, close: &str, size: usize) -> String {
    let depth = size / (open.len() + close.len());
    format!("{}{inner}{}", open.repeat(depth), close.repeat(depth))
}

fn debug(members: &str) -> String {
    format!(r#""debugContext":{{"debugData":{{{members}}}}}"#)
}

/// A table of kinds: each expression makes a record of `size` bytes.
macro_rules! kinds {
    ($size:ident: $($name:literal => $record:expr;)*) => {
        /// Every kind.
        pub const KINDS: &[Kind] = &[$(Kind { name: $name, make: |$size| $record },)*];
    };
}

kinds! { size:
    "a long text" => bare(&format!(r#""displayMessage":"{}""#, many("text ", size)));
    "a long text in text" => text(&format!(r#""displayMessage":"{}""#, many("text ", size)));
    "quotes" => bare(&format!(r#""displayMessage":"{}""#, many(r#"\""#, size)));
    "quotes in text" => text(&format!(r#""displayMessage":"{}""#, many(r#"\""#, size / 2)));
    "escapes of letters" => bare(&format!(r#""displayMessage":"{}""#, many(r"\u0061", size)));
    "escapes of letters in text" => text(&format!(r#""displayMessage":"{}""#, many(r"\u0061", size)));
    "lone surrogates" => bare(&format!(r#""displayMessage":"{0}","actor":{{"id":"{0}"}}"#, many(r"\ud800", size / 2)));
    "lone surrogates in text" => text(&format!(r#""displayMessage":"{}""#, many(r"\udfff", size)));
    "control characters, escaped" => bare(&format!(r#""displayMessage":"{}""#, many(r"\u0000", size)));
    "letters beyond ASCII" => bare(&format!(r#""displayMessage":"{}""#, many("ß😀", size)));
    "white space" => bare(&format!(r#""a":{}1"#, many(" \n\t", size)));
    "white space in text" => text(&format!(r#""a":{}1"#, many(" \n\t", size)));
    "a long number" => bare(&format!(r#""severity":{}"#, many("7", size)));
    "numbers" => bare(&format!(r#""target":[{}]"#, items("-1.5e300", size)));
    "a long key" => bare(&format!(r#""{}":1"#, many("Ab", size)));
    "a long key in debugData" => bare(&debug(&format!(r#""{}":1"#, many("Ab", size))));
    "arrays in arrays" => bare(&format!(r#""junk":{}"#, nested("[", "", "]", size)));
    "arrays in arrays in text" => text(&format!(r#""junk":{}"#, nested("[", "", "]", size)));
    "objects in objects" => bare(&format!(r#""actor":{{"detailEntry":{}}}"#, nested(r#"{"a":"#, "1", "}", size)));
    "objects in objects in text" => text(&debug(&nested(r#""a":{"#, r#""b":1"#, "}", size)));
    "arrays without an end" => format!(r#"{{{HEAD},"junk":{}"#, many("[", size)).into_bytes();
    "digits side by side" => bare(&format!(r#""junk":[{}]"#, items("1", size)));
    "objects side by side" => bare(&format!(r#""junk":[{}]"#, items("{}", size)));
    "a repeated client" => bare(&items(r#""client":{"userAgent":{},"geographicalContext":{"geolocation":{}}}"#, size));
    "a repeated empty client" => bare(&items(r#""client":{}"#, size));
    "a repeated debugContext" => bare(&items(r#""debugContext":{"debugData":{}}"#, size));
    "a repeated debugContext in text" => text(&items(r#""debugContext":0"#, size));
    "a repeated target" => bare(&items(r#""target":[{"type":"User"}]"#, size));
    "a repeated eventType" => bare(&items(r#""eventType":"user.session.end""#, size));
    "a repeated eventType with escapes" => bare(&items(r#""\u0065ventType":"a""#, size));
    "a repeated key of the host" => bare(&items(r#""a":1"#, size));
    "a repeated key with escapes" => bare(&items(r#""\u0061b":1,"a\u0062":1"#, size));
    "keys of the host" => bare(&items(r#""k#":1"#, size));
    "keys of the host beside text" => {
        format!(r#"{{{},"log":"{{{}}}"}}"#, items(r#""k#":1"#, size), HEAD.replace('"', r#"\""#)).into_bytes()
    };
    "keys that the document owns" => bare(&items(r#""user":1,"record":{"user":2},"tags":[]"#, size));
    "keys that become one name" => bare(&debug(&items(r#""aB#":1,"a_b#":2,"A-B#":3"#, size)));
    "keys that become one name in text" => text(&debug(&items(r#""a B":1,"aB":2,"a_b":3,"a-b":4"#, size)));
    "keys of debugData" => bare(&debug(&items(r#""someKey#":"v""#, size)));
    "secrets below a long key" => {
        bare(&debug(&format!(r#""{}":[{}]"#, many("k", size / 2), items(r#"{"clientSecret":1}"#, size / 2))))
    };
    "secrets below many keys" => bare(&debug(&items(r##""k#":{"a":{"clientSecret":"#"}}"##, size)));
    "secrets deep down" => bare(&debug(&format!(r#""k":{}"#, nested(
        &format!(r#"{{"{}":"#, "n".repeat(size / 60)),
        "0",
        "}",
        size / 2,
    ).replacen('0', &format!("[{}]", items(r#"{"clientSecret":1}"#, size / 2)), 1))));
    "targets" => bare(&format!(
        r#""target":[{}]"#,
        items(r#"{"type":"User","id":"i#","alternateId":"a#@example.org","displayName":"A"}"#, size)
    ));
    "the same target" => bare(&format!(r#""target":[{}]"#, items(r#"{"type":"User","alternateId":"a@example.org"}"#, size)));
    "targets without anything" => bare(&format!(r#""target":[{}]"#, items("{}", size)));
    "types of targets with escapes" => text(&format!(r#""target":[{}]"#, items(r#"{"type":"Us\u0065r"}"#, size)));
    "addresses" => bare(&format!(r#""request":{{"ipChain":[{}]}}"#, items(r##"{"ip":"192.0.2.7","source":"#"}"##, size)));
    "many addresses" => bare(&format!(r#""request":{{"ipChain":[{}]}}"#, items(r#"{"ip":"2001:db8::#"}"#, size)));
    "a long address" => bare(&format!(r#""client":{{"ipAddress":"{}"}}"#, many("1:", size)));
    "a long domain" => bare(&format!(r#""securityContext":{{"domain":"{}co.uk"}}"#, many("a.", size)));
    "a long name that is no domain" => text(&format!(r#""securityContext":{{"domain":"{}"}}"#, many(".", size)));
    "a long login" => bare(&format!(r#""actor":{{"type":"User","alternateId":"{}"}}"#, many("a@b.", size)));
    "a long user agent" => bare(&format!(r#""client":{{"userAgent":{{"rawUserAgent":"{}"}}}}"#, many("Mozilla/5.0 (", size)));
    "a long eventType" => bare(&format!(r#""eventType":"{}""#, many("user.", size)));
    "a long time" => bare(&format!(r#""published":"2022-11-15T08:04:22.{}Z""#, many("1", size)));
    "a map as text" => bare(&debug(&format!(r#""behaviors":"{{{}a=b}}""#, many("New Device#=POSITIVE, ", size))));
    "a map of commas" => bare(&debug(&format!(r#""behaviors":"{{a={}}}""#, many(", ", size))));
    "a map of brackets" => bare(&debug(&format!(r#""risk":"{{reasons={}}}""#, many("[{", size))));
    "maps as text" => text(&debug(&format!(r#""securityConditions":"[{}{{a=b}}]""#, many("{level=LOW, a=b}, ", size))));
    "risk reasons" => bare(&debug(&format!(r#""risk":"{{level=HIGH, reasons={}}}""#, many("Reason #, ", size))));
    "JSON as text" => bare(&debug(&format!(r#""logOnlySecurityData":"{{{}\"a\":1}}""#, many(r#"\"kEy#\":{},"#, size))));
    "JSON as text in text" => text(&debug(&format!(r#""tunnels":"[{}1]""#, many("[],", size))));
    "many JSON texts" => bare(&debug(&items(r#""tunnels":"[1]""#, size)));
    "a record cut short" => {
        let mut record = bare(&items(r#""k":"v""#, size));
        record.truncate(record.len() - 1);
        record
    };
    "text cut short" => {
        let event = format!(r#"{{{HEAD},"a":"{}"#, many("text ", size));
        serde_json::json!({ "message": event }).to_string().into_bytes()
    };
    "a time that is none" => bare(&format!(r#""published":"soon",{}"#, items(r#""k#":"v""#, size)));
    "a time that is none, and an object event" => {
        bare(&format!(r#""published":"soon","event":{{{}}},"tags":[1]"#, items(r#""kind":#"#, size)))
    };
    "bytes that are no text" => [&[0xff][..], many("a", size).as_bytes()].concat();
    "NUL bytes" => vec![0; size];
    "UTF-16" => bare(&format!(r#""a":"{}""#, many("b", size / 2))).into_iter().flat_map(|byte| [byte, 0]).collect();
    "a foreign record" => format!(r#"{{{}}}"#, items(r#""k#":"v""#, size)).into_bytes();
    "a foreign text" => serde_json::json!({ "message": many("GET / \"", size) }).to_string().into_bytes();
    "a foreign list in text" => serde_json::json!({ "message": format!("[{}]", items("{}", size)) }).to_string().into_bytes();
    "text in every holder" => {
        let inner = format!(r#"{{"x":"{}"}}"#, many("y", size / 6));
        let keys = ["message", "log", "okta", "json", "event", "detail"].map(|key| (key.to_owned(), inner.clone().into()));
        serde_json::Value::Object(keys.into_iter().collect()).to_string().into_bytes()
    };
    "an event below four keys" => {
        format!(r#"{{"okta":{{"json":{{"event":{{"message":{{{HEAD},"x":"{}"}}}}}}}}}}"#, many("y", size)).into_bytes()
    };
    "holders in holders" => nested(r#"{"okta":"#, "{}", "}", size).into_bytes();
    "text in text in text" => {
        let mut record = bare(r#""a":1"#);
        while record.len() < size {
            record = serde_json::json!({ "message": String::from_utf8_lossy(&record) }).to_string().into_bytes();
        }
        record
    };
    "a page of nothing" => format!(r#"[{{"eventType":1}},{}]"#, items("0", size)).into_bytes();
    "a page without events" => format!("[{}]", items("{}", size)).into_bytes();
    "a page in text" => {
        serde_json::json!({ "message": format!(r#"[{{{HEAD}}},{}]"#, items("[]", size)) }).to_string().into_bytes()
    };
    "a hook" => {
        let events = items(&format!("{{{HEAD}}}"), size);
        format!(r#"{{"eventType":"com.okta.event_hook","data":{{"events":[{events}]}}}}"#).into_bytes()
    };
    "a hook of nothing" => {
        format!(r#"{{"eventType":"com.okta.event_hook","data":{{"events":[{}]}}}}"#, items("1", size)).into_bytes()
    };
    "an error of the API" => {
        format!(r#"{{"errorCode":"E0000047","errorSummary":"x","errorCauses":[{}]}}"#, items("{}", size)).into_bytes()
    };
}
