//! Nothing is lost: the service between producers and a receiver that fails in every way, killed under load.

mod common;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, RwLock};
use std::thread;
use std::time::{Duration, Instant};

use common::producer::{Retries, deliver};
use common::receiver::{Mood, Receiver};
use common::service::Service;
use common::{events, exit_code, number, signal};
use rustix::process::Signal;

const PRODUCERS: u64 = 4;
const BATCH: u64 = 50;
const TIME: Duration = Duration::from_secs(20);

/// Producers that send until they are told to stop; each batch is sent until it is accepted.
fn produce(address: &Arc<RwLock<SocketAddr>>, on: &Arc<AtomicBool>) -> Vec<thread::JoinHandle<(u64, Retries)>> {
    let next = Arc::new(AtomicU64::new(0));
    (0..PRODUCERS)
        .map(|_| {
            let (address, on, next) = (address.clone(), on.clone(), next.clone());
            thread::spawn(move || {
                let (mut sent, mut retries) = (0, Retries::default());
                while on.load(Ordering::SeqCst) {
                    let first = next.fetch_add(BATCH, Ordering::SeqCst);
                    deliver(|| *address.read().unwrap(), &events(first..first + BATCH), &mut retries);
                    sent += BATCH;
                    thread::sleep(Duration::from_millis(5));
                }
                (sent, retries)
            })
        })
        .collect()
}

#[test]
fn every_event_arrives_at_least_once() {
    let receiver = Receiver::start();
    let arguments = ["--forward-timeout", "0.4", "--max-batches", "3", "--queue-timeout", "0.1"];
    let mut service = Service::start(&receiver.url(), &arguments);
    let address = Arc::new(RwLock::new(service.address));
    let on = Arc::new(AtomicBool::new(true));
    let producers = produce(&address, &on);

    // Each fault for a moment, with a moment of peace after it.
    let mut faults: HashMap<&str, u64> = HashMap::new();
    let end = Instant::now() + TIME;
    let pause = |milliseconds| thread::sleep(Duration::from_millis(milliseconds));
    while Instant::now() < end {
        let moods = [
            Mood::Refuse(500),
            Mood::Refuse(429),
            Mood::Delay(900),
            Mood::DieInBody,
            Mood::DieInAnswer,
            Mood::HangUp,
        ];
        for mood in moods {
            receiver.set(mood);
            pause(150);
            receiver.set(Mood::Accept);
            pause(100);
            *faults.entry("receiver fails").or_default() += 1;
        }
        receiver.shut();
        pause(200);
        receiver.reopen();
        *faults.entry("receiver gone").or_default() += 1;
        // Killed under load, with the receiver slow, so that batches are on their way.
        receiver.set(Mood::Delay(100));
        pause(150);
        let (how, name) = if faults["receiver gone"].is_multiple_of(3) {
            (Signal::TERM, "service stopped")
        } else {
            (Signal::KILL, "service killed")
        };
        signal(&service.child, how);
        let code = exit_code(&mut service.child);
        assert_eq!(code, (how == Signal::TERM).then_some(0));
        *faults.entry(name).or_default() += 1;
        service = Service::start(&receiver.url(), &arguments);
        *address.write().unwrap() = service.address;
        receiver.set(Mood::Accept);
        pause(200);
    }
    on.store(false, Ordering::SeqCst);
    let (mut sent, mut retries) = (0, Retries::default());
    for producer in producers {
        let (events, again) = producer.join().unwrap();
        sent += events;
        retries.refused += again.refused;
        retries.broken += again.broken;
    }

    let mut arrivals: HashMap<u64, u64> = HashMap::new();
    for line in receiver.lines() {
        *arrivals.entry(number(&line).unwrap()).or_default() += 1;
    }
    let lost = (0..sent).filter(|number| !arrivals.contains_key(number)).count();
    let duplicates: u64 = arrivals.values().map(|count| count - 1).sum();
    let strangers = arrivals.keys().filter(|number| **number >= sent).count();
    let faulted: u64 = faults.values().sum();
    println!(
        "figure: {sent} events sent, {faulted} faults {faults:?}, {} batches refused and {} broken off and sent again, \
         {duplicates} duplicates, lost = {lost}",
        retries.refused, retries.broken
    );
    assert_eq!((lost, strangers), (0, 0));
    assert!(sent > 2_000 && faults["service killed"] >= 2, "too little happened to say anything");
    assert!(retries.refused > 0 && retries.broken > 0);
}
