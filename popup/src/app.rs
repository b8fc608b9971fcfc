//! The popup as a whole: a projection of what the worker says, and the one question that the
//! popup asks by itself.

use leptos::html::Dialog;
use leptos::prelude::*;
use voice_client_core::Intent;

use crate::controls::{RestartQuestion, control_bar};
use crate::details::details;
use crate::save_report::save_report;
use crate::shown::Shown;
use crate::summary_card::{notice_list, summary_card};

/// The popup.
#[component]
pub(crate) fn App(shown: ReadSignal<Shown>, send: Callback<Intent>) -> impl IntoView {
    let question = NodeRef::<Dialog>::new();
    let on_call =
        Memo::new(move |_| shown.with(|it| it.view().is_some_and(|view| view.call.is_some())));
    // Leptos touches only what differs between two projections: elements stay, the focus with
    // them, and a screen reader speaks of nothing else.
    view! {
        {move || shown.with(|it| projection(it, send, question))}
        <RestartQuestion question on_call send/>
    }
}

fn projection(
    shown: &Shown,
    send: Callback<Intent>,
    question: NodeRef<Dialog>,
) -> impl IntoView + use<> {
    let view = shown.view();
    view! {
        <header class="bar">"Flex Voice Client" {remark(shown)}</header>
        <main class="main">
            {summary_card(view, send)}
            <ul class="notices" aria-live="polite">{notice_list(view, send)}</ul>
            {view.map(details)}
            {save_report()}
        </main>
        {control_bar(shown, send, question)}
    }
}

/// Beside the title: the version, or that what is shown may be out of date.
fn remark(shown: &Shown) -> impl IntoView + use<> {
    let (class, text) = match shown.current() {
        Some(view) => ("version", view.version.clone()),
        None => ("checking", "checking…".to_owned()),
    };
    view! { <span class=class>{text}</span> }
}
