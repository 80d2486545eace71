//! What `/metrics` shows: counters by Vector's names, so that its dashboards fit.

use anyhow::{Context, Result};
use metrics::{counter, describe_counter, describe_gauge, gauge};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

const RECEIVED: &str = "component_received_events_total";
const SENT: &str = "component_sent_events_total";
const ERRORS: &str = "component_errors_total";
const DISCARDED: &str = "component_discarded_events_total";
const IN_FLIGHT: &str = "batches_in_flight";

/// Where in the service an error arose: the label `stage`.
#[derive(Debug, Clone, Copy)]
pub enum Stage {
    /// While a request was taken in.
    Receiving,
    /// While a record was normalised.
    Processing,
    /// While a batch was forwarded.
    Sending,
}

impl Stage {
    fn label(self) -> &'static str {
        match self {
            Stage::Receiving => "receiving",
            Stage::Processing => "processing",
            Stage::Sending => "sending",
        }
    }
}

/// Makes the process's metrics recorder.
///
/// # Errors
/// When there is one already.
pub fn install() -> Result<PrometheusHandle> {
    let handle = PrometheusBuilder::new().install_recorder().context("cannot install the metrics recorder")?;
    describe_counter!(RECEIVED, "Records received, whatever became of them.");
    describe_counter!(SENT, "Events in batches that the forward accepted.");
    describe_counter!(ERRORS, "Errors, by type, code and stage.");
    describe_counter!(DISCARDED, "Events dropped on request (intentional) or by themselves (never).");
    describe_gauge!(IN_FLIGHT, "Batches received and not answered yet.");
    // A counter that never moved is there with 0, so that a rate over it is not a gap.
    received(0);
    sent(0);
    discarded(0);
    counter!(DISCARDED, "intentional" => "false").increment(0);
    in_flight(0);
    Ok(handle)
}

/// Counts records received.
pub fn received(records: u64) {
    counter!(RECEIVED).increment(records);
}

/// Counts events that the forward accepted.
pub fn sent(events: u64) {
    counter!(SENT).increment(events);
}

/// Counts error records dropped because `--on-error drop` asks for it.
pub fn discarded(events: u64) {
    counter!(DISCARDED, "intentional" => "true").increment(events);
}

/// Counts errors. The code is from a closed set, never text from a record.
pub fn errors(stage: Stage, error_type: &'static str, error_code: String, count: u64) {
    counter!(ERRORS, "error_type" => error_type, "error_code" => error_code, "stage" => stage.label())
        .increment(count);
}

/// Shows how many batches are in flight.
pub fn in_flight(batches: usize) {
    gauge!(IN_FLIGHT).set(batches as f64);
}
