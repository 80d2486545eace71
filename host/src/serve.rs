//! `okta-normalizer serve`: batches over HTTP in, normalised batches over HTTP out.
//!
//! The service holds a batch in memory until the forward has answered, and answers its sender with what came of it.
//! It keeps nothing on disk: the sender's buffer is the store, and a batch that was not answered with 2xx is sent
//! again. So nothing is lost when either side, or this process, ends at any moment, and a batch may arrive twice.

mod batch;
mod counters;
mod forward;
mod intake;
mod listener;
mod pool;
mod routes;
mod secret;

use std::env;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::signal::unix::{SignalKind, signal};

use crate::cli::ServeArgs;
use crate::engine::Module;
use forward::Forward;
use pool::Pool;
use routes::Service;
pub use routes::{EVENTS, HOOK};
use secret::Secret;

/// Runs the service until SIGTERM or SIGINT; gives the exit code: 0 when all that was accepted is finished, 1 when
/// some of it was not finished in time.
///
/// # Errors
/// When it cannot start.
pub fn run(arguments: &ServeArgs) -> Result<u8> {
    let token = Secret::from(env::var_os("OKTA_NORMALIZER_TOKEN"), arguments.token_file.as_deref())
        .context("the token")?;
    if token.is_none() && !arguments.listen.ip().is_loopback() {
        bail!(
            "{} can be reached from other machines: set OKTA_NORMALIZER_TOKEN or --token-file",
            arguments.listen
        );
    }
    let hook = Secret::from(
        env::var_os("OKTA_NORMALIZER_HOOK_AUTHORIZATION"),
        arguments.hook_authorization_file.as_deref(),
    )
    .context("the event hook's authorization")?;
    let header =
        Secret::from(env::var_os("OKTA_NORMALIZER_FORWARD_HEADER"), arguments.forward_header_file.as_deref())
            .context("the forward's header")?;

    let metrics = counters::install()?;
    let limits = &arguments.module;
    let module = Module::load(limits.module.as_deref(), limits.memory(), limits.time())?;
    let pool = Pool::start(&module, &arguments.schema, arguments.jobs(), arguments.on_error)?;
    let forward = Forward::new(&arguments.forward, header.as_ref(), arguments.forward_timeout)?;
    let service = Arc::new(Service::new(arguments, pool, forward, token, hook, metrics));
    Runtime::new().context("cannot start the runtime")?.block_on(serve(arguments, service))
}

async fn serve(arguments: &ServeArgs, service: Arc<Service>) -> Result<u8> {
    let socket = TcpListener::bind(arguments.listen)
        .await
        .with_context(|| format!("cannot listen at {}", arguments.listen))?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tracing::info!(address = %socket.local_addr()?, schema = %arguments.schema, "listening");

    let connections = listener::Connections::new(arguments);
    tokio::select! {
        () = connections.accept(socket, &service) => {}
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    service.stop();
    tracing::info!(batches = service.in_flight(), "stopping: finishing what was accepted");
    let finish = async {
        connections.finish().await;
        service.finish().await;
    };
    if tokio::time::timeout(arguments.stop_timeout, finish).await.is_ok() {
        tracing::info!("stopped");
        return Ok(0);
    }
    tracing::warn!(
        batches = service.in_flight(),
        "stopped before all batches were answered; their senders keep them"
    );
    Ok(1)
}
