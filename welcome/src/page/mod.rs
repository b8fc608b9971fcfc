//! The page as a whole: how far it is, and the steps.

mod card;
mod connection;
mod devices;
mod picture;

use leptos::prelude::*;

use crate::equipment::Equipment;
use crate::steps::{Step, next_step, progress};
use card::card;

/// The page.
pub(crate) fn page(equipment: Equipment) -> AnyView {
    let state = equipment.state;
    let cards = Step::ALL.map(|step| card(step, equipment));
    view! {
        <h1>"Welcome to Flex Voice Client"</h1>
        <p class="lead">
            "It keeps your calls outside the Flex tab: you can refresh or close Flex, and the \
             caller hears nothing of it."
        </p>
        <p class="progress" role="status" class:complete=move || state.with(next_step).is_none()>
            {move || state.with(progress)}
        </p>
        <ol class="cards">{cards.into_iter().collect_view()}</ol>
    }
    .into_any()
}
