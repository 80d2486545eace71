//! Hands a normalised batch on, and says whether it was accepted.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, StatusCode, Url, redirect};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::counters::{self, Stage};
use super::secret::Secret;

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(5);

/// How long `/ready` waits for one.
const PROBE: Duration = Duration::from_secs(1);

/// The receiver of the documents.
pub struct Forward {
    client: Client,
    url: Url,
}

/// What the receiver did with a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It answered 2xx, to the end.
    Accepted,
    /// It answered 413: this batch will never fit.
    TooLarge,
    /// Anything else, or nothing at all: worth another try.
    Refused,
}

impl Forward {
    /// A client for that address; for https it trusts the system's certificates. It follows no redirects and uses no
    /// proxy, so that header and documents go where the operator said. `header` is sent with each batch.
    ///
    /// # Errors
    /// When the address is not http or https, or the header is none.
    pub fn new(url: &Url, header: Option<&Secret>, limit: Duration) -> Result<Forward> {
        if !matches!(url.scheme(), "http" | "https") {
            bail!("--forward must be an http or https address");
        }
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-ndjson"));
        if let Some(header) = header {
            let (name, value) = parse_header(header.reveal())?;
            headers.insert(name, value);
        }
        // Another part of the process may have chosen a provider before, and that one is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let builder = match url.scheme() {
            // The certificates of the system, which a small container may not have, are not asked for.
            "http" => Client::builder().tls_certs_only([]),
            _ => Client::builder(),
        };
        let client = builder
            .default_headers(headers)
            .redirect(redirect::Policy::none())
            .no_proxy()
            .connect_timeout(CONNECT)
            .timeout(limit)
            .build()
            .context("cannot make the HTTP client")?;
        Ok(Forward { client, url: url.clone() })
    }

    /// Sends the batch in one request and waits for the whole answer.
    pub async fn send(&self, lines: Vec<u8>) -> Verdict {
        match self.request(lines).await {
            Ok(status) if status.is_success() => Verdict::Accepted,
            Ok(status) => {
                tracing::warn!(status = status.as_u16(), "the forward refused a batch");
                let code = format!("http_response_{}", status.as_u16());
                counters::errors(Stage::Sending, "request_failed", code, 1);
                if status == StatusCode::PAYLOAD_TOO_LARGE { Verdict::TooLarge } else { Verdict::Refused }
            }
            Err(error) => {
                let code = reason(&error);
                // Without the address: it may hold a password.
                tracing::warn!(code, error = %innermost(&error), "the forward did not answer a batch");
                counters::errors(Stage::Sending, "request_failed", code.to_owned(), 1);
                Verdict::Refused
            }
        }
    }

    async fn request(&self, lines: Vec<u8>) -> reqwest::Result<StatusCode> {
        let mut answer = self.client.post(self.url.clone()).body(lines).send().await?;
        // An answer that breaks off is not trusted. It also has to be read for the connection to be used again.
        while answer.chunk().await?.is_some() {}
        Ok(answer.status())
    }

    /// Whether somebody listens at the address.
    pub async fn reachable(&self) -> bool {
        let (Some(host), Some(port)) = (self.url.host_str(), self.url.port_or_known_default()) else {
            return false;
        };
        let host = host.trim_start_matches('[').trim_end_matches(']');
        matches!(timeout(PROBE, TcpStream::connect((host, port))).await, Ok(Ok(_)))
    }
}

/// `Name: value`. The value is marked as a secret.
fn parse_header(text: &str) -> Result<(HeaderName, HeaderValue)> {
    // No context that quotes the text: it is a secret.
    let Some((name, value)) = text.split_once(':') else { bail!("the forward's header is not `Name: value`") };
    let name: HeaderName = name.trim().parse().ok().context("the forward's header has no valid name")?;
    let mut value: HeaderValue = value.trim().parse().ok().context("the forward's header has no valid value")?;
    value.set_sensitive(true);
    Ok((name, value))
}

/// The error's code, from a closed set.
fn reason(error: &reqwest::Error) -> &'static str {
    if error.is_timeout() {
        "timed_out"
    } else if error.is_connect() {
        "connection_failed"
    } else {
        "connection_broken"
    }
}

/// The cause at the bottom, such as `Connection refused`.
fn innermost(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    match cause.downcast_ref::<reqwest::Error>() {
        // reqwest's own text names the address.
        Some(_) => reason(error).into(),
        None => cause.to_string(),
    }
}
