//! Microphone and speaker: choosing, speaking, listening.

use reactive_graph::computed::Memo;
use reactive_graph::prelude::*;
use voice_client_core::{DeviceKind, Devices};
use voice_client_texts::{self as texts, Text};
use voice_client_ui::dom::{Element, Node, el};
use voice_client_ui::{Choices, MicrophoneState, choices, device_list};

use super::card::buttons;
use crate::equipment::Equipment;
use crate::state::State;
use crate::steps::{Press, Words, speaker_words, tested_words};

/// Both ends of the audio, once Chrome names them.
pub(super) fn bench(words: Memo<Words>, is_next: Memo<bool>, equipment: Equipment) -> Element {
    let state = equipment.state;
    let is_locked = move || state.with(|it| it.microphone != MicrophoneState::Granted);
    let is_untested = move || state.with(|it| it.tested.is_none());
    let meter = el("meter")
        .attr("aria-label", texts::MICROPHONE_LEVEL)
        .attr("min", "0")
        .attr("max", "100")
        .attr("value", move || equipment.level.get().to_string());
    let tested = el("div")
        .attr("hidden", is_untested)
        .child(el("p").class("device").child(move || state.with(|it| it.tested.clone())))
        .child(meter);
    let microphone = el("div")
        .class("end")
        .children(picker("microphone", texts::MICROPHONE, DeviceKind::Input, equipment))
        .child(tested)
        .child(status(move || state.with(tested_words)))
        .child(buttons(&[Press::TestMicrophone, Press::StopTest], words, is_next, equipment));
    let presses = &[Press::PlaySound, Press::Heard, Press::NotHeard];
    let speaker = el("div")
        .class("end")
        .children(picker("speaker", texts::SPEAKER, DeviceKind::Output, equipment))
        .child(status(move || state.with(|it| speaker_words(it.speaker))))
        .child(buttons(presses, words, is_next, equipment));
    el("div").class("bench").attr("hidden", is_locked).child(microphone).child(speaker)
}

/// What is said as soon as it is so.
fn status(words: impl Into<Node>) -> Element {
    el("p").attr("role", "status").child(words)
}

/// A name, the list that it is the name of, and what else there is to say about it.
fn picker(id: &'static str, label: Text, kind: DeviceKind, equipment: Equipment) -> [Node; 3] {
    let state = equipment.state;
    let now = Memo::new(move |_| state.with(|state| offered(state, kind)));
    let list = move || device_list(id, now.get(), move |label| equipment.choose(kind, label));
    let away =
        move || now.with(|it| it.away.as_ref().map(|it| texts::device_fallback(it.as_str())));
    [el("label").attr("for", id).child(label).into(), list.into(), status(away).into()]
}

fn offered(state: &State, kind: DeviceKind) -> Choices {
    choices(&Devices::new(state.offered.clone(), state.chosen.clone()), kind)
}
