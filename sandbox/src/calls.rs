//! Calls: from the moment a caller rings an identity until somebody hangs up.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use serde::Serialize;
use serde_json::{Value, json};

use crate::contact_centre::Seat;
use crate::log::Clock;
use crate::media::{Hearing, Line, MediaReport, Peer, PeerError, PeerEvent};
use crate::sockets::SocketId;
use crate::world::{State, World};

/// A caller gives up after this.
const RING_LIMIT: Duration = Duration::from_mins(1);
/// A call rings on while nobody is registered, for a client that is being restarted.
const UNREACHABLE_LIMIT: Duration = Duration::from_secs(30);
/// A call outlives the loss of its signalling by this, even where `listen` named less.
const MIN_GRACE: Duration = Duration::from_secs(10);

/// One call.
pub(crate) struct Call {
    pub(crate) sid: String,
    pub(crate) from: String,
    pub(crate) to: String,
    /// The place in a conference that the call is made for.
    seat: Option<Seat>,
    reconnect: ReconnectToken,
    pub(crate) state: CallState,
    /// Counts the peers, so that a late word of a replaced one is recognised.
    peers: u64,
    hearing: Arc<Mutex<Hearing>>,
    times: Times,
}

/// Proves that who wants to take the call over was told about it. Secret. Each time that somebody
/// does there is another one.
struct ReconnectToken {
    current: String,
    /// It still counts, for a client that has not heard of the current one.
    before: Option<String>,
}

impl ReconnectToken {
    fn new() -> Self {
        Self { current: Self::fresh(), before: None }
    }

    fn replace(&mut self) {
        self.before = Some(std::mem::replace(&mut self.current, Self::fresh()));
    }

    fn fresh() -> String {
        format!("{:032x}", rand::random::<u128>())
    }
}

pub(crate) enum CallState {
    Ringing { offering: Peer, invited: Vec<SocketId>, unreachable_since: Option<Instant> },
    Active { peer: Peer, leg: Leg },
    Ended { by: EndedBy, reason: String },
}

/// The agent's signalling connection of an answered call.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Leg {
    Connected(SocketId),
    Lost { since: Instant, grace: Duration },
}

/// Who ended a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum EndedBy {
    /// The far end.
    Caller,
    /// The client, by hanging up or rejecting.
    Agent,
    /// Nobody: a limit ran out.
    Network,
    /// Twilio: the call has no place in its conference any more.
    Conference,
}

#[derive(Debug, Default)]
struct Times {
    invited: Option<Instant>,
    taken_over: Option<Instant>,
    takeovers: u32,
    answered: Option<Instant>,
    media_connected: Option<Instant>,
    ended: Option<Instant>,
}

/// A call as the control API shows it. Times are in ms since the Unix epoch.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CallReport {
    /// `CA` and 32 hex digits.
    pub call_sid: String,
    /// The caller's number.
    pub from: String,
    /// The identity that was called.
    pub to: String,
    /// `ringing`, `active` or `ended`.
    pub state: &'static str,
    /// Whether the agent's signalling is connected now (of an active call).
    pub signalling_connected: bool,
    /// Who ended it.
    pub ended_by: Option<EndedBy>,
    /// Why, in words.
    pub end_reason: Option<String>,
    /// When the call was offered to the client.
    pub invited_at: Option<u64>,
    /// When another connection took the call over, the first time.
    pub taken_over_at: Option<u64>,
    /// How often a connection took it over.
    pub takeovers: u32,
    /// When the answer went out.
    pub answered_at: Option<u64>,
    /// When ICE and DTLS were up, the first time.
    pub media_connected_at: Option<u64>,
    /// When the agent's first audio packet came.
    pub first_audio_from_agent_at: Option<u64>,
    /// When something audible came from the agent, the first time.
    pub first_audible_from_agent_at: Option<u64>,
    /// When it ended.
    pub ended_at: Option<u64>,
    /// Digits from the agent, whether in the media or by signalling.
    pub digits: String,
    /// What was heard and said.
    pub media: MediaReport,
}

/// A call that is to be placed.
#[derive(Debug, Clone, Default)]
pub(crate) struct NewCall {
    /// The identity that is called.
    pub(crate) to: String,
    /// The caller's number.
    pub(crate) from: String,
    /// Custom parameters.
    pub(crate) parameters: BTreeMap<String, String>,
    /// The place in a conference that it is made for.
    pub(crate) seat: Option<Seat>,
}

/// Why a call can't be placed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PlaceError {
    #[error("{0} is not registered")]
    NotRegistered(String),
    #[error(transparent)]
    Media(#[from] PeerError),
}

impl Call {
    pub(crate) fn hearing(&self) -> MutexGuard<'_, Hearing> {
        self.hearing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn is_active(&self) -> bool {
        matches!(self.state, CallState::Active { .. })
    }

    pub(crate) fn is_ended(&self) -> bool {
        matches!(self.state, CallState::Ended { .. })
    }

    pub(crate) fn report(&self, clock: &Clock) -> CallReport {
        let hearing = self.hearing();
        let at = |time: Option<Instant>| time.map(|time| clock.epoch_ms(time));
        let (state, leg, ended) = match &self.state {
            CallState::Ringing { .. } => ("ringing", None, None),
            CallState::Active { leg, .. } => ("active", Some(leg), None),
            CallState::Ended { by, reason } => ("ended", None, Some((*by, reason.clone()))),
        };
        CallReport {
            call_sid: self.sid.clone(),
            from: self.from.clone(),
            to: self.to.clone(),
            state,
            signalling_connected: matches!(leg, Some(Leg::Connected(_))),
            ended_by: ended.as_ref().map(|(by, _)| *by),
            end_reason: ended.map(|(_, reason)| reason),
            invited_at: at(self.times.invited),
            taken_over_at: at(self.times.taken_over),
            takeovers: self.times.takeovers,
            answered_at: at(self.times.answered),
            media_connected_at: at(self.times.media_connected),
            first_audio_from_agent_at: at(hearing.first_packet()),
            first_audible_from_agent_at: at(hearing.first_audible()),
            ended_at: at(self.times.ended),
            digits: hearing.digits().to_owned(),
            media: hearing.report(self.times.ended.unwrap_or_else(Instant::now)),
        }
    }

    /// What it takes to take the call over. Secret.
    pub(crate) fn reconnect_token(&self) -> &str {
        &self.reconnect.current
    }

    /// Whether this is what it takes.
    pub(crate) fn takes(&self, token: &str) -> bool {
        self.reconnect.current == token || self.reconnect.before.as_deref() == Some(token)
    }

    /// The connections that have been told of the call and still think it theirs.
    fn holders(&self) -> Vec<SocketId> {
        match &self.state {
            CallState::Ringing { invited, .. } => invited.clone(),
            CallState::Active { leg: Leg::Connected(socket), .. } => vec![*socket],
            CallState::Active { .. } | CallState::Ended { .. } => Vec::new(),
        }
    }

    fn peer(
        &mut self,
        world: &Arc<World>,
    ) -> (Arc<Mutex<Hearing>>, impl Fn(PeerEvent) + Send + use<>) {
        self.peers += 1;
        (Arc::clone(&self.hearing), peer_events(world, self.sid.clone(), self.peers))
    }
}

fn peer_events(world: &Arc<World>, sid: String, peer: u64) -> impl Fn(PeerEvent) + Send + use<> {
    let world: Weak<World> = Arc::downgrade(world);
    move |event| {
        if let Some(world) = world.upgrade() {
            world.with(|state| state.peer_event(&sid, peer, event));
        }
    }
}

/// Rings an identity. Returns the call's SID.
pub(crate) fn place(world: &Arc<World>, new: NewCall) -> Result<String, PlaceError> {
    let NewCall { to, from, parameters, seat } = new;
    let sid = format!("CA{:032x}", rand::random::<u128>());
    let reconnect = ReconnectToken::new();
    let hearing = Arc::default();
    let (path, line) =
        world.read(|state| (state.media_path.clone(), state.line(seat.as_ref(), &sid)));
    let events = peer_events(world, sid.clone(), 1);
    let (offering, offer) = Peer::offering(path, line, Arc::clone(&hearing), events)?;
    world.with(|state| {
        let invited = state.sockets.registered(&to);
        if invited.is_empty() {
            return Err(PlaceError::NotRegistered(to));
        }
        let invite = json!({
            "callsid": sid,
            "sdp": offer,
            "reconnect": reconnect.current,
            "parameters": {
                "CallSid": sid,
                "AccountSid": "AC00000000000000000000000000000000",
                "From": from,
                "To": format!("client:{to}"),
                "ApiVersion": "2010-04-01",
                "Params": serde_urlencoded::to_string(&parameters).unwrap_or_default(),
            },
        });
        for socket in &invited {
            state.sockets.send(*socket, "invite", invite.clone());
        }
        state.log.add("call placed", json!({ "callSid": sid, "from": from, "to": to }));
        let call = Call {
            sid: sid.clone(),
            from,
            to,
            seat,
            reconnect,
            state: CallState::Ringing { offering, invited, unreachable_since: None },
            peers: 1,
            hearing,
            times: Times { invited: Some(Instant::now()), ..Times::default() },
        };
        state.calls.insert(sid.clone(), call);
        Ok(sid)
    })
}

/// Connects a call that is ringing or active to a new peer connection, which `offer`
/// describes. Everyone who held the call before is told that it is gone.
pub(crate) fn take_over(
    world: &Arc<World>,
    state: &mut State,
    sid: &str,
    socket: SocketId,
    offer: &str,
) -> Result<(), PeerError> {
    let Some(call) = state.calls.get(sid) else { return Ok(()) };
    let line = state.line(call.seat.as_ref(), sid);
    let path = state.media_path.clone();
    let Some(call) = state.calls.get_mut(sid) else { return Ok(()) };
    let (hearing, on_event) = call.peer(world);
    let (peer, answer) = Peer::answering(offer, path, line, hearing, on_event)?;
    let now = Instant::now();
    call.times.taken_over.get_or_insert(now);
    call.times.takeovers += 1;
    call.times.answered.get_or_insert(now);
    let before = call.holders();
    call.state = CallState::Active { peer, leg: Leg::Connected(socket) };
    for other in before.into_iter().filter(|other| *other != socket) {
        state.sockets.send(other, "cancel", json!({ "callsid": sid }));
    }
    let edge = state.sockets.get(socket).map(|socket| socket.edge.clone());
    state.sockets.send(socket, "ringing", json!({ "callsid": sid }));
    call.reconnect.replace();
    let reconnect = call.reconnect_token();
    let payload = json!({ "callsid": sid, "sdp": answer, "reconnect": reconnect, "edge": edge });
    state.sockets.send(socket, "answer", payload);
    state.log.add("call taken over", json!({ "callSid": sid, "socket": socket }));
    if let Some(seat) = &call.seat {
        state.contact_centre.joined(seat, sid);
    }
    Ok(())
}

impl State {
    /// What a call is connected with.
    fn line(&self, seat: Option<&Seat>, sid: &str) -> Line {
        let room = seat.and_then(|seat| self.contact_centre.room(seat));
        room.map_or_else(Line::direct, |room| Line::into_room(room, sid.to_owned()))
    }

    /// The client that was invited answers itself. Returns what still has to be awaited.
    pub(crate) fn answer(
        &mut self,
        sid: &str,
        socket: SocketId,
        sdp: String,
    ) -> Option<impl Future<Output = Result<(), PeerError>> + Send + use<>> {
        let call = self.calls.get_mut(sid)?;
        let ended = CallState::Ended { by: EndedBy::Network, reason: String::new() };
        match std::mem::replace(&mut call.state, ended) {
            CallState::Ringing { mut offering, invited, .. } => {
                let answered = offering.accept_answer(sdp);
                call.times.answered = Some(Instant::now());
                call.state = CallState::Active { peer: offering, leg: Leg::Connected(socket) };
                for other in invited.into_iter().filter(|other| *other != socket) {
                    self.sockets.send(other, "cancel", json!({ "callsid": sid }));
                }
                self.log.add("call answered", json!({ "callSid": sid, "socket": socket }));
                if let Some(seat) = &call.seat {
                    self.contact_centre.joined(seat, sid);
                }
                Some(answered)
            }
            other @ (CallState::Active { .. } | CallState::Ended { .. }) => {
                call.state = other;
                None
            }
        }
    }

    /// Ends a call for the agent whose socket this is. Whether Twilio lets somebody end a call that
    /// another connection has is not known; nobody should rely on it.
    pub(crate) fn end_as(&mut self, socket: SocketId, sid: &str, reason: &str) {
        if self.calls.get(sid).is_some_and(|call| call.holders().contains(&socket)) {
            self.end_call(sid, EndedBy::Agent, reason, Some(socket));
        } else {
            self.log.add("hang-up refused", json!({ "callSid": sid, "socket": socket }));
        }
    }

    /// Ends a call that has not ended, and tells whoever holds it, but not `teller`.
    pub(crate) fn end_call(
        &mut self,
        sid: &str,
        by: EndedBy,
        reason: &str,
        teller: Option<SocketId>,
    ) -> bool {
        let Some(call) = self.calls.get_mut(sid) else { return false };
        if call.is_ended() {
            return false;
        }
        let message = if call.is_active() { "hangup" } else { "cancel" };
        for socket in call.holders().into_iter().filter(|holder| Some(*holder) != teller) {
            self.sockets.send(socket, message, json!({ "callsid": sid }));
        }
        call.times.ended = Some(Instant::now());
        call.state = CallState::Ended { by, reason: reason.to_owned() };
        self.log.add("call ended", json!({ "callSid": sid, "by": by, "reason": reason }));
        if let Some(seat) = call.seat.clone() {
            self.contact_centre.left(&seat, sid, by);
            self.end_calls_without_a_place();
        }
        true
    }

    /// Ends the calls that the contact centre has no place for any more in a conference.
    pub(crate) fn end_calls_without_a_place(&mut self) {
        let without: Vec<_> = self
            .calls
            .values()
            .filter(|call| !call.is_ended())
            .filter(|call| {
                call.seat.as_ref().is_some_and(|it| !self.contact_centre.has_place(it, &call.sid))
            })
            .map(|call| call.sid.clone())
            .collect();
        for sid in without {
            self.end_call(&sid, EndedBy::Conference, "it has no place in the conference", None);
        }
    }

    /// The call that sits in a place.
    pub(crate) fn call_in(&self, seat: &Seat) -> Option<&str> {
        let mut calls = self.calls.values();
        let call = calls.find(|call| !call.is_ended() && call.seat.as_ref() == Some(seat))?;
        Some(&call.sid)
    }

    /// A socket is gone: its active call waits for another one.
    pub(crate) fn lose_leg(&mut self, closed: SocketId, reconnect_timeout: Duration) {
        for call in self.calls.values_mut() {
            let CallState::Active { leg, .. } = &mut call.state else { continue };
            if matches!(leg, Leg::Connected(socket) if *socket == closed) {
                let grace = reconnect_timeout.max(MIN_GRACE);
                *leg = Leg::Lost { since: Instant::now(), grace };
                let details = json!({ "callSid": call.sid, "graceS": grace.as_secs() });
                self.log.add("call lost its signalling", details);
            }
        }
    }

    pub(crate) fn end_overdue_calls(&mut self, now: Instant) {
        let mut overdue = Vec::new();
        for call in self.calls.values_mut() {
            match &mut call.state {
                CallState::Ringing { unreachable_since, .. } => {
                    if self.sockets.registered(&call.to).is_empty() {
                        let since = *unreachable_since.get_or_insert(now);
                        if now - since > UNREACHABLE_LIMIT {
                            overdue.push((call.sid.clone(), "nobody was registered any more"));
                        }
                    } else {
                        *unreachable_since = None;
                    }
                    if call.times.invited.is_some_and(|invited| now - invited > RING_LIMIT) {
                        overdue.push((call.sid.clone(), "nobody answered"));
                    }
                }
                CallState::Active { leg: Leg::Lost { since, grace }, .. } => {
                    if now - *since > *grace {
                        overdue.push((call.sid.clone(), "its signalling did not come back"));
                    }
                }
                CallState::Active { .. } | CallState::Ended { .. } => {}
            }
        }
        for (sid, reason) in overdue {
            self.end_call(&sid, EndedBy::Network, reason, None);
        }
    }

    fn peer_event(&mut self, sid: &str, peer: u64, event: PeerEvent) {
        let Some(call) = self.calls.get_mut(sid).filter(|call| call.peers == peer) else {
            return;
        };
        let (what, details): (_, Value) = match event {
            PeerEvent::Connected => {
                call.times.media_connected.get_or_insert_with(Instant::now);
                ("media connected", json!({ "callSid": sid }))
            }
            PeerEvent::FirstPacket => ("agent heard", json!({ "callSid": sid })),
            PeerEvent::Digit(digit) => {
                ("digit", json!({ "callSid": sid, "digit": digit, "by": "media" }))
            }
            PeerEvent::Disconnected => ("media disconnected", json!({ "callSid": sid })),
            PeerEvent::Closed => ("media closed", json!({ "callSid": sid })),
        };
        self.log.add(what, details);
    }
}
