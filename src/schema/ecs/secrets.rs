//! The keys whose values are secrets: they are left out of the fields.
//!
//! `data/secrets/judged_keys.tsv` judges, one by one with the reason, every key that Okta's catalogue flags as
//! sensitive, and those that it does not flag and should. A test holds this list against it.

/// What stands in the place of a secret.
pub const REDACTED: &str = "REDACTED";

/// The keys, without capitals and underscores: they are the same secret in every spelling and at any depth.
pub const SECRETS: [&str; 8] = [
    "clientsecret",
    "clientsecrets",
    "credentialsclientsecret",
    "credentialssigningprivatekey",
    "ldapadminpassword",
    "proxypassword",
    "recoverytoken",
    "sharedpassword",
];

/// Whether a key names a secret.
pub fn is_secret(key: &[u8]) -> bool {
    SECRETS.iter().any(|secret| match key.len().checked_sub(secret.len()) {
        None => false,
        Some(0) => key.eq_ignore_ascii_case(secret.as_bytes()),
        Some(more) => more <= 4 && first_is(key, secret) && without_separators(key, secret),
    })
}

/// Whether a key begins with the secret's first letter: hardly any does.
fn first_is(key: &[u8], secret: &str) -> bool {
    key.first().map(u8::to_ascii_lowercase) == secret.bytes().next()
}

fn without_separators(key: &[u8], secret: &str) -> bool {
    let letters = key.iter().filter(|byte| !matches!(byte, b'_' | b'-' | b' ' | b'.'));
    letters.map(u8::to_ascii_lowercase).eq(secret.bytes())
}
