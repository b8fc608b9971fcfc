//! Microphone and speaker: choosing, speaking, listening.

use leptos::prelude::*;
use voice_client_core::{DeviceKind, Devices};
use voice_client_texts::{self as texts, Text};
use voice_client_ui::{Choice, Choices, MicrophoneState, choices};

use super::card::buttons;
use crate::equipment::Equipment;
use crate::state::State;
use crate::steps::{Press, Words, speaker_words, tested_words};

/// Both ends of the audio, once Chrome names them.
pub(super) fn bench(words: Memo<Words>, is_next: Memo<bool>, equipment: Equipment) -> AnyView {
    let state = equipment.state;
    let is_locked = move || state.with(|it| it.microphone != MicrophoneState::Granted);
    let is_untested = move || state.with(|it| it.tested.is_none());
    view! {
        <div class="bench" hidden=is_locked>
            <div class="end">
                {picker("microphone", texts::MICROPHONE, DeviceKind::Input, equipment)}
                <div hidden=is_untested>
                    <p class="device">{move || state.with(|it| it.tested.clone())}</p>
                    <meter
                        aria-label=texts::MICROPHONE_LEVEL.text()
                        min="0"
                        max="100"
                        prop:value=equipment.level
                    ></meter>
                </div>
                <p role="status">{move || state.with(tested_words).map(Text::text)}</p>
                {buttons(&[Press::TestMicrophone, Press::StopTest], words, is_next, equipment)}
            </div>
            <div class="end">
                {picker("speaker", texts::SPEAKER, DeviceKind::Output, equipment)}
                <p role="status">{move || state.with(|it| speaker_words(it.speaker)).map(Text::text)}</p>
                {buttons(&[Press::PlaySound, Press::Heard, Press::NotHeard], words, is_next, equipment)}
            </div>
        </div>
    }
    .into_any()
}

fn picker(id: &'static str, label: Text, kind: DeviceKind, equipment: Equipment) -> AnyView {
    let state = equipment.state;
    let now = Memo::new(move |_| state.with(|state| offered(state, kind)));
    let chosen = move |event: leptos::ev::Event| {
        let place: usize = event_target::<web_sys::HtmlSelectElement>(&event)
            .selected_index()
            .try_into()
            .unwrap_or_default();
        let choice = now.with_untracked(|it| it.all.get(place).cloned());
        if let Some(choice) = choice {
            equipment.choose(kind, choice.label);
        }
    };
    view! {
        <label for=id>{label.text()}</label>
        <select id=id on:change=chosen>
            {move || now.with(options)}
        </select>
        <p role="status">{move || now.with(|it| it.away.as_ref().map(|it| texts::device_fallback(it.as_str())))}</p>
    }
    .into_any()
}

fn options(choices: &Choices) -> AnyView {
    let option = |choice: &Choice| {
        view! { <option prop:selected=choice.is_chosen>{choice.name.clone()}</option> }
    };
    choices.all.iter().map(option).collect_view().into_any()
}

fn offered(state: &State, kind: DeviceKind) -> Choices {
    choices(&Devices::new(state.offered.clone(), state.chosen.clone()), kind)
}
