//! *Nobody may hold the door.* Connections of HTTP/1.1: how many at once, how long a request's
//! head may take, and how long a client may leave its answer untaken.

use std::io::{Error, ErrorKind, IoSlice, Result};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Sleep;

use super::limits::{CONNECTIONS, HEAD, HEAD_BYTES, STALL};

/// After a connection that the system could not give, this long passes before the next try.
const BREATH: Duration = Duration::from_millis(100);

/// Takes connections, and serves them.
pub(super) struct Door {
    listener: TcpListener,
    app: Router,
    room: Arc<Semaphore>,
    open: GracefulShutdown,
}

impl Door {
    pub(super) fn new(listener: TcpListener, app: Router) -> Door {
        let room = Arc::new(Semaphore::new(CONNECTIONS));
        Door { listener, app, room, open: GracefulShutdown::new() }
    }

    /// Waits for the next connection. Nothing is lost where this is not awaited to its end.
    pub(super) async fn next(&self) -> (TcpStream, OwnedSemaphorePermit) {
        loop {
            let Ok(permit) = Arc::clone(&self.room).acquire_owned().await else {
                // Nobody closes the semaphore.
                return std::future::pending().await;
            };
            match self.listener.accept().await {
                Ok((stream, _)) => return (stream, permit),
                Err(_) => tokio::time::sleep(BREATH).await,
            }
        }
    }

    /// Serves a connection until it ends.
    pub(super) fn serve(&self, stream: TcpStream, permit: OwnedSemaphorePermit) {
        // Answers are written whole; a small one need not wait for company.
        let _ = stream.set_nodelay(true);
        let stream = TokioIo::new(Patient { stream, waiting: None });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD)
            .max_buf_size(HEAD_BYTES)
            .serve_connection(stream, TowerToHyperService::new(self.app.clone()));
        let connection = self.open.watch(connection);
        tokio::spawn(async move {
            // Whatever ends a connection ends it for both sides.
            let _ = connection.await;
            drop(permit);
        });
    }

    /// Serves those who stand at the door already.
    pub(super) async fn take_waiting(&self) {
        for _ in 0..CONNECTIONS {
            let waiting = tokio::time::timeout(Duration::ZERO, self.next());
            let Ok((stream, permit)) = waiting.await else { break };
            self.serve(stream, permit);
        }
    }

    /// Takes no more connections; ends when those that are open have their answers.
    pub(super) async fn close(self) {
        drop(self.listener);
        self.open.shutdown().await;
    }
}

/// A connection whose client must take its answer.
struct Patient {
    stream: TcpStream,
    /// The end of patience, while nothing can be written.
    waiting: Option<Pin<Box<Sleep>>>,
}

impl Patient {
    fn patiently<T>(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<Result<T>>,
    ) -> Poll<Result<T>> {
        if written.is_ready() {
            self.waiting = None;
            return written;
        }
        let waiting = self.waiting.get_or_insert_with(|| Box::pin(tokio::time::sleep(STALL)));
        waiting.as_mut().poll(context).map(|()| Err(Error::from(ErrorKind::TimedOut)))
    }
}

impl AsyncRead for Patient {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Patient {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.patiently(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[IoSlice<'_>],
    ) -> Poll<Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, pieces);
        self.patiently(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
