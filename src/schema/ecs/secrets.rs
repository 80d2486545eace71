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

/// Whether a name in snake_case or one of Okta's own keys names a secret.
#[inline]
pub fn is_secret(key: &[u8]) -> bool {
    (12..=32).contains(&key.len())
        && matches!(key.last(), Some(b't' | b's' | b'y' | b'd' | b'n' | b'N'))
        && judge(key)
}

#[inline(never)]
fn judge(key: &[u8]) -> bool {
    let mut letters = [0; 32];
    let mut length = 0;
    for byte in key.iter().filter(|byte| !matches!(byte, b'_' | b'-' | b' ' | b'.')) {
        let Some(place) = letters.get_mut(length) else { return false };
        *place = byte.to_ascii_lowercase();
        length += 1;
    }
    SECRETS.iter().any(|secret| letters.get(..length) == Some(secret.as_bytes()))
}
