//! Everything the sandbox knows, behind one lock that is never held across an await.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::sync::watch;
use tokio::time::{interval, timeout};

use crate::calls::Call;
use crate::contact_centre::ContactCentre;
use crate::flex::FlexSettings;
use crate::function::Function;
use crate::log::{Log, UnknownRequest};
use crate::media::MediaPath;
use crate::sockets::Sockets;
use crate::tokens::Tokens;

/// How often deadlines are looked at.
const SWEEP_INTERVAL: Duration = Duration::from_millis(100);
/// How often a wait looks again where nothing announces the change: audio levels.
const LOOK_INTERVAL: Duration = Duration::from_millis(20);

pub(crate) struct World {
    state: Mutex<State>,
    changes: watch::Sender<u64>,
}

pub(crate) struct State {
    pub(crate) tokens: Tokens,
    pub(crate) function: Function,
    pub(crate) sockets: Sockets,
    pub(crate) calls: BTreeMap<String, Call>,
    pub(crate) media_path: MediaPath,
    pub(crate) contact_centre: ContactCentre,
    pub(crate) flex: FlexSettings,
    pub(crate) unknown_requests: Vec<UnknownRequest>,
    /// How often what is answered late has been told to be answered now.
    pub(crate) releases: u64,
    pub(crate) log: Log,
}

impl World {
    pub(crate) fn new(tokens: Tokens, log: Box<dyn Write + Send>) -> Arc<Self> {
        let state = State {
            tokens,
            function: Function::default(),
            sockets: Sockets::default(),
            calls: BTreeMap::new(),
            media_path: MediaPath::default(),
            contact_centre: ContactCentre::default(),
            flex: FlexSettings::default(),
            unknown_requests: Vec::new(),
            releases: 0,
            log: Log::new(log),
        };
        Arc::new(Self { state: Mutex::new(state), changes: watch::Sender::new(0) })
    }

    /// Changes the state, and wakes whoever waits for a change.
    pub(crate) fn with<R>(&self, change: impl FnOnce(&mut State) -> R) -> R {
        let result = change(&mut self.lock());
        self.changes.send_modify(|version| *version += 1);
        result
    }

    /// Looks at the state.
    pub(crate) fn read<R>(&self, look: impl FnOnce(&State) -> R) -> R {
        look(&self.lock())
    }

    /// Waits until `look` finds what it looks for. Nothing after `limit`.
    pub(crate) async fn wait_until<R>(
        &self,
        limit: Duration,
        look: impl Fn(&State) -> Option<R>,
    ) -> Option<R> {
        let deadline = Instant::now() + limit;
        let mut changes = self.changes.subscribe();
        loop {
            if let Some(found) = self.read(&look) {
                return Some(found);
            }
            let left = deadline.checked_duration_since(Instant::now())?;
            // Either outcome means: look again.
            let _ = timeout(left.min(LOOK_INTERVAL), changes.changed()).await;
        }
    }

    /// Lets an answer be late by this much, or until all that are late are released.
    pub(crate) async fn be_late(&self, delay: Duration) {
        let before = self.read(|state| state.releases);
        self.wait_until(delay, |state| (state.releases > before).then_some(())).await;
    }

    pub(crate) fn log(&self, what: &'static str, details: Value) {
        self.with(|state| state.log.add(what, details));
    }

    pub(crate) fn unknown_request(&self, request: UnknownRequest) {
        self.with(|state| state.unknown_request(request));
    }

    /// Lets time have its effects, for ever.
    pub(crate) async fn keep_time(self: Arc<Self>) {
        let mut ticks = interval(SWEEP_INTERVAL);
        loop {
            ticks.tick().await;
            self.with(|state| state.sweep(Instant::now()));
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    pub(crate) fn unknown_request(&mut self, request: UnknownRequest) {
        self.log.add("UNKNOWN REQUEST", request.details());
        self.unknown_requests.push(request);
    }

    /// Applies what is due: expired tokens, calls that nobody can be reached for.
    pub(crate) fn sweep(&mut self, now: Instant) {
        self.tell_expired();
        self.end_overdue_calls(now);
    }
}
