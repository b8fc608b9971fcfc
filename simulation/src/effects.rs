//! What the world makes of the client's effects.

use voice_client_core::code;
use voice_client_core::leg::{self, SdkEvent};
use voice_client_core::protocol::ToPage;
use voice_client_core::{
    Attempt, CallSid, Effect, Event, OffscreenEvent, PortId, Secret, TabId, VoiceEvent, wire,
};

use crate::offscreen::Document;
use crate::trouble::{FIRST_MEDIA_TIMEOUT, Way};
use crate::twilio::FarEndState;
use crate::world::{Happening, World};

/// How long a document waits for a call that it is to end, and that Twilio has not let it have, in
/// milliseconds.
const END_PATIENCE: u64 = 2_000;
/// How long it takes at most to write what outlives a reload of the extension, in milliseconds.
const KEPT_WITHIN: u64 = 50;

impl World {
    pub(crate) fn run(&mut self, effect: Effect) {
        let life = self.life;
        match effect {
            Effect::Save(_) | Effect::Keep(_) if self.trouble.storage_fails => {}
            Effect::Save(saved) => {
                self.storage = wire::seal(&saved);
                self.records.extend(self.recorder.take_unsaved());
            }
            Effect::Keep(kept) => {
                self.kept = serde_json::to_value(kept).expect("an object");
            }
            Effect::KeepChoice(choice) => self.choice = choice,
            Effect::FetchVoiceToken { attempt, .. } => {
                self.function_requests += 1;
                let late = self.function.delay();
                self.later(late + 20, late + 200, Happening::FunctionAnswers { life, attempt });
            }
            Effect::ProbeNetwork { attempt } => {
                self.later(20, 200, Happening::ProbeAnswers { life, attempt });
            }
            Effect::Register { attempt, token } => {
                let identity = token.expose().split(' ').nth(1).unwrap_or_default();
                identity.clone_into(&mut self.twilio.identity);
                (self.device, self.twilio.registered) = (Some(attempt), None);
                self.later(20, 200, Happening::DeviceRegisters { life, attempt });
            }
            Effect::UpdateVoiceToken { .. } => {}
            Effect::Reject { call_sid } => {
                let device = self.device.map(|attempt| (life, attempt));
                if let Some(call) = self.twilio.calls.get_mut(&call_sid)
                    && call.state == FarEndState::Ringing
                    && call.offered_to == device
                {
                    call.state = FarEndState::EndedByAgent;
                }
            }
            Effect::Unregister => (self.device, self.twilio.registered) = (None, None),
            Effect::OpenOffscreen { fresh } => self.open_document(fresh),
            Effect::CloseOffscreen => self.close_document(),
            Effect::ToOffscreen { port, order } => {
                if let Some(document) = self.document.as_ref().filter(|it| it.port == Some(port)) {
                    let (number, order) = (document.number, Box::new(order));
                    self.carry(Way::ToDocument, Happening::DocumentHears { number, order });
                }
            }
            Effect::ToFlex { port, message } => {
                if let Some(tab) = self.tabs.iter().find(|tab| tab.port == Some(port)) {
                    let (tab, message) = (tab.id, Box::new(message));
                    self.carry(Way::ToTab, Happening::TabHears { tab, message });
                }
            }
            Effect::ShowView(view) => self.show(view),
            Effect::Notify(told) => drop(self.notifications.insert(told.topic(), told)),
            Effect::Unnotify(topic) => drop(self.notifications.remove(&topic)),
            Effect::ShowBadge(badge) => self.badge = Some(badge),
            Effect::WakeAt(at) => {
                self.wake_at = at;
                if let Some(at) = at {
                    let delay = at.since(self.clock()).as_millis();
                    let delay = u64::try_from(delay).unwrap_or(u64::MAX);
                    self.later(delay, delay, Happening::Timer { life, at });
                }
                self.set_alarm();
            }
            Effect::OpenWelcome => self.welcomes += 1,
            Effect::OpenFlex { .. } | Effect::InjectContentScripts => {}
            Effect::Log(entry) => self.log.push(entry),
            Effect::Reload => self.later(0, KEPT_WITHIN, Happening::Kept { life }),
        }
    }

    pub(crate) fn next_port(&mut self) -> PortId {
        self.counter += 1;
        PortId(self.counter)
    }

    pub(crate) fn connect_tab(&mut self, id: TabId) {
        if self.is_ended || self.tab(id).is_none_or(|tab| tab.frozen || tab.port.is_some()) {
            return;
        }
        self.wake_if_dead();
        let port = self.next_port();
        let Some(tab) = self.tab(id) else { return };
        tab.port = Some(port);
        let event = tab.hello();
        self.deliver(Event::Flex { port, event });
    }

    pub(crate) fn tab_hears(&mut self, id: TabId, message: &ToPage) {
        let now = self.now;
        let Some(tab) = self.tab(id) else { return };
        if tab.hears(message, now) {
            let token = tab.token(now);
            self.page_says(id, token);
        }
    }

    pub(crate) fn open_document(&mut self, fresh: bool) {
        // The shell does one thing after the other, and one that is slow is still being made.
        if self.document_takes > 0 && self.document.as_ref().is_some_and(|it| !it.is_loaded) {
            return self.queued_opens.push(fresh);
        }
        if fresh {
            self.close_document();
        }
        if !self.opens_documents {
            let event = OffscreenEvent::OpenFailed;
            self.answer(1, 5, Event::Offscreen { port: PortId(0), event });
        } else if self.document.is_none() {
            self.counter += 1;
            let number = self.counter;
            self.document = Some(Document { number, ..Document::default() });
            self.trouble.socket_is_dead = false;
            let late = self.document_takes;
            self.documents += 1;
            self.later(late + 50, late + 150, Happening::DocumentLoads { number });
            if late > 0 {
                self.later(late + 160, late + 160, Happening::DocumentCreated { number });
            }
        }
    }

    pub(crate) fn document_loads(&mut self, number: u32) {
        let Some(document) = self.document.as_mut().filter(|it| it.number == number) else {
            return;
        };
        document.is_loaded = true;
        if self.looks_late {
            self.connect_document(number);
            self.later(100, 200, Happening::DocumentLooks { number });
        } else {
            self.document_looks();
            self.connect_document(number);
        }
    }

    /// The shell is told that it is there, and does what else was wanted.
    pub(crate) fn document_is_created(&mut self, number: u32) {
        if self.document.as_ref().is_some_and(|it| it.number == number) {
            for fresh in std::mem::take(&mut self.queued_opens) {
                self.open_document(fresh);
            }
        }
    }

    /// The document is closed. It does not hang up, whoever closes it.
    pub(crate) fn close_document(&mut self) {
        self.crash_offscreen();
    }

    pub(crate) fn connect_document(&mut self, number: u32) {
        if self.document.as_ref().is_none_or(|it| it.number != number || it.port.is_some()) {
            return;
        }
        self.wake_if_dead();
        let port = self.next_port();
        if let Some(document) = &mut self.document {
            document.port = Some(port);
            self.leg_event(leg::Event::PortOpened);
        }
    }

    pub(crate) fn leg_event(&mut self, event: leg::Event) {
        let now = self.clock();
        let Some(document) = &mut self.document else { return };
        for effect in document.leg.handle(event, now) {
            self.run_leg(effect);
        }
    }

    pub(crate) fn run_leg(&mut self, effect: leg::Effect) {
        let Some(document) = &mut self.document else { return };
        let number = document.number;
        let far_end = document.call.as_ref().and_then(|it| self.twilio.calls.get_mut(it));
        match effect {
            leg::Effect::Connect(accept) => {
                self.accepts += 1;
                document.call = Some(accept.call_sid.clone());
                document.connect_token = Some(accept.ticket.connect_token);
                document.voice_token = Some(accept.voice_token);
                document.is_let_in = false;
                if let Some(call) = self.twilio.calls.get_mut(&accept.call_sid) {
                    call.muted = accept.mic.is_muted();
                }
                self.later(100, 300, Happening::SdkAccepts { number });
            }
            leg::Effect::Use { kind, label } => {
                document.in_use = std::mem::take(&mut document.in_use).with(kind, label);
            }
            leg::Effect::TryMicrophone => {
                self.later(5, 50, Happening::MicrophoneTried { number });
            }
            leg::Effect::UseToken(token) => {
                document.voice_token = Some(token);
                self.later(50, 200, Happening::SdkReconnects { number });
            }
            leg::Effect::SetMuted(muted) => {
                if let Some(call) = far_end {
                    call.muted = muted;
                }
            }
            leg::Effect::Listen(listens) => document.listens = listens,
            // They go with the media.
            leg::Effect::SendDigits(_) if self.trouble.media_is_cut => {}
            leg::Effect::SendDigits(digits) => {
                if let Some(call) = far_end {
                    call.digits.push_str(digits.as_str());
                }
            }
            leg::Effect::TellWhenPlayed(after) => {
                let millis = u64::try_from(after.as_millis()).unwrap_or(u64::MAX);
                self.later(millis, millis, Happening::DigitsPlayed { number });
            }
            leg::Effect::Silence => {
                if let Some(call) = far_end {
                    call.muted = true;
                }
            }
            leg::Effect::Disconnect if document.is_let_in => self.sdk_hangs_up(),
            // Twilio would not heed it yet.
            leg::Effect::Disconnect if document.is_parting => {}
            leg::Effect::Disconnect => {
                document.is_parting = true;
                if let Some(call) = far_end {
                    call.muted = true;
                }
                let happening = Happening::PatienceEnds { number };
                self.later(END_PATIENCE, END_PATIENCE, happening);
            }
            leg::Effect::Report(report) => {
                if let Some(port) = document.port {
                    let event = OffscreenEvent::Reported(report);
                    self.say(Way::FromDocument, Event::Offscreen { port, event });
                }
            }
        }
    }

    pub(crate) fn registers(&mut self, life: u32, attempt: Attempt) {
        if life != self.life || self.device != Some(attempt) || self.client.is_none() {
            return;
        }
        if !self.network {
            let event = VoiceEvent::Failed { code: code::CONNECTION_ERROR };
            return self.deliver(Event::Voice { attempt, event });
        }
        if let Some(code) = self.trouble.registration_refused {
            let event = VoiceEvent::Failed { code };
            return self.deliver(Event::Voice { attempt, event });
        }
        self.twilio.registered = Some(attempt);
        // A call may come before the SDK has said so. What still rings is not offered again: whether
        // Twilio does is not known, and a client that does not need it is safe either way.
        self.answer(1, 5, Event::Voice { attempt, event: VoiceEvent::Registered });
    }

    pub(crate) fn sdk_accepts(&mut self, number: u32) {
        let Some(document) = self.document.as_ref().filter(|it| it.number == number) else {
            return;
        };
        let (Some(sid), Some(shown)) = (document.call.clone(), document.connect_token.clone())
        else {
            return;
        };
        let token = document.voice_token.clone();
        if self.trouble.is_silent {
            return;
        }
        if !self.network {
            self.sockets_in_vain += 1;
            // The SDK tries for a while.
            self.later(100, 1_500, Happening::SdkAccepts { number });
            return self.sdk_says(SdkEvent::DeviceFailed { code: code::CONNECTION_ERROR });
        }
        match self.admits(&sid, &shown, token.as_ref()) {
            Err(code) => self.sdk_ends(number, code),
            // Silence does for a call that is to be ended.
            Ok(()) if !self.can_capture() && !self.is_parting() => {
                // The document opens the microphone first, and leaves the SDK out of it.
                self.sdk_ends(number, Some(code::ACQUISITION_FAILED));
            }
            Ok(()) => {
                let Some(call) = self.twilio.calls.get_mut(&sid) else { return };
                call.is_held();
                let token = call.connect_token(&sid);
                if let Some(document) = &mut self.document {
                    document.is_let_in = true;
                }
                self.sdk_says(SdkEvent::ConnectToken(token));
                if self.is_parting() {
                    return self.sdk_hangs_up();
                }
                let (least, most) = FIRST_MEDIA_TIMEOUT;
                self.later(least, most, Happening::FirstMediaTimeOut { number });
                self.first_media(number);
            }
        }
    }

    /// It ends the call that it has; without a connection it says nothing.
    fn sdk_hangs_up(&mut self) {
        let Some(document) = &mut self.document else { return };
        let number = document.number;
        if self.network && !self.trouble.socket_is_dead {
            let far_end = document.call.as_ref().and_then(|it| self.twilio.calls.get_mut(it));
            if let Some(call) = far_end.filter(|it| !it.state.is_over()) {
                call.state = FarEndState::EndedByAgent;
            }
        } else if let Some(call) = document.call.take() {
            self.call_is_unheld(call);
        }
        self.later(1, 30, Happening::SdkEnds { number, code: None });
    }

    /// The document has waited long enough for a call that it is to end: it says so all the same.
    /// Twilio does not heed that of somebody who does not have the call.
    pub(crate) fn patience_ends(&mut self, number: u32) {
        let waits = |it: &Document| it.number == number && it.is_parting && !it.is_let_in;
        if self.network && self.document.as_ref().is_some_and(waits) {
            self.later(1, 30, Happening::SdkEnds { number, code: None });
        }
    }

    /// It is accepted, and is heard as soon as there is a way for its media.
    pub(crate) fn first_media(&mut self, number: u32) {
        let Some(document) = self.document.as_mut().filter(|it| it.number == number) else {
            return;
        };
        if document.call.is_none() {
            return;
        }
        if self.trouble.media_is_cut {
            return self.later(50, 500, Happening::FirstMedia { number });
        }
        document.has_media = true;
        self.sdk_says(SdkEvent::Accepted);
    }

    /// ICE has found no way for its media.
    pub(crate) fn first_media_time_out(&mut self, number: u32) {
        let waits = |it: &Document| it.number == number && it.call.is_some() && !it.has_media;
        if self.document.as_ref().is_some_and(waits) {
            self.sdk_says(SdkEvent::Reconnecting { code: code::MEDIA_LOST });
        }
    }

    fn is_parting(&self) -> bool {
        self.document.as_ref().is_some_and(|it| it.is_parting)
    }

    /// Whether somebody may take the call over; if not, the code that Twilio ends it with for them.
    fn admits(
        &self,
        sid: &CallSid,
        shown: &Secret<String>,
        token: Option<&Secret<String>>,
    ) -> Result<(), Option<u32>> {
        let is_for = |to: &str| token.is_some_and(|it| it.expose().contains(to));
        let call = self.twilio.calls.get(sid).filter(|it| it.takes(sid, shown) && is_for(&it.to));
        match call.map(|it| it.state) {
            Some(FarEndState::EndedByCustomer) => Err(None),
            Some(FarEndState::EndedByAgent | FarEndState::Lost) | None => {
                Err(Some(code::NOT_FOUND))
            }
            Some(FarEndState::Ringing | FarEndState::Active) => self
                .refuses_with
                .or(self.trouble.registration_refused)
                .map_or(Ok(()), |code| Err(Some(code))),
        }
    }

    pub(crate) fn sdk_ends(&mut self, number: u32, code: Option<u32>) {
        if self.document.as_ref().is_none_or(|it| it.number != number) {
            return;
        }
        if let Some(code) = code {
            self.sdk_says(SdkEvent::Failed { code });
        }
        if let Some(document) = &mut self.document {
            document.call = None;
        }
        self.sdk_says(SdkEvent::Disconnected);
    }
}
