//! The page as a whole: how far it is, and the steps.

mod card;
mod connection;
mod devices;
mod picture;

use reactive_graph::prelude::*;
use voice_client_texts as texts;
use voice_client_ui::Tone;
use voice_client_ui::dom::{Node, el};

use crate::equipment::Equipment;
use crate::steps::{Step, next_step, progress};
use card::card;

/// The page.
pub(crate) fn page(equipment: Equipment) -> Vec<Node> {
    let state = equipment.state;
    let tone = move || {
        let is_done = state.with(next_step).is_none();
        if is_done { Tone::Good.name() } else { Tone::Neutral.name() }
    };
    let progress = el("p")
        .class("progress")
        .attr("role", "status")
        .attr("data-tone", tone)
        .child(move || state.with(progress));
    let cards = Step::ALL.map(|step| card(step, equipment));
    vec![
        el("h1").child(texts::EXTENSION_NAME).into(),
        el("p").class("lead").child(texts::WELCOME_LEAD).into(),
        progress.into(),
        el("ol").class("cards").children(cards).into(),
    ]
}
