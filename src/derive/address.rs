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
#[derive(Clone, Copy)]
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

/// What a text is as an address, to be remembered without the text.
#[derive(Clone, Copy, Default)]
pub enum Reading {
    /// It is none.
    #[default]
    None,
    /// It is one, as it stands.
    AsItStands,
    /// It is one that is written otherwise.
    Anew(Written),
}

impl Reading {
    /// What a text is. It should be UTF-8.
    pub fn of(text: &[u8]) -> Reading {
        match core::str::from_utf8(text).ok().and_then(address) {
            Some(Address::V6(written)) => Reading::Anew(written),
            Some(Address::V4(_)) => Reading::AsItStands,
            None => Reading::None,
        }
    }

    /// The address, given the text that it was read from.
    #[inline(always)]
    pub fn written<'t>(&'t self, text: &'t [u8]) -> Option<&'t [u8]> {
        match self {
            Reading::None => None,
            Reading::AsItStands => Some(text),
            Reading::Anew(Written { text, length }) => text.get(..*length),
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
