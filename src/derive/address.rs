//! IP addresses, in the one text form that can be compared.

use core::fmt::{self, Write};
use core::net::IpAddr;

/// An IP address as text: IPv4 as it stands, IPv6 by RFC 5952 (compressed, lower case).
pub enum Address<'t> {
    /// As it stands.
    V4(&'t str),
    /// Written anew.
    V6(Written),
}

/// Room for the longest IPv6 address.
pub struct Written {
    text: [u8; 45],
    length: usize,
}

/// Reads an IP address. A zone id (`fe80::1%eth0`) makes it none, as does anything else around it.
#[inline(never)]
pub fn address(text: &str) -> Option<Address<'_>> {
    match text.parse().ok()? {
        IpAddr::V4(_) => Some(Address::V4(text)),
        IpAddr::V6(address) => {
            let mut written = Written { text: [0; 45], length: 0 };
            write!(written, "{address}").ok()?;
            Some(Address::V6(written))
        }
    }
}

impl Address<'_> {
    /// The text.
    pub fn as_str(&self) -> &str {
        match self {
            Address::V4(text) => text,
            Address::V6(Written { text, length }) => {
                text.get(..*length).and_then(|text| core::str::from_utf8(text).ok()).unwrap_or_default()
            }
        }
    }
}

impl Write for Written {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.length + text.len();
        self.text.get_mut(self.length..end).ok_or(fmt::Error)?.copy_from_slice(text.as_bytes());
        self.length = end;
        Ok(())
    }
}
