//! The service worker's shell: it translates what the browser, the pages and the Voice SDK say
//! into events of the [`Client`](voice_client_core::Client), and its effects into calls.

mod effects;
mod peer;
mod ports;
mod saved;
mod settings;
mod shell;

use std::rc::Rc;

use js_sys::Function;
use voice_client_browser::voice::Device;
use voice_client_browser::{Error, sys, tell_of_panics};
use voice_client_core::{Event, InstallReason, Memory, PortId, Shortcut, Topic, Trust};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::shell::Shell;

/// What `worker.js` hands the browser's events to.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Worker {
    shell: Rc<Shell>,
}

#[wasm_bindgen]
impl Worker {
    /// Wakes the client with what it remembers. `made` is called with every `Device` that is made,
    /// and gets `abandoned` at the start of the instance that comes after a trap; `traps` counts those
    /// that came one after the other.
    pub async fn start(made: Function, abandoned: Option<sys::Device>, traps: u32) -> Worker {
        tell_of_panics();
        drop(abandoned.map(Device::abandoned));
        let (memory, recorder) = saved::read(Trust::after(traps)).await;
        let shell = Shell::new(recorder, made);
        let is_new = matches!(memory, Memory::Kept(_));
        shell.tell(Event::Woke(memory));
        // The workers after it know.
        if is_new {
            settings::tell(&shell);
        }
        Self { shell }
    }

    /// `runtime.onInstalled`.
    pub fn installed(&self, reason: &str) {
        let reason = match reason {
            "install" => InstallReason::Install,
            // `update`, `chrome_update` and `shared_module_update`.
            _ => InstallReason::Update,
        };
        self.shell.tell(Event::Installed(reason));
    }

    /// `runtime.onStartup`.
    #[wasm_bindgen(js_name = browserStarted)]
    pub fn browser_started(&self) {
        self.shell.tell(Event::BrowserStarted);
    }

    /// `runtime.onUpdateAvailable`.
    #[wasm_bindgen(js_name = updateAvailable)]
    pub fn update_available(&self) {
        self.shell.tell(Event::UpdateAvailable);
    }

    /// `commands.onCommand`.
    pub fn shortcut(&self, command: &str) {
        match command {
            "mute" => self.shell.tell(Event::Shortcut(Shortcut::Mute)),
            "hang-up" => self.shell.tell(Event::Shortcut(Shortcut::HangUp)),
            _ => {}
        }
    }

    /// `notifications.onClicked`.
    #[wasm_bindgen(js_name = notificationClicked)]
    pub fn notification_clicked(&self, id: &str) {
        if let Some(topic) = Topic::from_id(id) {
            self.shell.tell(Event::NotificationClicked(topic));
        }
    }

    /// `storage.sync.onChanged` and `storage.managed.onChanged`.
    #[wasm_bindgen(js_name = settingsChanged)]
    pub fn settings_changed(&self) {
        settings::tell(&self.shell);
    }

    /// `alarms.onAlarm`.
    pub fn tick(&self) {
        self.shell.tell(Event::Tick);
    }

    /// `runtime.onConnect`. The number is `worker.js`'s: it is never 0, and never given twice.
    #[wasm_bindgen(js_name = portOpened)]
    pub fn port_opened(&self, id: u32, port: sys::Port) {
        self.shell.port_opened(PortId(id), port);
    }

    /// `Port.onMessage`.
    #[wasm_bindgen(js_name = portSaid)]
    pub fn port_said(&self, id: u32, message: JsValue) {
        self.shell.port_said(PortId(id), message);
    }

    /// `Port.onDisconnect`.
    #[wasm_bindgen(js_name = portClosed)]
    pub fn port_closed(&self, id: u32) {
        self.shell.port_closed(PortId(id));
    }
}

/// Writes into the console what failed and does no harm; no secret, no caller.
fn warn(error: &Error) {
    web_sys::console::warn_1(&error.to_string().into());
}

/// The same for an effect that has no answer.
fn warn_of(result: Result<(), Error>) {
    if let Err(error) = result {
        warn(&error);
    }
}
