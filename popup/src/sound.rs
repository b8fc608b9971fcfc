//! Microphone and speaker: which, and a quick try of both.

use std::time::Duration;

use leptos_dom::helpers::{document, set_timeout};
use reactive_graph::callback::{Callable, Callback};
use reactive_graph::computed::Memo;
use reactive_graph::owner::{LocalStorage, StoredValue};
use reactive_graph::prelude::*;
use reactive_graph::signal::{ReadSignal, RwSignal};
use voice_client_browser::devices;
use voice_client_core::{DeviceKind, DeviceLabel, Devices, Intent};
use voice_client_texts as texts;
use voice_client_ui::dom::{Element, el};
use voice_client_ui::{Capture, choices, device_list, drawings, effect};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlElement;

use crate::button::{TRY, button};
use crate::shown::Shown;
use crate::worker;

const MICROPHONE: &str = "microphone";

/// Long enough to be heard.
const TEST_LENGTH: Duration = Duration::from_secs(3);

/// What is in use while the popup is open.
#[derive(Clone, Copy)]
pub(crate) struct Sound {
    /// How loud the microphone is, from 0 to 100; 0 while it is not in use here.
    level: RwSignal<u32>,
    /// Whether the agent wants to see that.
    is_wanted: RwSignal<bool>,
    is_playing: RwSignal<bool>,
    problem: RwSignal<Option<texts::Text>>,
    capture: StoredValue<Option<Capture>, LocalStorage>,
    playing: StoredValue<Option<voice_client_browser::Sound>, LocalStorage>,
}

/// Which microphone is to be listened to.
#[derive(Clone, PartialEq)]
struct Listening {
    label: Option<DeviceLabel>,
    /// With other devices, the default may be another one.
    offered: Vec<DeviceLabel>,
}

impl Sound {
    /// Listens to the microphone during a call, when it is open anyway, and otherwise when the
    /// agent wants it: opening it lights its light, and turns down the music in a headset.
    pub(crate) fn begin(shown: ReadSignal<Shown>) -> Self {
        let sound = Self {
            level: RwSignal::new(0),
            is_wanted: RwSignal::new(false),
            is_playing: RwSignal::new(false),
            problem: RwSignal::new(None),
            capture: StoredValue::new_local(None),
            playing: StoredValue::new_local(None),
        };
        let listening = Memo::new(move |_| {
            let is_wanted = sound.is_wanted.get();
            shown.with(|it| {
                let view = it.current()?;
                let devices = view.devices.as_ref().filter(|_| is_wanted || view.call.is_some())?;
                Some(Listening { label: devices.input.clone(), offered: devices.inputs.clone() })
            })
        });
        effect(move || sound.listen(listening.get(), listening));
        sound
    }

    /// Whether the agent tries the microphone.
    pub(crate) fn is_tried(self) -> bool {
        self.is_wanted.get()
    }

    fn listen(self, to: Option<Listening>, wanted: Memo<Option<Listening>>) {
        self.capture.set_value(None);
        self.level.set(0);
        let Some(to) = to else { return };
        self.problem.set(None);
        spawn_local(async move {
            let id = id(DeviceKind::Input, to.label.as_ref()).await;
            let same = to.clone();
            let opened = Capture::open(id.as_deref(), move |level| match level {
                Some(level) if self.level.get_untracked() == level => {}
                Some(level) => self.level.set(level),
                None => self.listen(Some(same.clone()), wanted),
            });
            let opened = opened.await;
            // Meanwhile another one may have been chosen.
            if wanted.get_untracked().as_ref() != Some(&to) {
                return;
            }
            if let Ok(capture) = opened {
                self.capture.set_value(Some(capture));
            } else {
                self.is_wanted.set(false);
                self.problem.set(Some(texts::MICROPHONE_UNHEARD));
            }
        });
    }

    fn play(self, label: Option<DeviceLabel>) {
        if self.is_playing.get_untracked() {
            return;
        }
        self.is_playing.set(true);
        self.problem.set(None);
        spawn_local(async move {
            let id = id(DeviceKind::Output, label.as_ref()).await;
            let played = worker::ring(id.as_deref()).await;
            let Ok(playing) = played else {
                self.is_playing.set(false);
                return self.problem.set(Some(texts::TEST_SOUND_FAILED));
            };
            self.playing.set_value(Some(playing));
            let stop = move || {
                self.playing.set_value(None);
                self.is_playing.set(false);
            };
            set_timeout(stop, TEST_LENGTH);
        });
    }
}

/// Chrome's id of a device; none of the default, and of one that is not there.
async fn id(kind: DeviceKind, label: Option<&DeviceLabel>) -> Option<String> {
    let seen = devices::look().await?;
    seen.id(kind, label?).map(str::to_owned)
}

/// Both ends of the audio, once somebody has looked which there are.
pub(crate) fn sound(shown: &Shown, sound: Sound, send: Callback<Intent>) -> Option<Element> {
    let devices = shown.view()?.devices.as_ref()?;
    // Whom Chrome lets use no microphone it tells of no device.
    if devices.inputs.is_empty() && devices.outputs.is_empty() {
        return None;
    }
    let can = shown.current().is_some();
    let can_listen = can && !devices.inputs.is_empty();
    let is_on_call = shown.view().is_some_and(|view| view.call.is_some());
    let listen = move || {
        let (label, drawing) = if sound.is_wanted.get() {
            (texts::STOP_TEST, drawings::MICROPHONE_OFF)
        } else {
            (texts::TEST_MICROPHONE, drawings::MICROPHONE)
        };
        button(TRY, Some(drawing), label, can_listen, move || {
            sound.is_wanted.update(|it| *it = !*it);
        })
    };
    let speaker = devices.output.clone();
    // Never disabled while it plays: that would take the keyboard's focus away.
    let play = button(TRY, Some(drawings::SPEAKER), texts::TEST_SOUND, can, move || {
        sound.play(speaker.clone());
    });
    let [microphone, microphones] = picker(DeviceKind::Input, devices, can, sound, send);
    let [speaker, speakers] = picker(DeviceKind::Output, devices, can, sound, send);
    Some(
        el("section")
            .class("sound")
            .attr("aria-label", texts::SOUND)
            .child(microphone)
            .child(microphones)
            // During a call its level is there anyway.
            .child((!is_on_call).then_some(listen))
            .child(level(sound, is_on_call))
            .child(speaker)
            .child(speakers)
            .child(play)
            .child(el("p").attr("role", "status").child(move || sound.problem.get())),
    )
}

/// Goes to the list of microphones, if it is there.
pub(crate) fn choose_microphone() -> bool {
    let list = document().get_element_by_id(MICROPHONE).and_then(|it| it.dyn_into().ok());
    list.is_some_and(|list: HtmlElement| list.focus().is_ok())
}

/// A name, and the list that it is the name of.
fn picker(
    kind: DeviceKind,
    devices: &Devices,
    can: bool,
    sound: Sound,
    send: Callback<Intent>,
) -> [Element; 2] {
    let (id, name) = match kind {
        DeviceKind::Input => (MICROPHONE, texts::MICROPHONE),
        DeviceKind::Output => ("speaker", texts::SPEAKER),
    };
    let choose = move |label| {
        // What was said was of the one before.
        sound.problem.set(None);
        send.run(Intent::SetAudioDevice { kind, label });
    };
    let list = device_list(id, choices(devices, kind), choose);
    [el("label").attr("for", id).child(name), list.attr("disabled", !can)]
}

/// It has its place before there is anything to show: what is below it does not move then.
fn level(sound: Sound, is_on_call: bool) -> Element {
    let Sound { level, is_wanted, .. } = sound;
    el("meter")
        .attr("aria-label", texts::MICROPHONE_LEVEL)
        .attr("hidden", move || !(is_on_call || is_wanted.get()))
        .attr("min", "0")
        .attr("max", "100")
        .attr("value", move || level.get().to_string())
}
