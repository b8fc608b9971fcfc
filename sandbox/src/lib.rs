//! A local stand-in for Twilio's cloud, for the demo, development and tests.
//!
//! One TLS listener on loopback answers for all of Twilio's hosts by name: Flex and what the Flex UI
//! talks to, the token Function, voice signalling, Insights, token validation; a UDP socket for STUN.
//! Behind it is one world
//! of tokens, sockets, workers, tasks and calls, whose far end is a real WebRTC endpoint. A second,
//! plain listener is the control API by which a test places calls and brings about faults.

mod calls;
mod contact_centre;
mod control;
mod flex;
mod function;
mod hosts;
mod iam;
mod log;
pub mod media;
mod signalling;
mod sockets;
mod tls;
mod tokens;
mod world;

use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use serde_json::json;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::tls::TlsListener;
use crate::tokens::Tokens;
use crate::world::World;

pub use crate::calls::{CallReport, EndedBy};
pub use crate::flex::FlexFiles;
pub use crate::function::{FunctionBehaviour, FunctionMode};
pub use crate::log::{LogEvent, UnknownRequest};
pub use crate::signalling::{Refuse, SignallingBehaviour};
pub use crate::tls::TlsError;
pub use crate::tokens::VoiceTokenError;

/// How to start a sandbox.
pub struct Config {
    /// Port of the TLS listener; 0 for any.
    pub port: u16,
    /// Port of the control API; 0 for any.
    pub control_port: u16,
    /// Names the key that signs voice tokens (`SK…`).
    pub api_key: String,
    /// The key. A Function that runs elsewhere may sign with it as well.
    pub api_secret: String,
    /// The auth token of every account: a Function needs it to ask about Flex tokens.
    pub auth_token: String,
    /// Where the parts of the real Flex UI are.
    pub flex: FlexFiles,
    /// Where the readable log goes.
    pub log: Box<dyn Write + Send>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            port: 0,
            control_port: 0,
            api_key: "SK00000000000000000000000000000000".to_owned(),
            api_secret: "sandbox-api-secret".to_owned(),
            auth_token: "sandbox-auth-token".to_owned(),
            flex: FlexFiles::default(),
            log: Box::new(std::io::sink()),
        }
    }
}

/// Why a sandbox does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A port is taken, most likely.
    #[error("can't listen on 127.0.0.1:{port}: {error}")]
    Listen {
        /// The port asked for.
        port: u16,
        /// What the operating system says.
        error: std::io::Error,
    },
    /// There is no certificate.
    #[error(transparent)]
    Tls(#[from] TlsError),
}

/// A running sandbox; dropping it ends it.
pub struct Sandbox {
    address: SocketAddr,
    control: SocketAddr,
    stun: Ipv4Addr,
    _tasks: JoinSet<()>,
}

impl Sandbox {
    /// Starts a sandbox on loopback, inside a Tokio runtime.
    pub async fn start(config: Config) -> Result<Self, StartError> {
        let tokens = Tokens::new(config.api_key, config.api_secret, config.auth_token);
        let world = World::new(tokens, config.log);
        let (listener, address) = listen(config.port).await?;
        let (control_listener, control) = listen(config.control_port).await?;
        let tls = TlsListener::new(listener, tls::acceptor()?, Arc::clone(&world))
            .map_err(|error| StartError::Listen { port: config.port, error })?;
        let hosts = hosts::router(Arc::clone(&world), &config.flex);
        let control_router = control::router(Arc::clone(&world), address.port());
        let mut tasks = JoinSet::new();
        // `axum::serve` retries failing connections itself and never ends.
        tasks.spawn(async move { drop(axum::serve(tls, hosts).await) });
        tasks.spawn(async move { drop(axum::serve(control_listener, control_router).await) });
        let stun = media::stun::address(address.port());
        match media::stun::bind(stun).await {
            Ok(socket) => {
                let path = world.read(|state| state.media_path.clone());
                tasks.spawn(media::stun::serve(socket, path));
            }
            // Only the welcome page misses it.
            Err(error) => world.log("no STUN", json!({ "error": error.to_string() })),
        }
        tasks.spawn(world.keep_time());
        Ok(Self { address, control, stun, _tasks: tasks })
    }

    /// Where Twilio's hosts are.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where Twilio's STUN is, at its own port.
    pub fn stun(&self) -> Ipv4Addr {
        self.stun
    }

    /// Where the control API is.
    pub fn control(&self) -> SocketAddr {
        self.control
    }
}

async fn listen(port: u16) -> Result<(TcpListener, SocketAddr), StartError> {
    let bind = async {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let address = listener.local_addr()?;
        Ok((listener, address))
    };
    bind.await.map_err(|error| StartError::Listen { port, error })
}
