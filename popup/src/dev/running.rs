//! The simulated world in real time.

use std::time::Duration;

use leptos::prelude::*;
use voice_client_browser::now;
use voice_client_core::{Badge, Intent, View};
use voice_client_simulation::World;
use voice_client_ui::dev::address;
use voice_client_ui::dev::situations::{self, Situation};

use crate::shown::Shown;

/// How often the world moves on.
const TICK: Duration = Duration::from_millis(20);
/// How many intents are listed.
const REMEMBERED_INTENTS: usize = 8;

/// The world, and what the pages see of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Running {
    /// What the popup sees.
    pub(super) shown: ReadSignal<Shown>,
    /// What the toolbar sees.
    pub(super) badge: ReadSignal<Option<Badge>>,
    /// What the popup has sent, the newest first.
    pub(super) intents: ReadSignal<Vec<String>>,
    /// Whether time stands still, so that a state that passes can be looked at.
    pub(super) held: RwSignal<bool>,
    world: StoredValue<World, LocalStorage>,
    /// How far the world's clock is behind the one on the wall.
    lag: StoredValue<Duration>,
    set_shown: WriteSignal<Shown>,
    set_badge: WriteSignal<Option<Badge>>,
    set_intents: WriteSignal<Vec<String>>,
}

impl Running {
    /// The world of the page's address, or one in which the extension has just been installed.
    pub(super) fn begin() -> Self {
        let (shown, set_shown) = signal(Shown::Nothing);
        let (badge, set_badge) = signal(None);
        let (intents, set_intents) = signal(vec![]);
        let running = Self {
            shown,
            badge,
            intents,
            held: RwSignal::new(false),
            world: StoredValue::new_local(World::new(1)),
            lag: StoredValue::new(Duration::ZERO),
            set_shown,
            set_badge,
            set_intents,
        };
        match situations::named(&address::of_page("situation")) {
            Some(situation) => running.enter(situation),
            None => running.show(),
        }
        set_interval(move || running.tick(), TICK);
        running
    }

    /// Begins anew, in this situation.
    pub(super) fn enter(self, situation: &Situation) {
        let mut world = World::new(1);
        (situation.arrange)(&mut world);
        self.lag.set_value(now().since(world.now()));
        self.world.set_value(world);
        self.held.set(situation.passes);
        self.show();
    }

    /// Lets something happen in the world as it is.
    pub(super) fn happen(self, happening: fn(&mut World)) {
        self.world.update_value(happening);
        self.show();
    }

    /// Takes what the agent wants.
    pub(super) fn wants(self, intent: Intent) {
        self.set_intents.update(|intents| {
            intents.insert(0, format!("{intent:?}"));
            intents.truncate(REMEMBERED_INTENTS);
        });
        self.world.update_value(|world| world.wants(intent));
        self.show();
    }

    /// Shows the popup as it is right after it was opened: what it knew last, if it was open ever.
    pub(super) fn reopen_popup(self, ever: bool) {
        self.held.set(true);
        let view = self.view();
        self.set_shown.set(if ever { Shown::LastKnown(view) } else { Shown::Nothing });
    }

    /// Shows the popup as it is when the worker does not answer, or does again.
    pub(super) fn worker_is_silent(self, silent: bool) {
        self.held.set(silent);
        if silent {
            let call = self.shown.with_untracked(|it| it.call().cloned());
            self.set_shown.set(Shown::Silent { call });
        } else {
            self.show();
        }
    }

    /// What is recorded.
    pub(super) fn record(self) -> Vec<String> {
        self.world.try_update_value(World::record_chapters).unwrap_or_default()
    }

    fn tick(self) {
        let now = now();
        if self.held.get_untracked() {
            // Time that stood still is not made up for.
            self.world.with_value(|world| self.lag.set_value(now.since(world.now())));
            return;
        }
        self.world.update_value(|world| {
            let elapsed = now.since(world.now()).saturating_sub(self.lag.get_value());
            world.millis(u64::try_from(elapsed.as_millis()).unwrap_or(0));
        });
        self.show();
    }

    fn show(self) {
        let shown = Shown::Current(self.view());
        if self.shown.with_untracked(|before| *before != shown) {
            self.set_shown.set(shown);
        }
        let badge = self.world.with_value(|world| world.badge().cloned());
        if self.badge.get_untracked() != badge {
            self.set_badge.set(badge);
        }
    }

    /// The client's view, by the clock on the wall.
    fn view(self) -> View {
        let lag = self.lag.get_value();
        let mut view = self.world.with_value(|world| world.view().clone());
        let call = view.call.iter_mut();
        let of_call = call.flat_map(|it| it.started_at.iter_mut().chain(&mut it.reconnect_until));
        let renewals = &mut view.renewals;
        let of_tokens = renewals.voice_token.iter_mut().chain(&mut renewals.flex_token_ends);
        let of_last = view.last_call.iter_mut().map(|it| &mut it.ended_at);
        for time in of_call.chain(of_tokens).chain(of_last) {
            *time = *time + lag;
        }
        view
    }
}
