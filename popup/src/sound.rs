//! Microphone and speaker: which, and a quick try of both.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use voice_client_browser::devices;
use voice_client_core::{DeviceKind, DeviceLabel, Devices, Intent};
use voice_client_texts as texts;
use voice_client_ui::{Capture, choices, drawings};
use web_sys::HtmlSelectElement;

use crate::button::button;
use crate::shown::Shown;

/// The sound that a call would ring with.
const TEST_SOUND: &str = "sounds/incoming.wav";
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
        Effect::new(move |_| sound.listen(listening.get(), listening));
        sound
    }

    fn listen(self, to: Option<Listening>, wanted: Memo<Option<Listening>>) {
        self.capture.set_value(None);
        self.level.set(0);
        self.problem.set(None);
        let Some(to) = to else { return };
        spawn_local(async move {
            let id = id(DeviceKind::Input, to.label.as_ref()).await;
            let opened = Capture::open(id.as_deref(), move |level| {
                if self.level.get_untracked() != level {
                    self.level.set(level);
                }
            });
            let opened = opened.await;
            // Meanwhile another one may have been chosen.
            if wanted.get_untracked().as_ref() != Some(&to) {
                return;
            }
            match opened {
                Ok(capture) => self.capture.set_value(Some(capture)),
                Err(_) => self.problem.set(Some(texts::MICROPHONE_UNHEARD)),
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
            let played = voice_client_browser::Sound::play(TEST_SOUND, id.as_deref()).await;
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
pub(crate) fn sound(shown: &Shown, sound: Sound, send: Callback<Intent>) -> Option<AnyView> {
    let devices = shown.view()?.devices.as_ref()?;
    let can = shown.current().is_some();
    let is_on_call = shown.view().is_some_and(|view| view.call.is_some());
    let speaker = devices.output.clone();
    let listen = move || sound.is_wanted.update(|it| *it = !*it);
    let play = move || sound.play(speaker.clone());
    let listening = move || {
        let (label, drawing) = if sound.is_wanted.get() {
            (texts::STOP_TEST, drawings::MICROPHONE_OFF)
        } else {
            (texts::TEST_MICROPHONE, drawings::MICROPHONE)
        };
        button("try", Some(drawing), label, can, listen)
    };
    // During a call its level is there anyway.
    let listening = (!is_on_call).then_some(listening);
    let problem = move || sound.problem.get().map(texts::Text::text);
    Some(
        view! {
            <section class="sound" aria-label=texts::SOUND.text()>
                {picker(DeviceKind::Input, devices, can, send)}
                {listening}
                {level(sound, is_on_call)}
                {picker(DeviceKind::Output, devices, can, send)}
                {move || {
                    let is_silent = !sound.is_playing.get();
                    let play = play.clone();
                    button("try", Some(drawings::SPEAKER), texts::TEST_SOUND, can && is_silent, play)
                }}
                <p role="status">{problem}</p>
            </section>
        }
        .into_any(),
    )
}

fn picker(kind: DeviceKind, devices: &Devices, can: bool, send: Callback<Intent>) -> AnyView {
    let (id, name) = match kind {
        DeviceKind::Input => ("microphone", texts::MICROPHONE),
        DeviceKind::Output => ("speaker", texts::SPEAKER),
    };
    let all = choices(devices, kind).all;
    let option = |choice: &voice_client_ui::Choice| {
        view! { <option prop:selected=choice.is_chosen>{choice.name.clone()}</option> }.into_any()
    };
    let options: Vec<_> = all.iter().map(option).collect();
    let chosen = move |event: leptos::ev::Event| {
        let place = event_target::<HtmlSelectElement>(&event).selected_index();
        let choice = usize::try_from(place).ok().and_then(|place| all.get(place));
        if let Some(choice) = choice {
            send.run(Intent::SetAudioDevice { kind, label: choice.label.clone() });
        }
    };
    view! {
        <label for=id>{name.text()}</label>
        <select id=id disabled=!can on:change=chosen>{options}</select>
    }
    .into_any()
}

/// It has its place before there is anything to show: what is below it does not move then.
fn level(sound: Sound, is_on_call: bool) -> AnyView {
    let Sound { level, is_wanted, .. } = sound;
    view! {
        <meter
            aria-label=texts::MICROPHONE_LEVEL.text()
            hidden=move || !(is_on_call || is_wanted.get())
            min="0"
            max="100"
            prop:value=level
        ></meter>
    }
    .into_any()
}
