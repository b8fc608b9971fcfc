//! What the dev pages share.

pub mod address;
mod look;
pub mod situations;

use leptos::prelude::*;

pub use look::{apply, switches};

/// A button in the panel.
pub fn choice(name: &'static str, chosen: impl Fn() + 'static) -> AnyView {
    view! {
        <button type="button" class="button secondary" on:click=move |_| chosen()>{name}</button>
    }
    .into_any()
}
