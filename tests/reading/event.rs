//! Events for the tests: every field of the LogEvent, odd types, odd spellings, and damage.

use fastrand::Rng;

/// Writes JSON text with random white space and escapes.
pub struct Writer<'r> {
    rng: &'r mut Rng,
    text: String,
}

const WORDS: &[&str] = &[
    "",
    "unknown",
    "ada@example.org",
    "Ada Example",
    "00u1",
    "SUCCESS",
    "User",
    "AppUser",
    "AppInstance",
    "192.0.2.7",
    "2001:DB8::1",
    ".",
    "www.example.co.uk",
    "example.org",
    "a\"b",
    "back\\slash",
    "tab\tnew\nline",
    "ünï☃😀",
    "\u{7f}\u{80}",
    "64496",
    "/",
    "{\"a\":1}",
    "0123456789abcdef0123456789abcdef",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:109.0) Gecko/20100101 Firefox/109.0",
];

const TIMES: &[&str] = &[
    "2022-11-15T08:04:22.213Z",
    "2022-11-15T08:04:22Z",
    "2022-11-15T08:04:22.123456789+05:30",
    "2022-12-31T23:59:59.999-08:00",
    "2022-02-30T00:00:00Z",
    "soon",
];

impl<'r> Writer<'r> {
    pub fn new(rng: &'r mut Rng) -> Self {
        Writer { rng, text: String::new() }
    }

    /// A LogEvent.
    pub fn event(mut self) -> String {
        self.object(|it| {
            it.some("uuid", Self::word);
            it.field("eventType", |it| {
                it.one_of(&["user.session.start", "user.account.lock", "policy.rule.update"])
            });
            it.field("published", |it| match it.rng.u8(..20) {
                0 => it.odd(),
                1 => it.one_of(TIMES),
                _ => it.one_of(&TIMES[..4]),
            });
            for key in ["displayMessage", "severity", "legacyEventType", "version", "other", "device"] {
                it.some(key, Self::word);
            }
            it.some("actor", |it| it.entity(&["User", "SystemPrincipal"]));
            it.some("client", Self::client);
            it.some("securityContext", |it| it.words(&["asNumber", "asOrg", "isp", "domain", "isProxy"]));
            it.some("outcome", |it| it.words(&["result", "reason"]));
            it.some("transaction", |it| it.words(&["type", "id", "detail"]));
            it.some("authenticationContext", |it| {
                it.object(|it| {
                    let keys = ["authenticationProvider", "credentialProvider", "credentialType", "interface"];
                    keys.into_iter().chain(["externalSessionId"]).for_each(|key| it.some(key, Self::word));
                    it.some("issuer", |it| it.words(&["id", "type"]));
                });
            });
            it.some("debugContext", |it| it.object(|it| it.some("debugData", |it| it.words(&["dtHash", "risk"]))));
            it.some("target", |it| {
                it.text.push('[');
                for _ in 0..it.rng.usize(..4) {
                    if it.rng.u8(..8) == 0 {
                        it.odd()
                    } else {
                        it.entity(&["User", "AppUser", "AppInstance", "Policy"])
                    }
                    it.space();
                    it.text.push(',');
                }
                it.end(']');
            });
            // A key twice: the last counts.
            if it.rng.u8(..6) == 0 {
                it.some("actor", |it| it.entity(&["User"]));
                it.some("client", Self::client);
                it.some("severity", Self::odd);
                it.some("target", Self::odd);
            }
        });
        self.text
    }

    fn client(&mut self) {
        self.object(|it| {
            ["id", "ipAddress", "zone"].into_iter().for_each(|key| it.some(key, Self::word));
            it.some("userAgent", |it| it.words(&["rawUserAgent", "os", "browser"]));
            it.some("geographicalContext", |it| {
                it.object(|it| {
                    ["city", "state", "country", "postalCode"]
                        .into_iter()
                        .for_each(|key| it.some(key, Self::word));
                    it.some("geolocation", |it| {
                        it.object(|it| {
                            it.some("lat", |it| it.text.push_str("48.8569"));
                            it.some("lon", |it| it.text.push_str("-2.25"));
                        });
                    });
                });
            });
        });
    }

    fn entity(&mut self, types: &[&str]) {
        self.object(|it| {
            it.some("id", Self::word);
            it.field("type", |it| it.one_of(types));
            it.some("alternateId", Self::word);
            it.some("displayName", Self::word);
            it.some("detailEntry", Self::odd);
        });
    }

    fn words(&mut self, keys: &[&str]) {
        self.object(|it| keys.iter().for_each(|key| it.some(key, Self::word)));
    }

    fn object(&mut self, members: impl FnOnce(&mut Self)) {
        self.text.push('{');
        members(self);
        self.end('}');
    }

    /// Closes a container behind a comma or the opening bracket.
    fn end(&mut self, bracket: char) {
        if self.text.ends_with(',') {
            self.text.pop();
        }
        self.space();
        self.text.push(bracket);
    }

    /// A member, most of the time; now and then with a value of an odd type.
    fn some(&mut self, key: &str, value: impl FnOnce(&mut Self)) {
        match self.rng.u8(..16) {
            0..4 => {}
            4 => self.field(key, Self::odd),
            _ => self.field(key, value),
        }
    }

    fn field(&mut self, key: &str, value: impl FnOnce(&mut Self)) {
        self.space();
        self.string(key, 64);
        self.space();
        self.text.push(':');
        self.space();
        value(self);
        self.space();
        self.text.push(',');
    }

    fn word(&mut self) {
        let word = WORDS[self.rng.usize(..WORDS.len())];
        self.string(word, 12);
    }

    fn one_of(&mut self, words: &[&str]) {
        let word = words[self.rng.usize(..words.len())];
        self.string(word, 64);
    }

    /// A value of any type. No exponents: serde_json writes them in another form than they came in.
    fn odd(&mut self) {
        const ODD: &[&str] = &[
            "null",
            "true",
            "false",
            "0",
            "-1",
            "12.50",
            "-7",
            "\"\"",
            "[]",
            "{}",
            "[[[{\"a\":[1,{}]}]],\"x\\\\\"]",
            "{\"id\":\"inner\",\"type\":\"User\",\"k\":{\"id\":2}}",
        ];
        let value = ODD[self.rng.usize(..ODD.len())];
        self.text.push_str(value);
    }

    /// A string; one character of `rarity` is escaped without need.
    fn string(&mut self, characters: &str, rarity: usize) {
        self.text.push('"');
        for character in characters.chars() {
            match character {
                '"' | '\\' => self.text.extend(['\\', character]),
                '\n' => self.text.push_str("\\n"),
                '\t' => self.text.push_str("\\t"),
                '/' if self.rng.bool() => self.text.push_str("\\/"),
                _ if self.rng.usize(..rarity) == 0 => {
                    for unit in character.encode_utf16(&mut [0; 2]) {
                        self.text.push_str(&format!("\\u{unit:04x}"));
                    }
                }
                _ => self.text.push(character),
            }
        }
        self.text.push('"');
    }

    fn space(&mut self) {
        if self.rng.u8(..16) == 0 {
            self.text.push_str(["\n  ", "\t", " ", "\r\n"][self.rng.usize(..4)]);
        }
    }
}

/// Damages a text at one place: a byte changed, taken out or put in, or the end cut off.
pub fn damage(text: &mut Vec<u8>, rng: &mut Rng) {
    const BYTES: &[u8] = b"\"\\{}[],:0129-+.eEtfnu/ \n\t\x00\x1f\x7f\xc3\xff";
    let at = rng.usize(..=text.len());
    let byte = BYTES[rng.usize(..BYTES.len())];
    match rng.u8(..8) {
        0 => text.truncate(at),
        1..4 if at < text.len() => text[at] = byte,
        4..6 if at < text.len() => {
            text.remove(at);
        }
        _ => text.insert(at, byte),
    }
}
