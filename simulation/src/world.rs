//! The world: what happens when, and what the client makes of it.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use voice_client_core::leg::{self, Order, Report, SdkEvent};
use voice_client_core::protocol::{FromPage, ToPage};
use voice_client_core::recorder::{OPEN, Recorder, Report as Record};
use voice_client_core::{
    Attempt, Badge, CallSid, Caller, Choice, ChosenDevices, Client, DeviceLabel, Digits, Event,
    FlexTabEvent, InstallReason, Intent, Jitter, LogEntry, Memory, Microphone, Moment,
    Notification, Offer, OfferedDevices, OffscreenEvent, Saved, Shortcut, TabId, Ticket, Time,
    Topic, View, VoiceEvent, wire,
};

use crate::flex::{FLEX_TOKEN_LIFE, FlexTab};
use crate::offscreen::Document;
use crate::popup::Popup;
use crate::trouble::{Trouble, Way};
use crate::twilio::{FarEnd, FarEndState, Function, Twilio};

pub(crate) const EDGE: &str = "roaming";
/// Whom the Function says that the Flex token is of.
const IDENTITY: &str = "ext_agent_40example_2Ecom";
/// The first moment: late enough that a clock can be set back by a day.
const BEGINNING: Time = Time::from_millis(10 * 86_400_000);
/// What the extension says that its version is.
const VERSION: &str = "1.0.0";
/// How often Chrome's alarm wakes a worker that wants to be woken.
const ALARM: u64 = 30_000;
/// How long Twilio keeps a call whose document is gone: the SDK's longest reconnect time-out.
const UNHELD: u64 = 30_000;

/// The simulated world.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "what is on and off in a world")]
pub struct World {
    /// How the token Function feels from now on.
    pub function: Function,
    /// For how many seconds the tokens of the Function live.
    pub voice_token_life: u32,
    /// Whether Twilio can be reached.
    pub network: bool,
    /// The code with which Twilio refuses whoever wants to take up a call, if it does.
    pub refuses_with: Option<u32>,
    /// Whether Chrome opens offscreen documents.
    pub opens_documents: bool,
    /// Whether a document says hello before it has seen whether there is a microphone.
    pub looks_late: bool,
    /// How much longer than usual a document takes to load, in milliseconds.
    pub document_takes: u64,
    /// How many documents there have been.
    pub documents: u32,
    /// Whether the document renews the SDK's patience with media that stay away, as one does that is
    /// awake. The client is not to rely on that.
    pub renews_patience: bool,
    /// How often the extension has reloaded itself.
    pub reloads: u32,
    /// How often the welcome page has been shown.
    pub welcomes: u32,
    /// How often the Function has been asked.
    pub function_requests: u32,
    /// How often a timer or the alarm has woken the worker.
    pub ticks: u32,
    /// How often a document has been told to take a call.
    pub accepts: u32,
    /// How often the SDK of a document has tried to open a socket while there was no network.
    pub sockets_in_vain: u32,
    /// For how many milliseconds a Flex token lives.
    pub flex_token_life: u64,
    /// What the person has chosen (`chrome.storage.sync`).
    pub choice: Choice,
    /// What a policy has (`chrome.storage.managed`).
    pub policy: Choice,
    /// What the desktop tells.
    pub notifications: BTreeMap<Topic, Notification>,
    /// Whatever the client has written into the console.
    pub log: Vec<LogEntry>,
    pub(crate) now: Time,
    pub(crate) trouble: Trouble,
    random: fastrand::Rng,
    pub(crate) client: Option<Client>,
    /// Whether Chrome has ended the extension.
    pub(crate) is_ended: bool,
    /// `chrome.storage.session`.
    pub(crate) storage: Option<String>,
    /// The chapters of the record, in `chrome.storage.session` too.
    pub(crate) records: BTreeMap<&'static str, String>,
    pub(crate) recorder: Recorder,
    /// `chrome.storage.local`.
    pub(crate) kept: serde_json::Value,
    pub(crate) popup: Popup,
    pub(crate) badge: Option<Badge>,
    pub(crate) wake_at: Option<Time>,
    /// Whether Chrome's alarm is set.
    pub(crate) has_alarm: bool,
    /// Whether the worker reloads the extension as soon as that disturbs nobody.
    reloads_when_free: bool,
    /// What else is wanted while a document is being made: whether a fresh one.
    pub(crate) queued_opens: Vec<bool>,
    pub(crate) microphone: Microphone,
    pub(crate) devices: OfferedDevices,
    pub(crate) tabs: Vec<FlexTab>,
    pub(crate) document: Option<Document>,
    pub(crate) twilio: Twilio,
    pub(crate) device: Option<Attempt>,
    pub(crate) counter: u32,
    order: u32,
    pub(crate) queue: BinaryHeap<Reverse<(Time, u32, Queued)>>,
    /// How many workers there have been: what one asked for is not answered to the next.
    pub(crate) life: u32,
}

/// Something that will happen. Ordered only for the queue's sake.
#[derive(Debug, Clone)]
pub(crate) enum Happening {
    /// An answer for the worker that asked.
    Answer {
        life: u32,
        event: Box<Event>,
    },
    FunctionAnswers {
        life: u32,
        attempt: Attempt,
    },
    DeviceRegisters {
        life: u32,
        attempt: Attempt,
    },
    ProbeAnswers {
        life: u32,
        attempt: Attempt,
    },
    DocumentLoads {
        number: u32,
    },
    DocumentLooks {
        number: u32,
    },
    DocumentCreated {
        number: u32,
    },
    DocumentConnects {
        number: u32,
    },
    DocumentHears {
        number: u32,
        order: Box<Order>,
    },
    DigitsPlayed {
        number: u32,
    },
    MicrophoneTried {
        number: u32,
    },
    SdkAccepts {
        number: u32,
    },
    SdkEnds {
        number: u32,
        code: Option<u32>,
    },
    PatienceEnds {
        number: u32,
    },
    PopupConnects {
        port: u32,
    },
    PopupHears {
        port: u32,
        view: Box<View>,
    },
    PopupSaid {
        port: u32,
        intent: Box<Intent>,
    },
    TabConnects {
        tab: TabId,
    },
    TabHears {
        tab: TabId,
        message: Box<ToPage>,
    },
    /// The timer that was set for then.
    Timer {
        life: u32,
        at: Time,
    },
    TabLoads {
        tab: TabId,
    },
    /// The SDK of the worker tries to get its connection back.
    DeviceReconnects {
        life: u32,
        attempt: Attempt,
        tries: u32,
    },
    SdkReconnects {
        number: u32,
    },
    FirstMedia {
        number: u32,
    },
    FirstMediaTimeOut {
        number: u32,
    },
    MediaTimeOut {
        number: u32,
        call: CallSid,
        cut: u32,
    },
    SignallingTimesOut {
        number: u32,
        loss: u32,
    },
    TwilioGivesUp {
        call: CallSid,
        since: Time,
    },
    /// Chrome's alarm rings: each half minute, or once because the computer has slept.
    /// What outlives a reload of the extension is written.
    Kept {
        life: u32,
    },
    Alarm {
        is_periodic: bool,
    },
}

#[derive(Debug, Clone)]
pub(crate) struct Queued(pub(crate) Happening);

impl PartialEq for Queued {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}
impl Eq for Queued {}
impl PartialOrd for Queued {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Queued {
    fn cmp(&self, _: &Self) -> std::cmp::Ordering {
        std::cmp::Ordering::Equal
    }
}

impl World {
    /// A world in which the extension has just been installed, and nobody is signed in to Flex.
    /// The seed decides how long things take.
    pub fn new(seed: u64) -> Self {
        let mut world = Self {
            function: Function::Well,
            voice_token_life: 3_600,
            network: true,
            refuses_with: None,
            opens_documents: true,
            looks_late: false,
            document_takes: 0,
            documents: 0,
            renews_patience: false,
            reloads: 0,
            welcomes: 0,
            function_requests: 0,
            ticks: 0,
            accepts: 0,
            sockets_in_vain: 0,
            flex_token_life: FLEX_TOKEN_LIFE,
            choice: Choice::default(),
            policy: Choice::default(),
            notifications: BTreeMap::new(),
            log: vec![],
            now: BEGINNING,
            trouble: Trouble::default(),
            random: fastrand::Rng::with_seed(seed),
            client: None,
            is_ended: false,
            storage: None,
            records: BTreeMap::new(),
            recorder: Recorder::default(),
            kept: serde_json::Value::Null,
            popup: Popup::default(),
            badge: None,
            wake_at: None,
            has_alarm: false,
            reloads_when_free: false,
            queued_opens: vec![],
            microphone: Microphone::Granted,
            devices: OfferedDevices::default(),
            tabs: vec![],
            document: None,
            twilio: Twilio::default(),
            device: None,
            counter: 0,
            order: 0,
            queue: BinaryHeap::new(),
            life: 0,
        };
        world.plug(&["Built-in", "Headset"]);
        world.wake();
        world
    }

    /// The time.
    pub fn now(&self) -> Time {
        self.now
    }

    /// What the toolbar shows.
    pub fn badge(&self) -> Option<&Badge> {
        self.badge.as_ref()
    }

    /// The tabs that are open.
    pub fn tabs(&self) -> &[FlexTab] {
        &self.tabs
    }

    /// A tab.
    pub fn tab(&mut self, id: TabId) -> Option<&mut FlexTab> {
        self.tabs.iter_mut().find(|tab| tab.id == id)
    }

    /// The calls that there have been, as the customers see them.
    pub fn far_ends(&self) -> impl Iterator<Item = (&CallSid, &FarEnd)> {
        self.twilio.calls.iter()
    }

    /// A call, as the customer sees it.
    ///
    /// # Panics
    /// If there has never been one with this SID.
    pub fn far_end(&self, call: &CallSid) -> &FarEnd {
        &self.twilio.calls[call]
    }

    /// Whether Twilio would deliver a call to the worker that lives now.
    pub fn is_registered(&self) -> bool {
        self.client.is_some()
            && self.device.is_some()
            && self.twilio.registered == self.device
            && self.network
    }

    /// Opens a Flex tab of the account with this short name, with a plugin of this protocol.
    pub fn open_flex(&mut self, account: &str, protocol: u8) -> TabId {
        self.counter += 1;
        let (number, life) = (self.counter, self.flex_token_life);
        let tab = FlexTab::new(number, account, protocol, number, life, self.now);
        let id = tab.id;
        self.tabs.push(tab);
        self.connect_tab(id);
        let configure = self.tab(id).map(FlexTab::configure);
        if let Some(configure) = configure {
            self.page_says(id, configure);
        }
        id
    }

    /// Closes a tab.
    pub fn close_flex(&mut self, id: TabId) {
        let port = self.tab(id).and_then(|tab| tab.port);
        self.tabs.retain(|tab| tab.id != id);
        if let (Some(port), true) = (port, self.client.is_some()) {
            self.deliver(Event::Flex { port, event: FlexTabEvent::Gone });
        }
    }

    /// Lets a page say something, if its Port is open.
    pub fn page_says(&mut self, id: TabId, message: FromPage) {
        if let Some(port) = self.tab(id).and_then(|tab| tab.port) {
            let event = Event::Flex { port, event: FlexTabEvent::Said(message) };
            self.say_at_once(Way::FromTab, event);
        }
    }

    /// A customer calls.
    pub fn place_call(&mut self, from: &str) -> CallSid {
        let call_sid = self.twilio.place_call();
        if let (true, Some(attempt)) = (self.is_registered(), self.device) {
            self.offer(call_sid.clone(), from, attempt);
        }
        call_sid
    }

    pub(crate) fn offer(&mut self, call_sid: CallSid, from: &str, attempt: Attempt) {
        let connect_token = self.far_end(&call_sid).connect_token(&call_sid);
        if let Some(call) = self.twilio.calls.get_mut(&call_sid) {
            call.offered_to = Some((self.life, attempt));
        }
        let ticket = Ticket { connect_token, edge: EDGE.to_owned() };
        let offer = Offer { call_sid, ticket, caller: Caller::new(from) };
        self.deliver(Event::Voice { attempt, event: VoiceEvent::Incoming(offer) });
    }

    /// The customer hangs up.
    pub fn customer_hangs_up(&mut self, call_sid: &CallSid) {
        let Some(call) = self.twilio.calls.get_mut(call_sid) else { return };
        if call.state.is_over() {
            return;
        }
        call.state = FarEndState::EndedByCustomer;
        let offered_to = call.offered_to;
        if let Some(document) = &self.document
            && document.call.as_ref() == Some(call_sid)
        {
            let number = document.number;
            self.later(1, 30, Happening::SdkEnds { number, code: None });
        } else if let (Some(attempt), true) = (self.device, self.client.is_some())
            && offered_to == Some((self.life, attempt))
        {
            let event = VoiceEvent::Canceled { call_sid: call_sid.clone() };
            self.deliver(Event::Voice { attempt, event });
        }
    }

    /// The agent presses the keys of a command.
    pub fn presses(&mut self, shortcut: Shortcut) {
        self.wake_if_dead();
        self.deliver(Event::Shortcut(shortcut));
    }

    /// Something about the microphone changes.
    pub fn set_microphone(&mut self, microphone: Microphone) {
        self.microphone = microphone;
        self.leg_event(leg::Event::Microphone(microphone));
    }

    /// These are the microphones and the speakers from now on.
    ///
    /// # Panics
    /// If one of them is no label.
    pub fn plug(&mut self, labels: &[&str]) {
        let labels: Vec<_> = labels.iter().copied().map(Self::device).collect();
        self.devices = OfferedDevices { inputs: labels.clone(), outputs: labels };
        self.leg_event(leg::Event::Devices(self.devices.clone()));
    }

    /// These are the speakers from now on, and there is no microphone.
    ///
    /// # Panics
    /// If one of them is no label.
    pub fn plug_no_microphone(&mut self, speakers: &[&str]) {
        let outputs = speakers.iter().copied().map(Self::device).collect();
        self.devices = OfferedDevices { inputs: vec![], outputs };
        self.leg_event(leg::Event::Devices(self.devices.clone()));
    }

    /// The devices that the audio of the offscreen document goes through.
    pub fn in_use(&self) -> Option<&ChosenDevices> {
        self.document.as_ref().map(|it| &it.in_use)
    }

    /// The SDK in the offscreen document says something.
    pub fn sdk_says(&mut self, event: SdkEvent) {
        self.leg_event(leg::Event::Sdk(event));
    }

    /// The agent speaks for so long, in milliseconds; what the offscreen document hears of it is told.
    pub fn agent_speaks(&mut self, millis: u64) {
        const LISTENS_EVERY: u64 = 200;
        for _ in 0..millis / LISTENS_EVERY {
            if self.document.as_ref().is_some_and(|it| it.listens) {
                self.leg_event(leg::Event::Heard { level: 100 });
            }
            self.millis(LISTENS_EVERY);
        }
    }

    /// Somebody has chosen something elsewhere, on another computer or in a policy.
    pub fn settings_change(&mut self) {
        self.wake_if_dead();
        let (chosen, policy) = (self.choice, self.policy);
        self.deliver(Event::Settings { chosen, policy });
    }

    /// The worker's `Device` says something.
    pub fn device_says(&mut self, event: VoiceEvent) {
        if let (Some(attempt), true) = (self.device, self.client.is_some()) {
            self.deliver(Event::Voice { attempt, event });
        }
    }

    /// The agent clicks on a notification.
    pub fn click_notification(&mut self, topic: Topic) {
        self.wake_if_dead();
        self.deliver(Event::NotificationClicked(topic));
    }

    /// Chrome kills the worker. Pages that are there notice, and wake it.
    pub fn kill_worker(&mut self) {
        self.client = None;
        self.reloads_when_free = false;
        self.device = None;
        self.twilio.registered = None;
        self.trouble.trapped = false;
        self.close_popup_port(false);
        let tabs: Vec<_> = self.tabs.iter_mut().map(|tab| (tab.port = None, tab.id).1).collect();
        for tab in tabs {
            self.later(1, 20, Happening::TabConnects { tab });
        }
        if let Some(document) = &mut self.document {
            document.port = None;
            let number = document.number;
            self.later(1, 20, Happening::DocumentConnects { number });
        }
    }

    /// Chrome has a newer version of the extension.
    pub fn offer_update(&mut self) {
        self.wake_if_dead();
        self.deliver(Event::UpdateAvailable);
    }

    /// Chrome updates the extension: all that it had in memory is gone, and the tabs that are open
    /// get the new content script.
    pub fn update_extension(&mut self) {
        self.close_document();
        self.close_popup();
        self.kill_worker();
        self.forget_session();
        self.wake();
        self.deliver(Event::Installed(InstallReason::Update));
    }

    /// A tab shows no sign of life while the extension is updated.
    pub fn freeze(&mut self, id: TabId) {
        if let Some(tab) = self.tab(id) {
            tab.frozen = true;
        }
    }

    /// It does again.
    pub fn thaw(&mut self, id: TabId) {
        if let Some(tab) = self.tab(id) {
            tab.frozen = false;
        }
        self.connect_tab(id);
    }

    /// Goes to a page without a plugin, at the same origin and in the same tab.
    pub fn navigate(&mut self, id: TabId) {
        self.counter += 1;
        let document = self.counter;
        if let Some(tab) = self.tab(id) {
            tab.navigate(document);
        }
    }

    /// The browser is closed, or crashes: what pages and worker had in memory is gone.
    pub fn close_browser(&mut self) {
        self.tabs.clear();
        self.close_document();
        self.close_popup();
        self.kill_worker();
        self.forget_session();
        self.is_ended = true;
    }

    /// The browser is started, without a page of Flex.
    pub fn start_browser(&mut self) {
        self.is_ended = false;
        self.wake();
        self.deliver(Event::BrowserStarted);
    }

    /// The process that the extension runs in crashes. Chrome forgets what the extension had in
    /// memory, and does not start it until `start_extension`.
    pub fn crash_extension(&mut self) {
        self.crash_offscreen();
        self.close_popup();
        self.kill_worker();
        self.forget_session();
        self.is_ended = true;
    }

    /// Chrome starts the extension again.
    pub fn start_extension(&mut self) {
        self.is_ended = false;
        self.wake();
        for tab in self.tabs.iter().map(|tab| tab.id).collect::<Vec<_>>() {
            self.later(1, 20, Happening::TabConnects { tab });
        }
    }

    fn forget_session(&mut self) {
        self.storage = None;
        self.records.clear();
    }

    /// The offscreen document crashes. The customer's leg waits for somebody to take it up.
    pub fn crash_offscreen(&mut self) {
        let Some(document) = self.document.take() else { return };
        if let Some(call) = document.call {
            self.call_is_unheld(call);
        }
        if let Some(port) = document.port {
            self.answer(1, 5, Event::Offscreen { port, event: OffscreenEvent::Gone });
        }
    }

    pub(crate) fn call_is_unheld(&mut self, call: CallSid) {
        let since = self.now;
        if let Some(far_end) = self.twilio.calls.get_mut(&call)
            && far_end.state == FarEndState::Active
        {
            far_end.unheld_since.get_or_insert(since);
        }
        self.later(UNHELD, UNHELD, Happening::TwilioGivesUp { call, since });
    }

    /// Lets time pass.
    pub fn seconds(&mut self, seconds: u64) {
        self.millis(seconds * 1_000);
    }

    /// Lets time pass.
    pub fn millis(&mut self, millis: u64) {
        let until = Time::from_millis(self.now.as_millis() + millis);
        while let Some(Reverse((at, _, _))) = self.queue.peek()
            && *at <= until
        {
            let Some(Reverse((at, _, Queued(happening)))) = self.queue.pop() else { break };
            self.now = self.now.max(at);
            self.happens(happening);
        }
        self.now = until;
    }

    pub(crate) fn document_looks(&mut self) {
        self.leg_event(leg::Event::Microphone(self.microphone));
        self.leg_event(leg::Event::Devices(self.devices.clone()));
    }

    pub(crate) fn happens(&mut self, happening: Happening) {
        match happening {
            Happening::Answer { life, event } => {
                if life == self.life && self.client.is_some() {
                    self.deliver(*event);
                }
            }
            Happening::FunctionAnswers { life, attempt } => {
                let result = {
                    let identity = self.trouble.identity.unwrap_or(IDENTITY);
                    self.function.answer(identity, self.now, self.voice_token_life)
                };
                if let (true, Some(result)) = (life == self.life && self.client.is_some(), result) {
                    self.deliver(Event::VoiceToken { attempt, result });
                }
            }
            Happening::DeviceRegisters { life, attempt } => self.registers(life, attempt),
            Happening::ProbeAnswers { life, attempt } => {
                let answered = self.network;
                if life == self.life && self.client.is_some() {
                    self.deliver(Event::NetworkProbed { attempt, answered });
                }
            }
            Happening::DocumentLoads { number } => self.document_loads(number),
            Happening::DocumentCreated { number } => self.document_is_created(number),
            Happening::DocumentLooks { number } => {
                if self.document.as_ref().is_some_and(|it| it.number == number) {
                    self.document_looks();
                }
            }
            Happening::DocumentConnects { number } => self.connect_document(number),
            Happening::DocumentHears { number, order } => {
                if self.document.as_ref().is_some_and(|it| it.number == number) {
                    self.leg_event(leg::Event::Ordered(*order));
                }
            }
            Happening::DigitsPlayed { number } => {
                if self.document.as_ref().is_some_and(|it| it.number == number) {
                    self.leg_event(leg::Event::DigitsPlayed);
                }
            }
            Happening::MicrophoneTried { number } => {
                if self.document.as_ref().is_some_and(|it| it.number == number) {
                    let works = self.can_capture();
                    self.leg_event(leg::Event::MicrophoneTried { works });
                }
            }
            Happening::SdkAccepts { number } => self.sdk_accepts(number),
            Happening::SdkEnds { number, code } => self.sdk_ends(number, code),
            Happening::PatienceEnds { number } => self.patience_ends(number),
            Happening::PopupConnects { port } => self.connect_popup(port),
            Happening::PopupHears { port, view } => self.popup_hears(port, *view),
            Happening::PopupSaid { port, intent } => self.popup_said(port, *intent),
            Happening::TabConnects { tab } => self.connect_tab(tab),
            Happening::TabHears { tab, message } => self.tab_hears(tab, &message),
            Happening::TwilioGivesUp { call, since } => {
                if let Some(far_end) = self.twilio.calls.get_mut(&call)
                    && far_end.unheld_since == Some(since)
                    && !far_end.state.is_over()
                {
                    far_end.state = FarEndState::Lost;
                }
            }
            // A timer runs whatever happens to the clock.
            Happening::Timer { life, at } => {
                if life == self.life && self.client.is_some() && self.wake_at == Some(at) {
                    self.tick();
                }
            }
            Happening::Kept { life } => {
                if life == self.life {
                    self.reloads_when_free = self.client.is_some();
                    self.reload_if_due();
                }
            }
            Happening::Alarm { is_periodic } => self.ring(is_periodic),
            Happening::TabLoads { tab } => self.tab_loads(tab),
            Happening::DeviceReconnects { life, attempt, tries } => {
                self.device_reconnects(life, attempt, tries);
            }
            Happening::SdkReconnects { number } => self.sdk_reconnects(number),
            Happening::FirstMedia { number } => self.first_media(number),
            Happening::FirstMediaTimeOut { number } => self.first_media_time_out(number),
            Happening::MediaTimeOut { number, call, cut } => {
                self.media_time_out(number, &call, cut);
            }
            Happening::SignallingTimesOut { number, loss } => {
                self.signalling_times_out(number, loss);
            }
        }
    }

    /// A call may have come while the extension wrote what it keeps.
    fn reload_if_due(&mut self) {
        let is_free = self.client.as_ref().is_some_and(Client::is_free_to_reload);
        if self.reloads_when_free && is_free {
            self.reloads += 1;
            self.update_extension();
        }
    }

    fn tick(&mut self) {
        self.ticks += 1;
        self.deliver(Event::Tick);
    }

    /// Wakes the worker when it has said that it wants to be woken, however far off that is.
    pub(crate) fn set_alarm(&mut self) {
        if self.wake_at.is_some() && !self.has_alarm {
            self.has_alarm = true;
            self.later(ALARM, ALARM, Happening::Alarm { is_periodic: true });
        }
    }

    fn ring(&mut self, is_periodic: bool) {
        if is_periodic {
            self.has_alarm = false;
            self.set_alarm();
        }
        match self.client {
            _ if self.wake_at.is_none() => {}
            None => self.wake_if_dead(),
            Some(_) => self.tick(),
        }
    }

    pub(crate) fn later(&mut self, least: u64, most: u64, happening: Happening) {
        let delay = self.random.u64(least..=most);
        self.order += 1;
        let at = Time::from_millis(self.now.as_millis() + delay);
        self.queue.push(Reverse((at, self.order, Queued(happening))));
    }

    /// What was to happen happens so much later.
    pub(crate) fn requeue(&mut self, queue: BinaryHeap<Reverse<(Time, u32, Queued)>>, millis: u64) {
        self.queue.extend(queue.into_iter().map(|Reverse((at, order, it))| {
            Reverse((Time::from_millis(at.as_millis() + millis), order, it))
        }));
    }

    pub(crate) fn answer(&mut self, least: u64, most: u64, event: Event) {
        let happening = Happening::Answer { life: self.life, event: Box::new(event) };
        self.later(least, most, happening);
    }

    pub(crate) fn wake_if_dead(&mut self) {
        if self.client.is_none() && !self.is_ended {
            self.wake();
        }
    }

    fn wake(&mut self) {
        self.life += 1;
        self.client = Some(Client::new(VERSION));
        self.recorder = Recorder::after(self.records.get(OPEN).cloned());
        let saved: Option<Saved> = self.storage.as_deref().and_then(wire::unseal);
        let memory = match saved {
            Some(saved) => Memory::Saved(Box::new(saved)),
            None => Memory::Kept(serde_json::from_value(self.kept.clone()).unwrap_or_default()),
        };
        let is_new = matches!(memory, Memory::Kept(_));
        self.deliver(Event::Woke(memory));
        if is_new {
            self.settings_change();
        }
    }

    pub(crate) fn deliver(&mut self, event: Event) {
        if self.trouble.trapped {
            return;
        }
        let at = Moment { now: self.clock(), jitter: Jitter::new(self.random.u16(..)) };
        let Some(client) = &mut self.client else { return };
        for effect in self.recorder.handle(client, event, at) {
            self.run(effect);
        }
        self.reload_if_due();
    }

    /// A device's label, for intents.
    ///
    /// # Panics
    /// If it is none.
    pub fn device(label: &str) -> DeviceLabel {
        DeviceLabel::parse(label).expect("a label")
    }

    /// Digits, for intents.
    ///
    /// # Panics
    /// If they are none.
    pub fn digits(text: &str) -> Digits {
        Digits::parse(text).expect("digits")
    }

    /// What the client has saved, for a look at what outlives it.
    pub fn storage(&self) -> Option<&str> {
        self.storage.as_deref()
    }

    /// The chapters of the record, as they are kept.
    pub fn record_chapters(&mut self) -> Vec<String> {
        // A shell saves within a second.
        self.records.extend(self.recorder.take_unsaved());
        self.records.values().cloned().collect()
    }

    /// What the agent hands to support.
    pub fn record(&mut self) -> Record {
        Record::new(VERSION, "a simulated browser", self.record_chapters())
    }

    /// What the client keeps on disk.
    pub fn kept(&self) -> &serde_json::Value {
        &self.kept
    }

    /// Replaces what the client has saved, as an older version or a fault would.
    pub fn corrupt_storage(&mut self, text: &str) {
        self.storage = Some(text.to_owned());
    }

    /// Replaces what the client keeps on disk, as an older version or a fault would.
    pub fn corrupt_kept(&mut self, text: &str) {
        self.kept = serde_json::from_str(text).unwrap_or_else(|_| text.into());
    }

    /// The reports' receiver is whoever holds the Port; used by tests that invent reports.
    pub fn offscreen_says(&mut self, report: Report) {
        if let Some(port) = self.document.as_ref().and_then(|it| it.port) {
            let event = OffscreenEvent::Reported(report);
            self.deliver(Event::Offscreen { port, event });
        }
    }
}
