//! IP addresses, in the one text form that can be compared.

use core::fmt::{self, Write};
use core::net::IpAddr;

/// An IP address as text: IPv4 as it stands, IPv6 by RFC 5952 (compressed, lower case).
pub struct Address {
    text: [u8; 45],
    length: usize,
}

/// Reads an IP address. A zone id (`fe80::1%eth0`) makes it none, as does anything else around it.
#[inline(never)]
pub fn address(text: &str) -> Option<Address> {
    let address: IpAddr = text.parse().ok()?;
    let mut written = Address { text: [0; 45], length: 0 };
    match address {
        IpAddr::V4(_) => written.write_str(text),
        IpAddr::V6(address) => write!(written, "{address}"),
    }
    .ok()?;
    Some(written)
}

impl Address {
    /// The text.
    pub fn as_str(&self) -> &str {
        self.text.get(..self.length).and_then(|text| core::str::from_utf8(text).ok()).unwrap_or_default()
    }
}

impl Write for Address {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.length + text.len();
        self.text.get_mut(self.length..end).ok_or(fmt::Error)?.copy_from_slice(text.as_bytes());
        self.length = end;
        Ok(())
    }
}
