//! The worker at the other end of the Port `popup`.

mod last_known;

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use reactive_graph::callback::Callback;
use reactive_graph::owner::{LocalStorage, StoredValue};
use reactive_graph::prelude::*;
use reactive_graph::signal::{ReadSignal, signal};
use voice_client_browser::storage::Area;
use voice_client_browser::{
    Connection, Error, Signal as PortSignal, Sound, commands, runtime, tabs,
};
use voice_client_core::{Intent, View, recorder};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use crate::shown::Shown;

/// The bundled sound that a call would ring with.
const RINGING: &str = "sounds/incoming.wav";

/// How long the worker may take to say something. It takes milliseconds, and seconds on a machine
/// that is busy; one that Chrome fails to start never does.
const PATIENCE: Duration = Duration::from_secs(8);

/// What the worker says, and how to tell it what the agent wants.
pub(crate) fn connect() -> (ReadSignal<Shown>, Callback<Intent>) {
    let (shown, set_shown) = signal(last_known::load().map_or(Shown::Nothing, Shown::LastKnown));
    // Intents of the few milliseconds in which there is no worker, and presses after which it has
    // said nothing: it may have died before it heard them.
    let unheard: StoredValue<Vec<Intent>, LocalStorage> = StoredValue::new_local(vec![]);
    let connection: StoredValue<Option<Connection<View>>, LocalStorage> =
        StoredValue::new_local(None);

    let silent = move || {
        let call = shown.with_untracked(|it| it.call().cloned());
        set_shown.set(Shown::Silent { call });
    };
    let patience = StoredValue::new_local(Patience::begin(silent));
    let post = move |intent: Intent| {
        let posted = connection.with_value(|it| {
            it.as_ref().is_some_and(|connection| connection.post(&intent).is_ok())
        });
        if !posted || is_press(&intent) {
            unheard.update_value(|unheard| unheard.push(intent));
        }
    };
    let newest = Rc::new(Cell::new(0));
    connection.set_value(Some(Connection::<View>::open("popup", move |signal| match signal {
        PortSignal::Opened => {
            // Another worker counts anew.
            newest.set(0);
            patience.with_value(Patience::begin_again);
            unheard.try_update_value(std::mem::take).into_iter().flatten().for_each(post);
        }
        PortSignal::Message(view) if view.revision < newest.get() => {}
        PortSignal::Message(view) => {
            newest.set(view.revision);
            unheard.update_value(Vec::clear);
            patience.with_value(Patience::end);
            last_known::save(&view);
            set_shown.set(Shown::Current(view));
        }
    })));
    let press = move |intent: Intent| {
        if changes_view(&intent) {
            patience.with_value(Patience::begin_again);
        }
        post(intent);
    };
    (shown, Callback::new(press))
}

/// Whether the worker has something to say in answer, whatever the state: another view.
fn changes_view(intent: &Intent) -> bool {
    matches!(intent, Intent::SetAudioDevice { .. } | Intent::SetNotifications { .. })
        || is_press(intent)
}

/// Whether it may be said twice: it is of one call, and no digits.
fn is_press(intent: &Intent) -> bool {
    let Intent::ForCall { intent, .. } = intent else { return false };
    matches!(**intent, Intent::HangUp | Intent::SetMuted { .. })
}

/// Rings through a speaker.
pub(crate) async fn ring(speaker: Option<&str>) -> Result<Sound, Error> {
    Sound::play(RINGING, speaker).await
}

/// Opens Chrome's page of shortcuts, where everybody can change them.
pub(crate) fn change_shortcuts() {
    // Whom Chrome shows no tab it tells why.
    spawn_local(async { drop(tabs::create("chrome://extensions/shortcuts").await) });
}

/// Reloads the extension: Chrome starts its worker anew.
pub(crate) fn restart() {
    runtime::reload();
}

/// The chapters of the record, where the worker keeps them: they can be had when it fails.
pub(crate) async fn record() -> Vec<String> {
    let kept = Area::Session.get(&recorder::KEYS).await.unwrap_or_default();
    kept.iter().filter_map(JsValue::as_string).collect()
}

/// What the manifest calls the shortcuts, and their keys.
pub(crate) async fn shortcuts() -> Vec<(String, String)> {
    let commands = commands::all().await;
    commands.into_iter().map(|it| (it.name, it.shortcut)).collect()
}

/// Waits for the worker to say something, and says when it does not.
struct Patience {
    silent: Rc<dyn Fn()>,
    running_out: Cell<Option<TimeoutHandle>>,
}

impl Patience {
    fn begin(silent: impl Fn() + 'static) -> Self {
        let patience = Self { silent: Rc::new(silent), running_out: Cell::default() };
        patience.begin_again();
        patience
    }

    /// A worker that does not answer is not given more time by being asked again.
    fn begin_again(&self) {
        if self.running_out.get().is_none() {
            let silent = Rc::clone(&self.silent);
            self.running_out.set(set_timeout_with_handle(move || silent(), PATIENCE).ok());
        }
    }

    fn end(&self) {
        if let Some(running_out) = self.running_out.take() {
            running_out.clear();
        }
    }
}
