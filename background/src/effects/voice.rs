//! The `Device` that is registered, and is offered the calls.

use std::rc::Weak;

use voice_client_browser::voice::{Call, Device, DeviceOptions, error_code};
use voice_client_browser::{Error, sys};
use voice_client_core::{Attempt, CallSid, Caller, Event, Offer, Secret, Ticket, VoiceEvent};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;

use crate::shell::Shell;
use crate::{warn, warn_of};

/// The edge that Twilio chooses by latency.
const NEAREST_EDGE: &str = "roaming";

/// The `Device`, and the calls that it was offered and that nobody has taken yet.
#[derive(Debug)]
pub(crate) struct Voice {
    attempt: Attempt,
    device: Device,
    offered: Vec<(CallSid, Call)>,
}

/// Makes a `Device` in place of the one there may be, and registers it.
pub(super) fn register(shell: &Shell, attempt: Attempt, token: &Secret<String>) {
    unregister(shell);
    let teller = Teller { shell: shell.weak(), attempt };
    let options = DeviceOptions { allow_incoming_while_busy: true, ..DeviceOptions::default() };
    let mut device = match Device::new(token.expose(), &options, None) {
        Ok(device) => device,
        Err(error) => {
            warn(&error);
            return teller.tell(VoiceEvent::Failed { code: 0 });
        }
    };
    device.show_to(&shell.made);
    listen(&mut device, &teller);
    let registered = device.register();
    shell.voice.replace(Some(Voice { attempt, device, offered: vec![] }));
    spawn_local(async move {
        // Without a code it has only gone offline meanwhile, which `unregistered` tells too.
        if let Err(code @ 1..) = registered.await {
            teller.tell(VoiceEvent::Failed { code });
        }
    });
}

/// Gives it a newer token.
pub(super) fn update_token(shell: &Shell, token: &Secret<String>) {
    if let Some(voice) = &*shell.voice.borrow() {
        warn_of(voice.device.update_token(token.expose()));
    }
}

/// Destroys it; calls that still ring ring on.
pub(super) fn unregister(shell: &Shell) {
    let voice = shell.voice.take();
    drop(voice);
}

/// Refuses a call that it was offered.
pub(super) fn reject(shell: &Shell, call_sid: &CallSid) {
    if let Some(voice) = &*shell.voice.borrow() {
        for (_, call) in voice.offered.iter().filter(|(sid, _)| sid == call_sid) {
            warn_of(call.reject());
        }
    }
}

fn listen(device: &mut Device, teller: &Teller) {
    let it = teller.clone();
    device.on("registered", move |_| it.tell(VoiceEvent::Registered));
    let it = teller.clone();
    device.on("unregistered", move |_| it.tell(VoiceEvent::Unregistered));
    let it = teller.clone();
    device.on("error", move |error| it.tell(VoiceEvent::Failed { code: error_code(&error) }));
    let it = teller.clone();
    device.on("incoming", move |call| it.incoming(call.unchecked_into::<sys::Call>().into()));
}

/// What the listeners of one `Device` have.
#[derive(Debug, Clone)]
struct Teller {
    shell: Weak<Shell>,
    attempt: Attempt,
}

impl Teller {
    fn tell(&self, event: VoiceEvent) {
        if let Some(shell) = self.shell.upgrade() {
            shell.tell(Event::Voice { attempt: self.attempt, event });
        }
    }

    fn edge(&self) -> String {
        let mut edge = None;
        self.with_voice(|voice| edge = voice.device.edge());
        edge.unwrap_or_else(|| NEAREST_EDGE.to_owned())
    }

    fn incoming(&self, mut call: Call) {
        let parameters = call.parameters();
        let (Ok(call_sid), Some(connect_token)) =
            (CallSid::parse(parameters.call_sid), call.connect_token())
        else {
            return warn(&Error::new("incoming", &"the call can't be passed on".into()));
        };
        let mut names = Caller::NAMES.iter().filter_map(|name| call.custom_parameter(name));
        let name = names.find(|name| !name.trim().is_empty()).unwrap_or_default();
        let caller = Caller::new(&parameters.from).named(&name);
        let (it, sid) = (self.clone(), call_sid.clone());
        call.on("cancel", move |_| it.canceled(sid.clone()));
        let offered = (call_sid.clone(), call);
        self.with_voice(|voice| voice.offered.push(offered));
        self.tell(VoiceEvent::Incoming(Offer {
            call_sid,
            ticket: Ticket { connect_token: Secret::new(connect_token), edge: self.edge() },
            caller,
        }));
    }

    fn canceled(&self, call_sid: CallSid) {
        self.tell(VoiceEvent::Canceled { call_sid: call_sid.clone() });
        let it = self.clone();
        // In a later turn: this one is in a listener of that call.
        spawn_local(async move {
            it.with_voice(|voice| voice.offered.retain(|(sid, _)| *sid != call_sid));
        });
    }

    /// The `Device` of these listeners, if it is still the one.
    fn with_voice(&self, work: impl FnOnce(&mut Voice)) {
        if let Some(shell) = self.shell.upgrade()
            && let Some(voice) = &mut *shell.voice.borrow_mut()
            && voice.attempt == self.attempt
        {
            work(voice);
        }
    }
}
