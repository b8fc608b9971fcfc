//! Events in, effects out.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use gloo_timers::callback::Timeout;
use js_sys::Function;
use voice_client_browser::{now, runtime};
use voice_client_core::recorder::Recorder;
use voice_client_core::{Client, Effect, Event, Jitter, Kept, Moment, View};
use wasm_bindgen_futures::spawn_local;

use crate::effects::{Badges, OffscreenDocument, Voice, Waking};
use crate::ports::Ports;
use crate::saved;

/// How long what nothing else is saved with may wait to be written into the record, in ms.
const RECORD_LATER_MS: u32 = 1_000;

/// The client, and what its effects work on.
#[derive(Debug)]
pub(crate) struct Shell {
    this: Weak<Self>,
    client: RefCell<Client>,
    recorder: RefCell<Recorder>,
    recording: RefCell<Option<Timeout>>,
    events: RefCell<VecDeque<Event>>,
    effects: RefCell<VecDeque<Effect>>,
    step: Cell<Step>,
    /// How many writes of what outlives the extension are under way.
    keeping: Cell<u32>,
    /// Whether the extension is to be reloaded.
    reloads: Cell<bool>,
    pub(crate) ports: RefCell<Ports>,
    pub(crate) voice: RefCell<Option<Voice>>,
    /// Is told of every `Device`.
    pub(crate) made: Function,
    pub(crate) offscreen: OffscreenDocument,
    pub(crate) waking: Waking,
    pub(crate) badges: Badges,
}

/// What the shell is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// Nothing is to be done.
    Idle,
    /// An event or an effect is on the stack; what it calls may call back.
    Running,
    /// The effects wait until what the client saved is written.
    Saving,
}

impl Shell {
    pub(crate) fn new(recorder: Recorder, made: Function) -> Rc<Self> {
        Rc::new_cyclic(|this| Self {
            this: this.clone(),
            client: RefCell::new(Client::new(&runtime::manifest().version)),
            recorder: RefCell::new(recorder),
            recording: RefCell::default(),
            events: RefCell::default(),
            effects: RefCell::default(),
            step: Cell::new(Step::Idle),
            keeping: Cell::new(0),
            reloads: Cell::new(false),
            ports: RefCell::new(Ports::new()),
            voice: RefCell::default(),
            made,
            offscreen: OffscreenDocument::default(),
            waking: Waking::default(),
            badges: Badges::default(),
        })
    }

    /// A handle that does not keep the shell alive, for callbacks.
    pub(crate) fn weak(&self) -> Weak<Self> {
        self.this.clone()
    }

    /// What to show.
    pub(crate) fn view(&self) -> View {
        self.client.borrow().view()
    }

    /// Hands the client an event, in its turn.
    pub(crate) fn tell(&self, event: Event) {
        self.events.borrow_mut().push_back(event);
        self.go_on();
    }

    /// Runs effects, in their order, and then the next event, until nothing is left or something
    /// has to be saved first.
    fn go_on(&self) {
        if self.step.get() != Step::Idle {
            return;
        }
        self.step.set(Step::Running);
        loop {
            let next = self.effects.borrow_mut().pop_front();
            if let Some(effect) = next {
                if let Effect::Save(saved) = effect {
                    self.step.set(Step::Saving);
                    return self.save(saved);
                }
                self.run(effect);
                continue;
            }
            let next = self.events.borrow_mut().pop_front();
            let Some(event) = next else { break };
            let effects =
                self.recorder.borrow_mut().handle(&mut self.client.borrow_mut(), event, moment());
            if !matches!(effects.first(), Some(Effect::Save(_))) {
                self.record_later();
            }
            self.effects.borrow_mut().extend(effects);
        }
        self.step.set(Step::Idle);
        self.reload_if_due();
    }

    fn save(&self, saved: Box<voice_client_core::Saved>) {
        let shell = self.weak();
        let record = self.recorder.borrow_mut().take_unsaved();
        spawn_local(async move {
            saved::save(&saved, record).await;
            if let Some(shell) = shell.upgrade() {
                shell.step.set(Step::Idle);
                shell.go_on();
            }
        });
    }

    /// Writes what outlives the extension, without keeping anybody waiting.
    pub(crate) fn keep(&self, kept: Kept) {
        let shell = self.weak();
        self.keeping.set(self.keeping.get() + 1);
        spawn_local(async move {
            saved::keep(&kept).await;
            if let Some(shell) = shell.upgrade() {
                shell.keeping.set(shell.keeping.get() - 1);
                shell.reload_if_due();
            }
        });
    }

    /// Reloads the extension, once what was to outlive that is written: the call that has just ended
    /// would be taken up again.
    pub(crate) fn reload(&self) {
        self.reloads.set(true);
    }

    /// A call may have come in the meantime; what happens when it is over comes by here again.
    fn reload_if_due(&self) {
        let is_asked_for = self.reloads.get() && self.keeping.get() == 0;
        // Else it comes by here once all that has happened is handled: a call may be among it.
        let is_idle = self.step.get() == Step::Idle && self.events.borrow().is_empty();
        if is_asked_for && is_idle && self.client.borrow().is_free_to_reload() {
            runtime::reload();
        }
    }

    /// What is recorded is written with the next thing that is saved, or in a while.
    fn record_later(&self) {
        if !self.recorder.borrow().is_unsaved() || self.recording.borrow().is_some() {
            return;
        }
        let shell = self.weak();
        let write = move || {
            let Some(shell) = shell.upgrade() else { return };
            shell.recording.take();
            let record = shell.recorder.borrow_mut().take_unsaved();
            if !record.is_empty() {
                spawn_local(saved::save_record(record));
            }
        };
        self.recording.replace(Some(Timeout::new(RECORD_LATER_MS, write)));
    }
}

fn moment() -> Moment {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is in 0..65536"
    )]
    let jitter = (js_sys::Math::random() * 65_536.0) as u16;
    Moment { now: now(), jitter: Jitter::new(jitter) }
}
