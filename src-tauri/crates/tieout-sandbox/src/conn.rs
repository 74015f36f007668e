//! Loopback sockets that a request handler can break on purpose.
//!
//! Not here: deciding when to break one (`faults`).
//! Invariant: once a connection is told to reset, no further byte of it reaches the client.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::IncomingStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::Instant;

const WHOLE: i64 = -1;
const RESET: i64 = -2;

/// The handler's grip on the connection its request came over.
#[derive(Debug, Clone)]
pub struct Grip {
    /// `WHOLE`, `RESET`, or the number of body bytes that may still leave.
    plan: Arc<AtomicI64>,
}

impl Grip {
    fn new() -> Self {
        Self {
            plan: Arc::new(AtomicI64::new(WHOLE)),
        }
    }

    /// The next write is refused and the peer sees a TCP reset.
    pub fn reset(&self) {
        self.plan.store(RESET, Ordering::SeqCst);
    }

    /// The answer's head and `bytes` of its body leave, then the connection closes.
    pub fn cut_body_after(&self, bytes: usize) {
        self.plan.store(i64::try_from(bytes).unwrap_or(0), Ordering::SeqCst);
    }
}

/// A TCP stream that obeys its [`Grip`] and ends when the ledger stops.
pub struct BreakableStream {
    inner: TcpStream,
    grip: Grip,
    stopped: Pin<Box<dyn Future<Output = ()> + Send>>,
}

impl BreakableStream {
    fn broken() -> io::Error {
        io::Error::new(io::ErrorKind::ConnectionReset, "broken on purpose")
    }

    /// How much of `buf` may be written now; an error when nothing may.
    fn allowance(&self, buf: &[u8]) -> io::Result<usize> {
        match self.grip.plan.load(Ordering::SeqCst) {
            WHOLE => Ok(buf.len()),
            RESET => {
                // Linger zero turns the close into a reset, which is what a dying peer looks like.
                let _ = self.inner.set_zero_linger();
                Err(Self::broken())
            }
            left => {
                let head = buf
                    .windows(4)
                    .position(|four| four == b"\r\n\r\n")
                    .map_or(0, |at| at + 4);
                let left = usize::try_from(left).unwrap_or(0);
                let allowed = (head + left).min(buf.len());
                if allowed == 0 { Err(Self::broken()) } else { Ok(allowed) }
            }
        }
    }

    fn spend(&self, buf: &[u8], written: usize) {
        if self.grip.plan.load(Ordering::SeqCst) >= 0 {
            let head = buf
                .windows(4)
                .position(|four| four == b"\r\n\r\n")
                .map_or(0, |at| at + 4);
            let spent = i64::try_from(written.saturating_sub(head)).unwrap_or(0);
            self.grip
                .plan
                .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| Some((left - spent).max(0)))
                .ok();
        }
    }
}

impl AsyncRead for BreakableStream {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        // Idle connections too: a client must not go on talking to a ledger that was stopped.
        if self.stopped.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Err(Self::broken()));
        }
        Pin::new(&mut self.inner).poll_read(cx, buf)
    }
}

impl AsyncWrite for BreakableStream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let allowed = match self.allowance(buf) {
            Ok(allowed) => allowed,
            Err(error) => return Poll::Ready(Err(error)),
        };
        let done = Pin::new(&mut self.inner).poll_write(cx, &buf[..allowed]);
        if let Poll::Ready(Ok(written)) = &done {
            self.spend(buf, *written);
        }
        done
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}

const REBIND_PAUSE: Duration = Duration::from_millis(10);

/// Closes the door for a while, so that connections are refused as where nobody listens.
#[derive(Debug)]
pub struct Shutter(watch::Sender<Option<Instant>>);

impl Shutter {
    pub fn shut_for(&self, time: Duration) {
        self.0.send_replace(Some(Instant::now() + time));
    }
}

/// Accepts loopback connections.
#[derive(Debug)]
pub struct Door {
    /// `None` while the door is shut.
    inner: Option<TcpListener>,
    address: SocketAddr,
    shut_until: watch::Receiver<Option<Instant>>,
    stop: watch::Receiver<bool>,
}

/// Ends when the ledger is told to stop or whoever could tell it so is gone.
pub async fn stopped(mut stop: watch::Receiver<bool>) {
    let _ = stop.wait_for(|stopped| *stopped).await;
}

impl Door {
    pub async fn open(port: u16, stop: watch::Receiver<bool>) -> io::Result<(Self, Shutter)> {
        let inner = TcpListener::bind(("127.0.0.1", port)).await?;
        let (shutter, shut_until) = watch::channel(None);
        let door = Self {
            address: inner.local_addr()?,
            inner: Some(inner),
            shut_until,
            stop,
        };
        Ok((door, Shutter(shutter)))
    }

    pub const fn port(&self) -> u16 {
        self.address.port()
    }

    /// Stays shut for as long as it was told to, then listens at the same place again.
    async fn reopen(&mut self) {
        let until = *self.shut_until.borrow_and_update();
        if let Some(until) = until.filter(|until| *until > Instant::now()) {
            self.inner = None;
            tokio::time::sleep_until(until).await;
        }
        while self.inner.is_none() {
            match TcpListener::bind(self.address).await {
                Ok(inner) => self.inner = Some(inner),
                Err(_) => tokio::time::sleep(REBIND_PAUSE).await,
            }
        }
    }
}

impl axum::serve::Listener for Door {
    type Io = BreakableStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            self.reopen().await;
            let Some(inner) = &self.inner else { continue };
            let accepted = tokio::select! {
                Ok(()) = self.shut_until.changed() => continue,
                accepted = inner.accept() => accepted,
            };
            match accepted {
                Ok((inner, peer)) => {
                    let _ = inner.set_nodelay(true);
                    return (
                        BreakableStream {
                            inner,
                            grip: Grip::new(),
                            stopped: Box::pin(stopped(self.stop.clone())),
                        },
                        peer,
                    );
                }
                // Out of descriptors and the like pass; a tight loop would not help them to.
                Err(_) => tokio::task::yield_now().await,
            }
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        Ok(self.address)
    }
}

impl Connected<IncomingStream<'_, Door>> for Grip {
    fn connect_info(stream: IncomingStream<'_, Door>) -> Self {
        stream.io().grip.clone()
    }
}
