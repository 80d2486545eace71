//! Connections: bounded in number, in the time a request's head may take, and in how long they outlive the service.

use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use super::routes::{self, Service};
use crate::cli::ServeArgs;

/// How long the listener rests when the system has no more sockets to give.
const REST: Duration = Duration::from_millis(100);

/// The open connections.
pub struct Connections {
    room: Arc<Semaphore>,
    head_limit: Duration,
    open: GracefulShutdown,
}

impl Connections {
    /// None yet.
    pub fn new(arguments: &ServeArgs) -> Connections {
        Connections {
            room: Arc::new(Semaphore::new(arguments.max_connections.get())),
            head_limit: arguments.receive_timeout,
            open: GracefulShutdown::new(),
        }
    }

    /// Accepts connections for ever, and serves each.
    pub async fn accept(&self, socket: TcpListener, service: &Arc<Service>) {
        let router = routes::router(service.clone());
        loop {
            let Ok(room) = self.room.clone().acquire_owned().await else { return };
            let stream = match socket.accept().await {
                Ok((stream, _)) => stream,
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(REST).await;
                    continue;
                }
            };
            // Answers are short: waiting for more to send with them only delays them.
            let _ = stream.set_nodelay(true);
            let connection = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(self.head_limit)
                .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router.clone()));
            let connection = self.open.watch(connection);
            tokio::spawn(async move {
                if let Err(error) = connection.await {
                    tracing::debug!(%error, "a connection ended early");
                }
                drop(room);
            });
        }
    }

    /// Waits until the requests on all connections are answered; idle connections are closed.
    pub async fn finish(self) {
        self.open.shutdown().await;
    }
}
