//! The worker's machine.
//!
//! [`Client::handle`] lets one of the files here react to the event, and then *settles*: it looks
//! at the whole state and orders whatever is missing on the way to ready. So a lost answer, a
//! killed worker and a fault that is over all end in the same place.

mod calls;
mod clock;
mod devices;
mod flex;
mod heartbeats;
mod kept;
mod model;
mod network;
mod notifications;
mod parting;
mod project;
mod rescue;
mod settings;
mod update;
mod voice;

use crate::timers::Timer;
use crate::{
    Badge, Effect, EndReason, Event, InstallReason, Intent, LogEntry, Memory, Moment, Settings,
    Shortcut, Time, View,
};

use heartbeats::Heartbeats;
pub use kept::Kept;
pub use model::Saved;
use model::{Fetch, Model, Offscreen, Registration};

/// The voice client.
#[derive(Debug)]
pub struct Client {
    version: String,
    model: Model,
    heartbeats: Heartbeats,
    /// When the last event was.
    seen: Time,
    /// What has been ordered last, so that it is ordered once.
    badge: Option<Badge>,
    wake_at: Option<Time>,
    /// None if it is not known whether what was to be kept has been.
    kept: Option<Kept>,
    has_reloaded: bool,
}

/// One turn of the client: the effects so far, and when it is.
struct Turn {
    at: Moment,
    effects: Vec<Effect>,
    /// How the call ended, and not the one that came in its place.
    ended: Option<EndReason>,
}

impl Turn {
    fn now(&self) -> Time {
        self.at.now
    }

    fn order(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    fn log(&mut self, entry: LogEntry) {
        self.order(Effect::Log(entry));
    }

    /// An event that does not fit the state: known, and harmless.
    fn untimely(&mut self, what: &'static str) {
        self.log(LogEntry::Untimely(what));
    }
}

impl Client {
    /// A client that has not woken yet; `version` is the extension's.
    pub fn new(version: &str) -> Self {
        Self {
            version: version.to_owned(),
            model: Model::default(),
            heartbeats: Heartbeats::default(),
            seen: Time::from_millis(0),
            badge: None,
            wake_at: None,
            kept: Some(Kept::default()),
            has_reloaded: false,
        }
    }

    /// A client in the midst of its life, as a record tells of it.
    pub fn in_state(version: &str, state: Saved) -> Self {
        let model = Model::from(state);
        Self { kept: Some(Kept::from(&model)), model, ..Self::new(version) }
    }

    /// All that it knows, as it is saved.
    pub(crate) fn saved(&self) -> Saved {
        Saved::from(self.model.clone())
    }

    /// Handles an event. The effects are to be run in their order, and each is to be answered by
    /// the event that it names.
    pub fn handle(&mut self, event: Event, at: Moment) -> Vec<Effect> {
        let mut turn = Turn { at, effects: vec![], ended: None };
        let woke = matches!(event, Event::Woke(_));
        let (model_before, view_before) = (self.model.clone(), self.view());
        self.mind_clock(self.seen, at.now);
        self.seen = at.now;

        self.react(event, &mut turn);
        while let Some((timer, due)) = self.model.timers.take_due(at.now) {
            self.timer_fired(timer, due, &mut turn);
        }
        self.settle(&mut turn);
        self.note_sign_of_life(at.now);
        let reloads = self.settle_update();

        let mut view = self.view();
        if !woke {
            self.tell_of_call(&view_before, &view, &mut turn);
            self.tell_of_devices(&view_before, &view, &mut turn);
        }
        self.mind_connection(&view, &mut turn);
        self.mind_problem(&view, &mut turn);
        let changed = woke || self.model != model_before;
        let view_changed = woke || view != view_before;
        if view_changed {
            self.model.revision += 1;
            view.revision = self.model.revision;
            turn.order(Effect::ShowView(Box::new(view.clone())));
        }
        self.show_badge(&view, &mut turn);
        self.beat(&view, view_changed, &mut turn);
        self.schedule(woke, &mut turn);
        if changed {
            self.keep(&mut turn);
            self.model.saved_at = at.now;
            turn.effects.insert(0, Effect::Save(Box::new(self.saved())));
        }
        if reloads {
            turn.order(Effect::Reload);
        }
        turn.effects
    }

    /// What to show.
    pub fn view(&self) -> View {
        project::view(&self.model, &self.version)
    }

    fn react(&mut self, event: Event, turn: &mut Turn) {
        match event {
            Event::Woke(memory) => self.woke(memory, turn),
            Event::Installed(InstallReason::Install) => turn.order(Effect::OpenWelcome),
            Event::Installed(InstallReason::Update) => {}
            Event::BrowserStarted => self.browser_has_started(turn.now()),
            Event::UpdateAvailable => self.update_is_here(),
            Event::Tick => {}
            Event::Flex { port, event } => self.flex_tab(port, event, turn),
            Event::NetworkProbed { attempt, answered } => {
                self.network_probed(attempt, answered, turn);
            }
            Event::VoiceToken { attempt, result } => self.voice_token_answer(attempt, result, turn),
            Event::Voice { attempt, event } => self.voice_event(attempt, event, turn),
            Event::Offscreen { port, event } => self.offscreen_event(port, event, turn),
            Event::Intent(intent) => self.intent(intent, turn),
            Event::Shortcut(Shortcut::Mute) => self.toggle_mute(turn),
            Event::Shortcut(Shortcut::HangUp) => self.hang_up_any(turn),
            Event::NotificationClicked(topic) => self.notification_clicked(topic, turn),
            Event::Settings { chosen, policy } => {
                self.use_settings(Settings::new(chosen, policy), turn);
            }
        }
    }

    /// The worker lives again: what it held itself is gone, what pages hold they will tell.
    fn woke(&mut self, memory: Memory, turn: &mut Turn) {
        // The worker before may have died between saving and keeping.
        let is_kept = matches!(memory, Memory::Kept(_));
        self.model = match memory {
            Memory::Saved(saved) => Model::from(*saved).some_time_later(turn.now()),
            Memory::Kept(kept) => {
                // Installed, updated or switched on again, of which only the first two are told:
                // the tabs that are open have no content script, or one that is cut off.
                turn.order(Effect::InjectContentScripts);
                Model::anew(kept, turn.now())
            }
        };
        self.kept = is_kept.then(|| Kept::from(&self.model));
        self.mind_clock(self.model.saved_at, turn.now());
        self.heartbeats = Heartbeats::default();
        (self.badge, self.wake_at) = (None, None);
        self.tabs_are_unknown(turn);
        self.voice_is_gone(turn);
        self.probe_is_gone(turn);
        self.offscreen_is_unknown();
        self.call_is_unknown(turn);
    }

    fn keep(&mut self, turn: &mut Turn) {
        let kept = Kept::from(&self.model);
        if self.kept.as_ref() != Some(&kept) {
            self.kept = Some(kept.clone());
            turn.order(Effect::Keep(kept));
        }
    }

    fn intent(&mut self, intent: Intent, turn: &mut Turn) {
        match intent {
            Intent::SetMuted { muted } => self.set_muted(muted, turn),
            Intent::SendDigits { digits } => self.send_digits(digits, turn),
            Intent::SetAudioDevice { kind, label } => self.set_audio_device(kind, label, turn),
            Intent::HangUp => self.hang_up_any(turn),
            Intent::ForCall { call_sid, intent } => {
                if self.model.call.as_ref().is_none_or(|call| call.call_sid != call_sid) {
                    return turn.untimely("a press that was meant for another call");
                }
                if *intent == Intent::HangUp {
                    self.hang_up(turn);
                } else {
                    self.intent(*intent, turn);
                }
            }
            Intent::SetNotifications { on } => self.set_notifications(on, turn),
            Intent::Restart { end_call } => self.restart(end_call, turn),
            Intent::TryAgain => self.try_again(turn),
            Intent::OpenFlex => {
                let tab = self.model.tabs.best();
                turn.order(Effect::OpenFlex { tab });
            }
            Intent::OpenWelcome => turn.order(Effect::OpenWelcome),
        }
    }

    fn restart(&mut self, end_call: bool, turn: &mut Turn) {
        match &self.model.call {
            None => self.begin_anew(turn),
            Some(_) if end_call => self.hang_up_and_restart(turn),
            Some(_) => turn.untimely("a restart during a call, without consent to end it"),
        }
    }

    /// Forgets account and tokens, and lets the Flex tabs that are open configure again, the one
    /// that came first at first.
    fn begin_anew(&mut self, turn: &mut Turn) {
        self.forget_voice(turn);
        self.close_offscreen(turn);
        self.model.last_call = None;
        self.configure_from_tabs(turn);
    }

    fn try_again(&mut self, turn: &mut Turn) {
        self.model.is_hurried = true;
        self.hurry_voice_token(turn);
        self.hurry_registration(turn);
        self.hurry_offscreen();
        self.hurry_microphone(turn);
    }

    fn timer_fired(&mut self, timer: Timer, due: Time, turn: &mut Turn) {
        match timer {
            Timer::AskFlexAgain => self.ask_flex_again(turn),
            Timer::FetchTimeout => self.fetch_timed_out(turn),
            Timer::RetryFetch | Timer::RenewVoiceToken => self.fetch_voice_token(turn),
            Timer::RegistrationTimeout => self.registration_timed_out(turn),
            Timer::SignallingGone => self.register_anew(turn),
            Timer::ProbeAgain => self.probe_again(turn),
            Timer::OffscreenHello => self.offscreen_is_silent(turn),
            Timer::ConnectTimeout => self.connect_timed_out(due, turn),
            Timer::DocumentTimeout => self.document_timed_out(turn),
            Timer::ReconnectTimeout => self.reconnect_timed_out(due, turn),
            Timer::EndTimeout => self.end_timed_out(turn),
            Timer::TellProblem => self.problem_stays(turn),
            Timer::TellReconnecting => self.reconnecting_stays(turn),
            Timer::TabsReturn => self.model.tabs.drop_away(),
            Timer::TryMicrophone => self.try_microphone(turn),
            Timer::MicrophoneReturns => self.microphone_stays_away(turn),
            // `settle` and the view look at the clock; these only see to it that somebody does.
            Timer::FlexTokenExpires
            | Timer::VoiceTokenExpires
            | Timer::RetryRegistration
            | Timer::SignallingReturns
            | Timer::WaitingEnds
            | Timer::UpdateMayCome
            | Timer::TakeUpAgain => {}
        }
    }

    /// Orders what is missing.
    fn settle(&mut self, turn: &mut Turn) {
        self.settle_waiting(turn);
        self.settle_parting(turn);
        self.settle_call(turn);
        self.settle_leg_token(turn);
        self.settle_flex(turn);
        self.settle_voice(turn);
        self.settle_offscreen(turn);
        self.settle_microphone(turn);
        self.settle_hurry();
    }

    fn settle_hurry(&mut self) {
        let Model { fetch, registration, offscreen, .. } = &self.model;
        let is_under_way = matches!(fetch, Fetch::Asking { .. })
            || matches!(registration, Registration::Registering { .. })
            || matches!(offscreen, Offscreen::Opening { .. });
        self.model.is_hurried &= is_under_way;
    }

    fn show_badge(&mut self, view: &View, turn: &mut Turn) {
        let badge = Badge::new(view, turn.now());
        if self.badge.as_ref() != Some(&badge) {
            self.badge = Some(badge.clone());
            turn.order(Effect::ShowBadge(badge));
        }
    }

    fn schedule(&mut self, woke: bool, turn: &mut Turn) {
        let timers = self.model.timers.next();
        let wake_at = timers.into_iter().chain(self.heartbeats.next()).min();
        if woke || self.wake_at != wake_at {
            self.wake_at = wake_at;
            turn.order(Effect::WakeAt(wake_at));
        }
    }
}
