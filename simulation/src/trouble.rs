//! What can go wrong in the world beyond tabs that close and workers that die.

use voice_client_core::code;
use voice_client_core::leg::{self, SdkEvent};
use voice_client_core::protocol::FromPage;
use voice_client_core::{
    Attempt, CallSid, Event, FlexTabEvent, Microphone, OffscreenEvent, Secret, TabId, Time,
    VoiceEvent,
};

use crate::flex::FlexTab;
use crate::offscreen::Document;
use crate::twilio::FarEndState;
use crate::world::{Happening, World};

/// How long the SDK lets a call live without signalling (`maxCallSignalingTimeoutMs`).
const SIGNALLING_TIMEOUT: u64 = 30_000;
/// How long the SDK waits for the media path at least, and when it looks at last, in milliseconds.
const MEDIA_TIMEOUT: (u64, u64) = (30_000, 45_000);
/// The same for media that have not come yet.
pub(crate) const FIRST_MEDIA_TIMEOUT: (u64, u64) = (15_000, 30_000);
/// How long the SDK takes at most to get the media path of a call back, in milliseconds.
pub(crate) const MEDIA_RETURN: u64 = 1_200;

/// What is wrong at the moment.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "any of it goes with any other")]
pub(crate) struct Trouble {
    /// By how many milliseconds the computer's clock is ahead of the time.
    clock_ahead: i64,
    pub(crate) storage_fails: bool,
    pub(crate) microphone_is_busy: bool,
    /// Whether the worker's wasm has trapped: the worker lives, and answers nothing.
    pub(crate) trapped: bool,
    /// The code that every registration fails with.
    pub(crate) registration_refused: Option<u32>,
    pub(crate) media_is_cut: bool,
    /// Whether Twilio takes what a call's SDK says, and answers nothing.
    pub(crate) is_silent: bool,
    /// The socket of the call is dead, and nobody has noticed: a hang-up goes nowhere.
    pub(crate) socket_is_dead: bool,
    /// Whom the Function says that the Flex token is of, if somebody else than usual.
    pub(crate) identity: Option<&'static str>,
    delivery: Delivery,
    /// By way, in milliseconds: until when a message is on it, which no later one overtakes.
    busy_until: [u64; WAYS],
    /// Counts the losses of the network, so that what one began does not end in the next.
    losses: u32,
    /// Counts the cuts of the media path likewise.
    cuts: u32,
}

/// What the Ports do to messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Delivery {
    /// Each arrives once, within a millisecond.
    #[default]
    Prompt,
    /// Each arrives twice.
    Twice,
    /// Each arrives two seconds late.
    Late,
    /// Each way has its own delay, so that what was said last is heard first elsewhere. Within a
    /// Port the order stays: Chrome promises that.
    Reordered,
    /// None arrives.
    Lost,
}

/// From where to where a message goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    ToDocument,
    FromDocument,
    ToTab,
    FromTab,
    ToPopup,
    FromPopup,
}

const WAYS: usize = 6;

impl Way {
    fn delay(self) -> u64 {
        match self {
            Self::ToDocument => 400,
            Self::FromDocument => 30,
            Self::ToTab => 150,
            Self::FromTab => 700,
            Self::ToPopup => 900,
            Self::FromPopup => 250,
        }
    }
}

impl World {
    /// What the computer's clock shows.
    pub fn clock(&self) -> Time {
        Time::from_millis(self.now.as_millis().saturating_add_signed(self.trouble.clock_ahead))
    }

    /// Somebody sets the computer's clock by so many milliseconds.
    pub fn set_clock(&mut self, by: i64) {
        self.trouble.clock_ahead += by;
    }

    /// The computer's clock shows the time of the world again.
    pub fn set_clock_right(&mut self) {
        self.trouble.clock_ahead = 0;
    }

    /// The computer sleeps: its clock goes on, nothing that runs on it does, and connections die.
    pub fn sleep(&mut self, millis: u64) {
        self.lose_network();
        let slept = std::mem::take(&mut self.queue);
        self.now = Time::from_millis(self.now.as_millis() + millis);
        // The SDK's patience with media goes by the clock.
        let (patience, slept): (Vec<_>, Vec<_>) =
            slept.into_iter().partition(|it| matches!(it.0.2.0, Happening::MediaTimeOut { .. }));
        self.queue.extend(patience);
        self.requeue(slept.into(), millis);
        for until in &mut self.trouble.busy_until {
            *until += millis;
        }
        if millis >= SIGNALLING_TIMEOUT {
            self.give_up_calls();
        }
        // Chrome's alarms go by the clock on the wall.
        self.later(100, 1_000, Happening::Alarm { is_periodic: false });
        self.restore_network();
    }

    /// Twilio ends the calls whose agent's side shows no sign of life.
    fn give_up_calls(&mut self) {
        for call in self.twilio.calls.values_mut() {
            if !call.state.is_over() {
                call.state = FarEndState::Lost;
            }
        }
    }

    /// Twilio can't be reached any more, and the SDKs notice.
    pub fn lose_network(&mut self) {
        self.network = false;
        self.trouble.losses += 1;
        if let (Some(attempt), true) = (self.device, self.twilio.registered == self.device) {
            self.twilio.registered = None;
            let life = self.life;
            self.later(100, 100, Happening::DeviceReconnects { life, attempt, tries: 1 });
            self.device_says(VoiceEvent::Unregistered);
        }
        self.call_is_cut_off(code::SIGNALLING_LOST);
        if let Some(document) = &mut self.document {
            document.is_cut_off = true;
            let (number, loss) = (document.number, self.trouble.losses);
            let happening = Happening::SignallingTimesOut { number, loss };
            self.later(SIGNALLING_TIMEOUT, SIGNALLING_TIMEOUT, happening);
        }
    }

    /// What the call's SDK says goes nowhere, before anybody notices.
    pub fn kill_socket(&mut self) {
        self.trouble.socket_is_dead = true;
    }

    /// Twilio can be reached again.
    pub fn restore_network(&mut self) {
        self.network = true;
        self.trouble.socket_is_dead = false;
        self.trouble.losses += 1;
        self.call_comes_back();
    }

    /// The same, and Chrome knows: the computer was offline.
    pub fn come_online(&mut self) {
        self.restore_network();
        self.leg_event(leg::Event::Online);
    }

    /// Whoever asks Twilio for a call from now on gets no answer, or gets one again.
    pub fn fall_silent(&mut self, is_silent: bool) {
        self.trouble.is_silent = is_silent;
    }

    /// The media path of the call is interrupted.
    pub fn cut_media(&mut self) {
        if std::mem::replace(&mut self.trouble.media_is_cut, true) {
            return;
        }
        self.trouble.cuts += 1;
        self.call_is_cut_off(code::MEDIA_LOST);
        let cut = self.trouble.cuts;
        if let Some(document) = &self.document
            && let Some(call) = document.call.clone()
        {
            let (number, (least, most)) = (document.number, MEDIA_TIMEOUT);
            self.later(least, most, Happening::MediaTimeOut { number, call, cut });
        }
    }

    /// The SDK gives up a call whose media do not come back, and tells Twilio, unless the document
    /// renews its patience.
    pub(crate) fn media_time_out(&mut self, number: u32, call: &CallSid, cut: u32) {
        let holds = |it: &Document| it.number == number && it.call.as_ref() == Some(call);
        if !self.document.as_ref().is_some_and(holds) {
            return;
        }
        if cut != self.trouble.cuts || !self.trouble.media_is_cut || self.renews_patience {
            return;
        }
        if let Some(call) = self.twilio.calls.get_mut(call)
            && call.state == FarEndState::Active
        {
            if self.network {
                call.state = FarEndState::Lost;
            }
            self.sdk_ends(number, Some(code::MEDIA_LOST));
        }
    }

    /// The media path is there again.
    pub fn restore_media(&mut self) {
        self.trouble.media_is_cut = false;
        self.call_comes_back();
    }

    fn call_is_cut_off(&mut self, code: u32) {
        let call = self.document.as_ref().and_then(|it| it.call.as_ref());
        if call.is_some_and(|it| self.twilio.calls[it].state == FarEndState::Active) {
            self.sdk_says(SdkEvent::Reconnecting { code });
        }
    }

    fn call_comes_back(&mut self) {
        if let Some(number) = self.document.as_ref().map(|it| it.number) {
            self.later(200, MEDIA_RETURN, Happening::SdkReconnects { number });
        }
    }

    pub(crate) fn sdk_reconnects(&mut self, number: u32) {
        let Some(document) = self.document.as_ref().filter(|it| it.number == number) else {
            return;
        };
        if !self.network || self.trouble.media_is_cut && !document.is_cut_off {
            return;
        }
        match document.call.as_ref().map(|it| self.twilio.calls[it].state) {
            Some(state) if state.is_over() => self.sdk_ends(number, Some(code::SIGNALLING_LOST)),
            Some(_) if document.is_cut_off && self.refuses(document.voice_token.as_ref()) => {
                self.sdk_says(SdkEvent::DeviceFailed { code: code::TOKEN_EXPIRED });
            }
            Some(_) => {
                if let Some(document) = &mut self.document {
                    document.is_cut_off = false;
                }
                self.sdk_says(if self.trouble.media_is_cut {
                    SdkEvent::SignallingBack
                } else {
                    SdkEvent::Reconnected
                });
            }
            None => {}
        }
    }

    /// Whether Twilio lets nobody in with this voice token.
    fn refuses(&self, token: Option<&Secret<String>>) -> bool {
        let begins = token.and_then(|it| it.expose().rsplit(' ').next()?.parse().ok());
        let ends = |begins: u64| begins + u64::from(self.voice_token_life) * 1_000;
        self.trouble.registration_refused.is_some()
            || begins.is_none_or(|begins| self.clock().as_millis() >= ends(begins))
    }

    pub(crate) fn signalling_times_out(&mut self, number: u32, loss: u32) {
        let Some(document) = self.document.as_ref().filter(|it| it.number == number) else {
            return;
        };
        if loss != self.trouble.losses || self.network {
            return;
        }
        if let Some(call) = document.call.clone().and_then(|it| self.twilio.calls.get_mut(&it))
            && call.state == FarEndState::Active
        {
            // The SDK, which is cut off, is not told.
            call.state = FarEndState::Lost;
        }
    }

    /// The SDK's own way back: soon at first, and ever more seldom.
    pub(crate) fn device_reconnects(&mut self, life: u32, attempt: Attempt, tries: u32) {
        if life != self.life || self.device != Some(attempt) || self.client.is_none() {
            return;
        }
        if self.network && self.trouble.registration_refused.is_none() {
            self.twilio.registered = Some(attempt);
            return self.device_says(VoiceEvent::Registered);
        }
        let delay = (100_u64 << tries.min(16)).min(20_000);
        let happening = Happening::DeviceReconnects { life, attempt, tries: tries + 1 };
        self.later(delay, delay, happening);
    }

    /// Twilio refuses every voice token with this code, the one in use included.
    pub fn refuse_voice_tokens(&mut self, code: u32) {
        self.trouble.registration_refused = Some(code);
        if self.twilio.registered.take().is_some() {
            self.device_says(VoiceEvent::Failed { code });
        }
    }

    /// Twilio's signalling server closes its connections and answers new ones with 503. A call that
    /// is heard does not notice.
    pub fn refuse_signalling(&mut self) {
        self.trouble.registration_refused = Some(code::CONNECTION_ERROR);
        self.twilio.registered = None;
        if let Some(attempt) = self.device {
            let life = self.life;
            self.later(100, 100, Happening::DeviceReconnects { life, attempt, tries: 1 });
            self.device_says(VoiceEvent::Unregistered);
        }
    }

    /// Twilio takes voice tokens and connections again.
    pub fn welcome_devices(&mut self) {
        self.trouble.registration_refused = None;
    }

    /// The Function says that the Flex token is of somebody else.
    pub fn rename_agent(&mut self, identity: &'static str) {
        self.trouble.identity = Some(identity);
    }

    /// Whether what the worker saves is lost.
    pub fn fail_storage(&mut self, fails: bool) {
        self.trouble.storage_fails = fails;
    }

    /// Whether another program holds the microphone.
    pub fn occupy_microphone(&mut self, busy: bool) {
        self.trouble.microphone_is_busy = busy;
    }

    pub(crate) fn can_capture(&self) -> bool {
        self.microphone == Microphone::Granted && !self.trouble.microphone_is_busy
    }

    /// The worker's wasm traps: the worker answers nothing until it is made anew.
    pub fn trap_worker(&mut self) {
        self.trouble.trapped = true;
    }

    /// A tab is loaded anew: its document is gone, and the next one comes after so long.
    pub fn refresh_flex(&mut self, id: TabId, millis: u64) {
        self.leave_document(id);
        self.later(millis, millis + 500, Happening::TabLoads { tab: id });
    }

    /// A tab shows Chrome's "Aw, Snap!" until it is loaded anew.
    pub fn crash_flex(&mut self, id: TabId) {
        self.leave_document(id);
    }

    /// A tab goes to a page without a plugin, whose content script says hello.
    pub fn leave_flex(&mut self, id: TabId) {
        self.leave_document(id);
        if let Some(tab) = self.tab(id) {
            tab.frozen = false;
        }
        self.later(100, 500, Happening::TabConnects { tab: id });
    }

    fn leave_document(&mut self, id: TabId) {
        let port = self.tab(id).and_then(|tab| tab.port);
        self.navigate(id);
        if let Some(tab) = self.tab(id) {
            tab.frozen = true;
        }
        if let (Some(port), true) = (port, self.client.is_some()) {
            self.deliver(Event::Flex { port, event: FlexTabEvent::Gone });
        }
    }

    pub(crate) fn tab_loads(&mut self, id: TabId) {
        self.thaw(id);
        let configure = self.tab(id).map(FlexTab::configure);
        if let Some(configure) = configure {
            self.page_says(id, configure);
        }
    }

    /// A page says all kinds of things, over and over.
    pub fn flood(&mut self, id: TabId, rounds: u32) {
        for _ in 0..rounds {
            let Some(configure) = self.tab(id).map(FlexTab::configure) else { return };
            self.page_says(id, configure);
            let now = self.now;
            let Some(token) = self.tab(id).map(|tab| tab.token(now)) else { return };
            self.page_says(id, token);
            let kind = voice_client_core::DeviceKind::Input;
            let label = Some(Self::device("Nothing of the kind"));
            self.page_says(id, FromPage::SetAudioDevice { kind, label });
            self.page_says(
                id,
                FromPage::SendDtmfDigits { digits: Self::digits("1"), call_sid: None },
            );
        }
    }

    /// What the Ports do to messages from now on. Ports that have lost some close, and open again.
    pub fn set_delivery(&mut self, delivery: Delivery) {
        let before = std::mem::replace(&mut self.trouble.delivery, delivery);
        if before == Delivery::Lost {
            self.close_ports();
        }
    }

    fn close_ports(&mut self) {
        self.close_popup_port(true);
        for index in 0..self.tabs.len() {
            let (id, port) = (self.tabs[index].id, self.tabs[index].port.take());
            if let Some(port) = port {
                self.deliver(Event::Flex { port, event: FlexTabEvent::Gone });
            }
            self.later(1, 20, Happening::TabConnects { tab: id });
        }
        if let Some(document) = &mut self.document {
            let (number, port) = (document.number, document.port.take());
            if let Some(port) = port {
                self.deliver(Event::Offscreen { port, event: OffscreenEvent::Gone });
            }
            self.later(1, 20, Happening::DocumentConnects { number });
        }
    }

    /// Sends a message on its way.
    pub(crate) fn carry(&mut self, way: Way, happening: Happening) {
        let (delay, copies) = match self.trouble.delivery {
            Delivery::Prompt => (1, 1),
            Delivery::Twice => (1, 2),
            Delivery::Late => (2_000, 1),
            Delivery::Reordered => (way.delay(), 1),
            Delivery::Lost => return,
        };
        let busy_until = &mut self.trouble.busy_until[way as usize];
        let at = (self.now.as_millis() + delay).max(*busy_until);
        *busy_until = at;
        let delay = at - self.now.as_millis();
        for _ in 0..copies {
            self.later(delay, delay, happening.clone());
        }
    }

    /// Says something to the worker that lives.
    pub(crate) fn say(&mut self, way: Way, event: Event) {
        let happening = Happening::Answer { life: self.life, event: Box::new(event) };
        self.carry(way, happening);
    }

    /// The same without any delay, if the Ports are well.
    pub(crate) fn say_at_once(&mut self, way: Way, event: Event) {
        let happening = Happening::Answer { life: self.life, event: Box::new(event) };
        self.carry_at_once(way, happening);
    }

    /// Sends a message that arrives without any delay, if the Ports are well.
    pub(crate) fn carry_at_once(&mut self, way: Way, happening: Happening) {
        let waits = self.trouble.busy_until[way as usize] > self.now.as_millis();
        if self.trouble.delivery == Delivery::Prompt && !waits {
            self.happens(happening);
        } else {
            self.carry(way, happening);
        }
    }
}
