//! A forward over https: to a receiver whose certificate is trusted, and to one whose is not.

mod common;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;

use common::service::Service;
use common::{event, number, numbers};
use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// A receiver with that certificate. It takes one request on each connection; gives its port and what it took.
fn receiver(certified: &rcgen::CertifiedKey<rcgen::KeyPair>) -> (u16, Arc<Mutex<String>>) {
    let key = PrivateKeyDer::try_from(certified.signing_key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certified.cert.der().clone()], key)
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let taken = Arc::new(Mutex::new(String::new()));
    let lines = taken.clone();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let session = ServerConnection::new(config.clone()).unwrap();
            let mut reader = BufReader::new(StreamOwned::new(session, stream.unwrap()));
            let mut length = 0;
            let mut line = String::new();
            // A sender that does not trust the certificate hangs up here.
            while reader.read_line(&mut line).is_ok_and(|read| read > 2) {
                if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length: ") {
                    length = value.trim().parse().unwrap();
                }
                line.clear();
            }
            let mut body = vec![0; length];
            if length > 0 && reader.read_exact(&mut body).is_ok() {
                lines.lock().unwrap().push_str(str::from_utf8(&body).unwrap());
                let _ = reader.get_mut().write_all(b"HTTP/1.1 204 Taken\r\nconnection: close\r\n\r\n");
            }
        }
    });
    (port, taken)
}

#[test]
fn only_a_trusted_receiver_gets_the_documents() {
    let certified = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let other = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let trusted = folder.path().join("trusted.pem");
    std::fs::write(&trusted, certified.cert.pem()).unwrap();
    for (certified, status) in [(&certified, 200), (&other, 503)] {
        let (port, taken) = receiver(certified);
        let mut command = Service::command("127.0.0.1:0", &format!("https://localhost:{port}/in"), &[]);
        let service = Service::spawn(command.env("SSL_CERT_FILE", &trusted).env_remove("SSL_CERT_DIR"));
        assert_eq!(service.post(&event(1)).status, status);
        let taken = taken.lock().unwrap().clone();
        if status == 200 {
            assert_eq!(numbers(&taken), [1]);
        } else {
            assert_eq!(number(&taken), None);
        }
    }
}

#[test]
fn a_machine_without_certificates_forwards_over_http() {
    let receiver = common::receiver::Receiver::start();
    let mut command = Service::command("127.0.0.1:0", &receiver.url(), &[]);
    let service = Service::spawn(command.env("SSL_CERT_FILE", "/nonexistent").env("SSL_CERT_DIR", "/nonexistent"));
    assert_eq!(service.post(&event(1)).status, 200);
    let mut command = Service::command("127.0.0.1:0", "https://localhost:1/", &[]);
    command.env("SSL_CERT_FILE", "/nonexistent").env("SSL_CERT_DIR", "/nonexistent");
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(common::stderr(&output).contains("certificates"), "{}", common::stderr(&output));
}
