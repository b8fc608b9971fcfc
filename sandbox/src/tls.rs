//! TLS with a certificate made at start. Browsers are told to accept it; it proves nothing.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::{self, ServerConfig};
use tokio_rustls::server::TlsStream;

use crate::world::World;

/// Every host that the sandbox stands in for.
const NAMES: [&str; 5] = [
    "*.twilio.com",
    "*.ashburn.twilio.com",
    "*.roaming.twilio.com",
    "*.us1.twilio.com",
    "*.twil.io",
];

/// Why there is no TLS.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// No certificate could be made.
    #[error("can't make a certificate: {0}")]
    Certificate(#[from] rcgen::Error),
    /// The certificate could not be used.
    #[error("can't set TLS up: {0}")]
    Setup(#[from] rustls::Error),
}

pub(crate) fn acceptor() -> Result<TlsAcceptor, TlsError> {
    let names: Vec<_> = NAMES.iter().map(|name| (*name).to_owned()).collect();
    let made = rcgen::generate_simple_self_signed(names)?;
    let key = PrivateKeyDer::Pkcs8(made.signing_key.serialize_der().into());
    let mut config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)?;
    // WebSockets here are opened over HTTP/1.1.
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// Accepts TLS connections for [`axum::serve`]; a slow handshake holds up no other one.
pub(crate) struct TlsListener {
    address: SocketAddr,
    accepted: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
}

impl TlsListener {
    pub(crate) fn new(
        listener: TcpListener,
        acceptor: TlsAcceptor,
        world: Arc<World>,
    ) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let (ready, accepted) = mpsc::channel(16);
        tokio::spawn(async move {
            while !ready.is_closed() {
                let Ok((stream, peer)) = listener.accept().await else {
                    // Out of file descriptors, most likely: others must close first.
                    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
                    continue;
                };
                let (acceptor, ready, world) =
                    (acceptor.clone(), ready.clone(), Arc::clone(&world));
                tokio::spawn(async move {
                    // Nagle's algorithm would hold small signalling messages back.
                    let _ = stream.set_nodelay(true);
                    // A client that does not want this certificate is its own affair.
                    if let Ok(stream) = acceptor.accept(stream).await
                        && is_reachable(&world, stream.get_ref().1.server_name())
                    {
                        let _ = ready.send((stream, peer)).await;
                    }
                });
            }
        });
        Ok(Self { address, accepted })
    }
}

/// Whether this host is there.
fn is_reachable(world: &World, host: Option<&str>) -> bool {
    let is_signalling = host.is_some_and(|host| host.starts_with("voice-js."));
    !is_signalling || !world.read(|state| state.sockets.behaviour.unreachable)
}

impl axum::serve::Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.accepted.recv().await {
            Some(accepted) => accepted,
            // The accepting task has ended with the runtime.
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        Ok(self.address)
    }
}
