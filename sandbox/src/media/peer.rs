//! One WebRTC endpoint (ICE, DTLS-SRTP, RTP), on loopback only.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use str0m::change::{SdpAnswer, SdpOffer, SdpPendingOffer};
use str0m::format::{Codec, FormatParams};
use str0m::media::{Direction, Frequency, MediaKind, Mid, Pt};
use str0m::net::{Protocol, Receive};
use str0m::rtp::{RtpPacket, RtpWrite};
use str0m::{Candidate, Event, IceConnectionState, Input, Output, Rtc, RtcConfig};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{MissedTickBehavior, interval, sleep_until};

use super::socket::{MediaSocket, Received};
use super::speech::SAMPLES_PER_PACKET;
use super::{Hearing, Line};

/// The payload type that Chromium itself offers for telephone events at 8 kHz.
const TELEPHONE_EVENT_PT: u8 = 126;
/// Static payload type of PCMU (RFC 3551).
const PCMU_PT: u8 = 0;
const PACKET_INTERVAL: Duration = Duration::from_millis(20);

/// Why a session description leads to no media.
#[derive(Debug, thiserror::Error)]
pub enum PeerError {
    /// Not SDP, or SDP that WebRTC does not allow.
    #[error("the session description can't be used: {0}")]
    Sdp(String),
    /// The operating system gave no UDP socket.
    #[error("no UDP socket on loopback: {0}")]
    Socket(#[from] std::io::Error),
    /// The peer has closed already.
    #[error("the media peer is closed")]
    Closed,
}

/// The way that all media take. While it is cut no datagram comes through, in neither direction.
#[derive(Debug, Clone, Default)]
pub struct MediaPath(Arc<AtomicBool>);

impl MediaPath {
    /// Cuts it, or mends it.
    pub fn cut(&self, cut: bool) {
        self.0.store(cut, Ordering::Relaxed);
    }

    pub(super) fn is_cut(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// What a peer tells the call it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeerEvent {
    /// ICE and DTLS are up: media flows.
    Connected,
    /// ICE lost the other side; it may come back.
    Disconnected,
    /// The first audio packet of the agent came.
    FirstPacket,
    /// A digit came in the media.
    Digit(char),
    /// The other side closed the connection.
    Closed,
}

/// Handle of a running endpoint; dropping it closes the endpoint.
#[derive(Debug)]
pub struct Peer {
    commands: mpsc::UnboundedSender<Command>,
    remote: Option<Remote>,
}

#[derive(Debug)]
enum Command {
    AcceptAnswer(String, oneshot::Sender<Result<(), PeerError>>),
    AcceptOffer(String, oneshot::Sender<Result<String, PeerError>>),
}

/// How to recognise a browser's peer connection in a later session description: its
/// certificate stays, its ICE credentials change with every ICE restart.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Remote {
    fingerprint: String,
    ufrag: String,
}

impl Remote {
    fn of(sdp: &str) -> Option<Self> {
        let value = |name: &str| {
            sdp.lines().find_map(|line| line.strip_prefix(name)).map(|it| it.trim().to_owned())
        };
        Some(Self { fingerprint: value("a=fingerprint:")?, ufrag: value("a=ice-ufrag:")? })
    }
}

impl Peer {
    /// Offers a call. Returns the peer and the offer; [`Self::accept_answer`] goes on.
    pub fn offering(
        path: MediaPath,
        line: Line,
        hearing: Arc<Mutex<Hearing>>,
        on_event: impl Fn(PeerEvent) + Send + 'static,
    ) -> Result<(Self, String), PeerError> {
        let (mut rtc, socket, address) = endpoint()?;
        let mut changes = rtc.sdp_api();
        let mid = changes.add_media(MediaKind::Audio, Direction::SendRecv, None, None, None);
        let (offer, pending) =
            changes.apply().ok_or_else(|| PeerError::Sdp("nothing to offer".to_owned()))?;
        let offer = offer.to_sdp_string();
        let endpoint = Endpoint {
            pending: Some(pending),
            mid: Some(mid),
            ..Endpoint::new(rtc, socket, address, path, line, hearing, on_event)
        };
        Ok((Self { commands: endpoint.spawn(), remote: None }, offer))
    }

    /// Takes an offer. Returns the peer and the answer.
    pub fn answering(
        offer: &str,
        path: MediaPath,
        line: Line,
        hearing: Arc<Mutex<Hearing>>,
        on_event: impl Fn(PeerEvent) + Send + 'static,
    ) -> Result<(Self, String), PeerError> {
        let (mut rtc, socket, address) = endpoint()?;
        let answer = accept_offer(&mut rtc, offer)?;
        let endpoint = Endpoint::new(rtc, socket, address, path, line, hearing, on_event);
        Ok((Self { commands: endpoint.spawn(), remote: Remote::of(offer) }, answer))
    }

    /// Whether the description comes from the peer connection that is connected already.
    pub fn is_with(&self, sdp: &str) -> bool {
        Remote::of(sdp).is_some_and(|other| {
            self.remote.as_ref().is_some_and(|remote| remote.fingerprint == other.fingerprint)
        })
    }

    /// Whether the description would restart ICE.
    pub fn restarts_ice(&self, sdp: &str) -> bool {
        self.is_with(sdp) && Remote::of(sdp) != self.remote
    }

    /// Takes the answer to [`Self::offering`]'s offer. The future does not borrow the peer,
    /// which others may need meanwhile.
    pub fn accept_answer(
        &mut self,
        answer: String,
    ) -> impl Future<Output = Result<(), PeerError>> + Send + use<> {
        self.remote = Remote::of(&answer);
        let (reply, result) = oneshot::channel();
        self.ask(Command::AcceptAnswer(answer, reply), result)
    }

    /// Renegotiates a running call (an ICE restart). The future ends with the answer.
    pub fn accept_offer(
        &mut self,
        offer: String,
    ) -> impl Future<Output = Result<String, PeerError>> + Send + use<> {
        self.remote = Remote::of(&offer);
        let (reply, result) = oneshot::channel();
        self.ask(Command::AcceptOffer(offer, reply), result)
    }

    fn ask<T: Send>(
        &self,
        command: Command,
        result: oneshot::Receiver<Result<T, PeerError>>,
    ) -> impl Future<Output = Result<T, PeerError>> + Send + use<T> {
        let sent = self.commands.send(command);
        async move {
            sent.map_err(|_| PeerError::Closed)?;
            result.await.map_err(|_| PeerError::Closed)?
        }
    }
}

fn endpoint() -> Result<(Rtc, MediaSocket, SocketAddr), PeerError> {
    let (socket, address) = MediaSocket::bind()?;
    let mut config = RtcConfig::new().clear_codecs().enable_pcmu(true, false).set_rtp_mode(true);
    config.codec_config().add_config(
        TELEPHONE_EVENT_PT.into(),
        None,
        Codec::Tele,
        Frequency::EIGHT_KHZ,
        None,
        FormatParams::default(),
    );
    let mut rtc = config.build(Instant::now());
    let candidate =
        Candidate::host(address, "udp").map_err(|error| PeerError::Sdp(error.to_string()))?;
    rtc.add_local_candidate(candidate);
    Ok((rtc, socket, address))
}

fn accept_offer(rtc: &mut Rtc, offer: &str) -> Result<String, PeerError> {
    let offer =
        SdpOffer::from_sdp_string(offer).map_err(|error| PeerError::Sdp(error.to_string()))?;
    let answer =
        rtc.sdp_api().accept_offer(offer).map_err(|error| PeerError::Sdp(error.to_string()))?;
    Ok(answer.to_sdp_string())
}

/// The running side of a [`Peer`].
struct Endpoint<F> {
    rtc: Rtc,
    socket: MediaSocket,
    address: SocketAddr,
    path: MediaPath,
    line: Line,
    hearing: Arc<Mutex<Hearing>>,
    on_event: F,
    pending: Option<SdpPendingOffer>,
    mid: Option<Mid>,
    connected: bool,
    heard: bool,
    /// When the datagram arrived that was read last.
    arrived: Instant,
    /// How many packets it has spoken.
    turn: usize,
    sequence: u64,
    timestamp: u32,
}

impl<F: Fn(PeerEvent) + Send + 'static> Endpoint<F> {
    fn new(
        rtc: Rtc,
        socket: MediaSocket,
        address: SocketAddr,
        path: MediaPath,
        line: Line,
        hearing: Arc<Mutex<Hearing>>,
        on_event: F,
    ) -> Self {
        Self {
            rtc,
            socket,
            address,
            path,
            line,
            hearing,
            on_event,
            pending: None,
            mid: None,
            connected: false,
            heard: false,
            arrived: Instant::now(),
            turn: 0,
            sequence: u64::from(rand::random::<u8>()),
            timestamp: rand::random(),
        }
    }

    fn spawn(self) -> mpsc::UnboundedSender<Command> {
        let (commands, inbox) = mpsc::unbounded_channel();
        tokio::spawn(self.run(inbox));
        commands
    }

    async fn run(mut self, mut inbox: mpsc::UnboundedReceiver<Command>) {
        let mut buffer = vec![0; 2_000];
        let mut ticks = interval(PACKET_INTERVAL);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
        while let Some(wake) = self.drain().await {
            let now = tokio::select! {
                () = sleep_until(wake.into()) => Instant::now(),
                _ = ticks.tick() => {
                    let now = Instant::now();
                    self.speak(now);
                    now
                }
                received = self.socket.receive(&mut buffer) => {
                    let now = Instant::now();
                    if let Ok(Received { length, source, at }) = received {
                        self.arrived = at;
                        self.receive(&buffer[..length], source, now);
                    }
                    now
                }
                command = inbox.recv() => {
                    let Some(command) = command else {
                        self.hang_up().await;
                        return;
                    };
                    self.obey(command);
                    Instant::now()
                }
            };
            if self.rtc.handle_input(Input::Timeout(now)).is_err() {
                break;
            }
        }
        (self.on_event)(PeerEvent::Closed);
    }

    /// Sends and handles all that is due. Returns when to wake, or nothing at the end.
    async fn drain(&mut self) -> Option<Instant> {
        while self.rtc.is_alive() {
            match self.rtc.poll_output() {
                Ok(Output::Timeout(at)) => return Some(at),
                Ok(Output::Transmit(_)) if self.path.is_cut() => {}
                Ok(Output::Transmit(packet)) => {
                    self.socket.send(&packet.contents, packet.destination).await;
                }
                Ok(Output::Event(event)) => self.handle(event),
                Err(_) => return None,
            }
        }
        None
    }

    /// Tells the other side, so that it need not find out by a timeout.
    async fn hang_up(&mut self) {
        self.rtc.disconnect();
        while let Ok(Output::Transmit(packet)) = self.rtc.poll_output()
            && !self.path.is_cut()
        {
            self.socket.send(&packet.contents, packet.destination).await;
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "str0m has many more events, none for us")]
    fn handle(&mut self, event: Event) {
        match event {
            Event::Connected => {
                self.connected = true;
                (self.on_event)(PeerEvent::Connected);
            }
            Event::MediaAdded(media) => self.mid = Some(media.mid),
            Event::IceConnectionStateChange(IceConnectionState::Disconnected) => {
                (self.on_event)(PeerEvent::Disconnected);
            }
            Event::RtpPacket(packet) => self.hear(&packet),
            _ => {}
        }
    }

    fn hear(&mut self, packet: &RtpPacket) {
        let (ssrc, sequence) = (*packet.header.ssrc, *packet.seq_no);
        let mut hearing = self.hearing.lock().unwrap_or_else(PoisonError::into_inner);
        let digit = if self.codec_of(packet.header.payload_type) == Some(Codec::Tele) {
            let timestamp = packet.header.timestamp;
            hearing.tone(ssrc, sequence, timestamp, &packet.payload, self.arrived)
        } else {
            hearing.audio(ssrc, sequence, &packet.payload, self.arrived);
            self.line.say(&packet.payload);
            None
        };
        drop(hearing);
        if !std::mem::replace(&mut self.heard, true) {
            (self.on_event)(PeerEvent::FirstPacket);
        }
        if let Some(digit) = digit {
            (self.on_event)(PeerEvent::Digit(digit));
        }
    }

    fn codec_of(&self, pt: Pt) -> Option<Codec> {
        let configured = self.rtc.codec_config().params();
        configured.iter().find(|params| params.pt() == pt).map(|params| params.spec().codec)
    }

    fn speak(&mut self, now: Instant) {
        let Some(mid) = self.mid.filter(|_| self.connected) else { return };
        let payload = self.line.hear(self.turn);
        let mut direct = self.rtc.direct_api();
        let Some(stream) = direct.stream_tx_by_mid(mid, None) else { return };
        let pt = Pt::from(PCMU_PT);
        stream.write_rtp(RtpWrite::new(pt, self.sequence.into(), self.timestamp, now, payload));
        self.turn += 1;
        self.sequence += 1;
        self.timestamp = self.timestamp.wrapping_add(SAMPLES_PER_PACKET);
        self.hearing.lock().unwrap_or_else(PoisonError::into_inner).sent();
    }

    fn receive(&mut self, datagram: &[u8], source: SocketAddr, now: Instant) {
        if self.path.is_cut() {
            return;
        }
        if let Ok(contents) = datagram.try_into() {
            let receive =
                Receive { proto: Protocol::Udp, source, destination: self.address, contents };
            // What is no STUN, DTLS or RTP of this session is dropped, as any endpoint does.
            let _ = self.rtc.handle_input(Input::Receive(now, receive));
        }
    }

    fn obey(&mut self, command: Command) {
        match command {
            Command::AcceptAnswer(answer, reply) => {
                let _ = reply.send(self.accept_answer(&answer));
            }
            Command::AcceptOffer(offer, reply) => {
                let _ = reply.send(accept_offer(&mut self.rtc, &offer));
            }
        }
    }

    fn accept_answer(&mut self, answer: &str) -> Result<(), PeerError> {
        let pending = self.pending.take().ok_or(PeerError::Closed)?;
        let answer = SdpAnswer::from_sdp_string(answer)
            .map_err(|error| PeerError::Sdp(error.to_string()))?;
        self.rtc
            .sdp_api()
            .accept_answer(pending, answer)
            .map_err(|error| PeerError::Sdp(error.to_string()))
    }
}
