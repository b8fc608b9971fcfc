//! The SDK's `Device` and `Call` in the offscreen document.

mod devices;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use voice_client_browser::voice::{
    Call, Device, DeviceOptions, Media, PeerConnection, Player, connection_sample, error_code,
};
use voice_client_browser::{Error, from_js};
use voice_client_core::leg::{Accept, RECONNECT_TIMEOUT, SdkEvent};
use voice_client_core::{Digits, Microphone, Secret, code};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use crate::capture::{Capture, Change};
use crate::devices::Wanted;
use crate::listening::Listening;
use crate::warn;

/// How long a call that is to be ended, and that the SDK has, may take until Twilio says so, in ms.
const END_PATIENCE_MS: u32 = 2_000;

/// How long the SDK is left to wait for media, in ms. After 30 s it ends the call at Twilio as soon as
/// ICE fails once more.
const MEDIA_PATIENCE_MS: u32 = 20_000;

/// Room for the one call of this document.
pub(crate) struct CallSlot {
    line: Rc<Line>,
}

/// What it takes to have a call.
struct Connecting {
    device: Device,
    capture: Capture,
    peer_connection: PeerConnection,
}

/// What the SDK's callbacks share.
struct Line {
    tell: Box<dyn Fn(SdkEvent)>,
    tell_microphone: Box<dyn Fn(Microphone)>,
    tell_level: Rc<dyn Fn(u16)>,
    /// What hears the agent who is muted.
    listening: RefCell<Option<Listening>>,
    wanted: Rc<Wanted>,
    muted: Rc<Cell<bool>>,
    /// Whether the SDK's call has a microphone and a far end.
    accepted: Cell<bool>,
    /// Whether that was told.
    told: Cell<bool>,
    /// Whether it was told that its media are lost.
    is_deaf: Cell<bool>,
    /// What renews the SDK's patience with them.
    renewal: RefCell<Option<Timeout>>,
    /// Whether that is at it: what the SDK says is nobody's business then.
    is_renewing: Cell<bool>,
    /// Whether it was told that its signalling is lost.
    is_cut_off: Cell<bool>,
    /// Whether the agent has hung up before the call was there.
    is_parting: Cell<bool>,
    /// What waits for its microphone.
    waiting: RefCell<Option<(Accept, Capture)>>,
    connecting: RefCell<Option<Connecting>>,
    call: RefCell<Option<Call>>,
    /// What plays the far end.
    player: RefCell<Option<Player>>,
    /// How long a microphone that could not be opened is left alone, in ms; and what asks again.
    pause: Cell<u32>,
    again: RefCell<Option<Timeout>>,
}

impl CallSlot {
    pub(crate) fn new(
        tell: impl Fn(SdkEvent) + 'static,
        tell_microphone: impl Fn(Microphone) + 'static,
        tell_level: impl Fn(u16) + 'static,
        wanted: Rc<Wanted>,
    ) -> Self {
        let line = Line {
            tell: Box::new(tell),
            tell_microphone: Box::new(tell_microphone),
            tell_level: Rc::new(tell_level),
            listening: RefCell::default(),
            wanted,
            muted: Rc::default(),
            accepted: Cell::new(false),
            told: Cell::new(false),
            is_deaf: Cell::new(false),
            renewal: RefCell::default(),
            is_renewing: Cell::new(false),
            is_cut_off: Cell::new(false),
            is_parting: Cell::default(),
            waiting: RefCell::default(),
            connecting: RefCell::default(),
            call: RefCell::default(),
            player: RefCell::default(),
            pause: Cell::default(),
            again: RefCell::default(),
        };
        Self { line: Rc::new(line) }
    }

    /// Takes a call; everything that comes of it is told.
    pub(crate) fn connect(&self, accept: &Accept) {
        self.line.muted.set(accept.mic.is_muted());
        let capture = self.line.capture();
        // Without a microphone the SDK would end it at Twilio: whom somebody talks to, and whom
        // Twilio can still ring elsewhere.
        let opened = capture.opened();
        self.line.waiting.replace(Some((accept.clone(), capture)));
        let line = Rc::clone(&self.line);
        spawn_local(async move {
            let opened = opened.await;
            let Some((accept, capture)) = line.waiting.take() else { return };
            match opened {
                Ok(()) => line.connect(&accept, capture),
                Err(code) => line.fail(code),
            }
        });
    }

    /// Other devices may be wanted than before.
    pub(crate) fn use_devices(&self) {
        self.line.use_devices();
    }

    pub(crate) fn use_token(&self, token: &Secret<String>) {
        if let Some(Connecting { device, .. }) = &*self.line.connecting.borrow() {
            report(device.update_token(token.expose()));
        }
    }

    pub(crate) fn set_muted(&self, muted: bool) {
        self.line.muted.set(muted);
        if let Some(call) = &*self.line.call.borrow() {
            report(call.mute(muted));
        }
    }

    /// Begins to tell what the microphone hears, or leaves off.
    pub(crate) fn listen(&self, listens: bool) {
        let listening = listens.then(|| self.line.listen()).flatten();
        self.line.listening.replace(listening);
    }

    pub(crate) fn send_digits(&self, digits: &Digits) {
        if let Some(call) = &*self.line.call.borrow() {
            report(call.send_digits(digits.as_str()));
        }
    }

    /// Neither side hears the other any more.
    pub(crate) fn silence(&self) {
        self.line.silence();
    }

    pub(crate) fn disconnect(&self) {
        self.line.disconnect();
    }
}

impl Line {
    /// Opens the microphone.
    fn capture(self: &Rc<Self>) -> Capture {
        let line = Rc::downgrade(self);
        let on_change = move |change| {
            let Some(line) = line.upgrade() else { return };
            match change {
                Change::Ended => line.open_devices_again(),
                Change::Refused => line.input_failed(),
            }
        };
        Capture::start(Rc::clone(&self.wanted), Rc::clone(&self.muted), on_change)
    }

    fn connect(self: &Rc<Self>, accept: &Accept, capture: Capture) {
        if let Err(error) = self.try_to_connect(accept, capture) {
            warn(&error.to_string());
            // Nobody has ended it: the next document may fare better.
            self.fail(0);
        }
    }

    fn try_to_connect(self: &Rc<Self>, accept: &Accept, capture: Capture) -> Result<(), Error> {
        let options = DeviceOptions {
            edge: Some(accept.ticket.edge.clone()),
            max_call_signaling_timeout_ms: RECONNECT_TIMEOUT.as_millis().try_into().unwrap_or(0),
            ..DeviceOptions::default()
        };
        let token = accept.voice_token.expose();
        let line = Rc::downgrade(self);
        let peer_connection = PeerConnection::new(move || {
            if let Some(line) = line.upgrade() {
                line.tell_when_heard();
                line.notice_connection();
            }
        })?;
        let media =
            Media { get_user_media: capture.get_user_media(), peer_connection: &peer_connection };
        let mut device = Device::new(token, &options, Some(media))?;
        device.on("error", self.on_error(|code| SdkEvent::DeviceFailed { code }));
        let line = Rc::clone(self);
        device.on_device_change(move || line.use_devices());
        let connected = device.connect(accept.ticket.connect_token.expose())?;
        self.connecting.replace(Some(Connecting { device, capture, peer_connection }));

        let line = Rc::clone(self);
        spawn_local(async move {
            match connected.await {
                Ok(call) => line.hold(call.into()),
                Err(code) => line.fail(code),
            }
        });
        Ok(())
    }

    /// Listens to the call; the SDK is asking for the microphone by now, nothing has been heard.
    fn hold(self: &Rc<Self>, mut call: Call) {
        let line = Rc::clone(self);
        call.on("audio", move |element| {
            line.player.replace(Some(element.into()));
            line.use_devices();
            if line.is_parting.get() {
                line.silence();
            }
        });
        let line = Rc::clone(self);
        call.on("accept", move |_| {
            line.accepted.set(true);
            line.use_devices();
            line.tell_connect_token();
            if line.is_parting.get() {
                line.end();
            } else {
                line.tell_when_heard();
            }
        });
        call.on("mute", self.on(|muted| Some(SdkEvent::Muted(muted.is_truthy()))));
        let line = Rc::clone(self);
        call.on("reconnecting", move |error| line.reconnecting(error_code(&error)));
        let line = Rc::clone(self);
        call.on("reconnected", move |_| {
            if line.is_renewing.get() {
                return;
            }
            line.hears_again();
            line.is_cut_off.set(false);
            line.tell_connect_token();
            (line.tell)(SdkEvent::Reconnected);
        });
        // The SDK has warnings that mean nothing to an agent; those are no `QualityWarning`.
        let line = Rc::clone(self);
        call.on("sample", move |sample| {
            // Nothing else tells of one that came with the answer to an ICE restart.
            line.tell_connect_token();
            line.tell_of_signalling();
            if let Some(sample) = connection_sample(&sample) {
                (line.tell)(SdkEvent::Sample(sample));
            }
        });
        call.on("warning", self.on(|name| from_js(&name).map(SdkEvent::Warning)));
        call.on("warning-cleared", self.on(|name| from_js(&name).map(SdkEvent::WarningCleared)));
        call.on("error", self.on_error(|code| SdkEvent::Failed { code }));
        for end in ["disconnect", "cancel", "reject"] {
            let line = Rc::clone(self);
            call.on(end, move |_| line.over());
        }
        if self.muted.get() {
            report(call.mute(true));
        }
        self.call.replace(Some(call));
        if self.is_parting.get() {
            self.end_soon();
        }
    }

    /// Twilio may heed a hang-up only from whoever has the call.
    fn disconnect(self: &Rc<Self>) {
        if self.accepted.get() {
            return self.end();
        }
        if self.is_parting.replace(true) {
            return;
        }
        self.muted.set(true);
        self.silence();
        if self.call.borrow().is_some() {
            self.end_soon();
        }
        // Without a microphone the SDK would hang up before it has the call: silence does as well.
        if let Some((accept, _)) = self.waiting.take() {
            self.connect(&accept, Capture::silent(Rc::clone(&self.wanted)));
        }
    }

    /// As soon as the call is there; after a while all the same, if a hang-up can be said: what was
    /// asked before it Twilio has heard before it.
    fn end_soon(self: &Rc<Self>) {
        let line = Rc::clone(self);
        let end = move || {
            if !line.is_cut_off.get() {
                line.end();
            }
        };
        Timeout::new(END_PATIENCE_MS, end).forget();
    }

    /// Neither side hears the other any more.
    fn silence(&self) {
        if let Some(call) = &*self.call.borrow() {
            report(call.mute(true));
        }
        if let Some(player) = &*self.player.borrow() {
            player.silence();
        }
    }

    /// The SDK takes a call for accepted before anything can be heard.
    fn tell_when_heard(&self) {
        if self.accepted.get() && self.is_connected() && !self.told.replace(true) {
            (self.tell)(SdkEvent::Accepted);
        }
    }

    fn is_connected(&self) -> bool {
        self.connecting.borrow().as_ref().is_some_and(|it| it.peer_connection.is_connected())
    }

    /// The SDK waits for the connection to come back, for 30 s. It does that also when ICE has taken
    /// too long to gather candidates (twice at a time, say, because the path has come and gone), and
    /// a connection that is there all the while never comes back.
    fn reconnecting(self: &Rc<Self>, code: u32) {
        if code == code::MEDIA_LOST {
            if self.is_renewing.get() || self.is_connected() && self.tell_of_connection() {
                return;
            }
            self.is_deaf.set(true);
            self.renew_patience_later();
        } else {
            self.is_cut_off.set(true);
        }
        (self.tell)(SdkEvent::Reconnecting { code });
    }

    /// Nobody has ended a call whose media stay away. Whether it is taken up, or given up, the worker
    /// decides; that the SDK ends it at Twilio meanwhile must not depend on who is faster.
    fn renew_patience_later(self: &Rc<Self>) {
        let line = Rc::downgrade(self);
        let renew = move || {
            let Some(line) = line.upgrade() else { return };
            line.renew_patience();
            if line.is_deaf.get() {
                line.renew_patience_later();
            }
        };
        self.renewal.replace(Some(Timeout::new(MEDIA_PATIENCE_MS, renew)));
    }

    /// The SDK waits for the media anew, and asks for them once more.
    fn renew_patience(&self) {
        if self.is_connected() {
            self.tell_of_connection();
            return;
        }
        self.is_renewing.set(true);
        let connecting = self.connecting.borrow();
        let told = connecting.as_ref().map(|it| it.peer_connection.tell_of_failure_again());
        report(told.unwrap_or(Ok(())));
        self.is_renewing.set(false);
    }

    fn hears_again(&self) {
        self.is_deaf.set(false);
        self.renewal.take();
    }

    /// The SDK is silent about signalling that is back before the media are. An ICE restart that was
    /// on its way when the socket was lost is lost with it, and nobody else asks again.
    fn tell_of_signalling(&self) {
        let is_open = || self.call.borrow().as_ref().is_some_and(Call::is_open);
        if self.is_cut_off.get() && is_open() {
            self.is_cut_off.set(false);
            (self.tell)(SdkEvent::SignallingBack);
            // One that was to be ended is closed by now.
            if self.is_deaf.get() && is_open() {
                self.renew_patience();
            }
        }
    }

    /// The SDK has heard of it a moment later, if it ever does: the state that it knows may have been
    /// *connected* all the while.
    fn notice_connection(self: &Rc<Self>) {
        let line = Rc::downgrade(self);
        let look = move || {
            let Some(line) = line.upgrade() else { return };
            if line.is_deaf.get() && line.is_connected() {
                line.tell_of_connection();
            }
        };
        if self.is_deaf.get() {
            Timeout::new(0, look).forget();
        }
    }

    /// Whether the SDK has been told.
    fn tell_of_connection(&self) -> bool {
        let told = self.connecting.borrow().as_ref().map(|it| it.peer_connection.tell_again());
        let is_told = matches!(told, Some(Ok(())));
        report(told.unwrap_or(Ok(())));
        is_told
    }

    fn listen(&self) -> Option<Listening> {
        let connecting = self.connecting.borrow();
        let Connecting { capture, .. } = connecting.as_ref()?;
        Some(Listening::start(capture.stream(), Rc::clone(&self.tell_level)))
    }

    /// What Twilio has answered with last is what the next document would need.
    fn tell_connect_token(&self) {
        let token = self.call.borrow().as_ref().and_then(Call::connect_token);
        if let Some(token) = token {
            (self.tell)(SdkEvent::ConnectToken(Secret::new(token)));
        }
    }

    fn on(
        self: &Rc<Self>,
        event: impl Fn(JsValue) -> Option<SdkEvent> + 'static,
    ) -> impl Fn(JsValue) + 'static {
        let line = Rc::clone(self);
        move |argument| {
            if let Some(event) = event(argument) {
                (line.tell)(event);
            }
        }
    }

    fn on_error(self: &Rc<Self>, event: fn(u32) -> SdkEvent) -> impl Fn(JsValue) + 'static {
        let line = Rc::clone(self);
        move |error| line.tell_error(event(error_code(&error)))
    }

    fn tell_error(&self, event: SdkEvent) {
        if let SdkEvent::Failed { code: code::PERMISSION_DENIED } = event {
            (self.tell_microphone)(Microphone::Denied);
        }
        (self.tell)(event);
    }

    /// There is no call of the SDK's that could tell of it.
    fn fail(self: &Rc<Self>, code: u32) {
        self.tell_error(SdkEvent::Failed { code });
        self.over();
    }

    /// Tells Twilio, if the SDK has a call. One without a microphone yet tells of no end by itself.
    fn end(self: &Rc<Self>) {
        if let Some(call) = &*self.call.borrow() {
            report(call.disconnect());
            self.over();
        }
    }

    /// The call is over: frees the microphone and the connection, and tells.
    fn over(self: &Rc<Self>) {
        let line = Rc::clone(self);
        // In a later turn: where an error ends a call, the SDK tells of the end first and of the
        // error just after it; and it is still in the listeners that go with the call.
        spawn_local(async move {
            line.call.take();
            line.renewal.take();
            line.connecting.take();
            (line.tell)(SdkEvent::Disconnected);
        });
    }
}

fn report(result: Result<(), Error>) {
    if let Err(error) = result {
        warn(&error.to_string());
    }
}
