//! The page as a whole: how far it is, and the steps.

mod card;
mod connection;
mod devices;
mod picture;

use leptos::prelude::*;
use voice_client_texts as texts;
use voice_client_ui::Tone;

use crate::equipment::Equipment;
use crate::steps::{Step, next_step, progress};
use card::card;

/// The page.
pub(crate) fn page(equipment: Equipment) -> AnyView {
    let state = equipment.state;
    let tone = move || {
        let is_done = state.with(next_step).is_none();
        if is_done { Tone::Good.name() } else { Tone::Neutral.name() }
    };
    let cards = Step::ALL.map(|step| card(step, equipment));
    view! {
        <h1>{texts::EXTENSION_NAME.text()}</h1>
        <p class="lead">{texts::WELCOME_LEAD.text()}</p>
        <p class="progress" role="status" data-tone=tone>
            {move || state.with(progress)}
        </p>
        <ol class="cards">{cards.into_iter().collect_view()}</ol>
    }
    .into_any()
}
