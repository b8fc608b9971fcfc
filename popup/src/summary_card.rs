//! The state at a glance, and what there is to know beside it.

use leptos::prelude::*;
use voice_client_core::{Icon, Intent, View};
use voice_client_ui::{Action, Picture, Summary, Tone, notices};

use crate::call_clock::CallClock;

/// The state: picture, words, and the button that helps.
pub(crate) fn summary_card(view: Option<&View>, send: Callback<Intent>) -> impl IntoView + use<> {
    let summary = view.map_or_else(unknown, Summary::from);
    let started_at = view.and_then(|view| view.call.as_ref()?.started_at);
    view! {
        <section class="summary">
            <span class="medallion" data-tone=summary.tone.name()>
                <Picture icon=summary.icon/>
            </span>
            <div class="words">
                <div role="status">
                    <h1>{summary.headline}</h1>
                    {paragraph("caller", summary.caller)}
                    {paragraph("explanation", summary.explanation.map(str::to_owned))}
                </div>
                {paragraph("small-print", summary.small_print)}
                {summary.action.map(|action| help(action, "button primary", send))}
            </div>
            {started_at.map(|started_at| view! { <CallClock started_at/> })}
        </section>
    }
}

/// What there is to know beside the state.
pub(crate) fn notice_list(view: Option<&View>, send: Callback<Intent>) -> impl IntoView + use<> {
    view.map(notices)
        .unwrap_or_default()
        .into_iter()
        .map(|notice| {
            view! {
                <li class="notice" data-tone=notice.tone.name()>
                    {paragraph("text", Some(notice.text))}
                    {paragraph("small-print", notice.small_print)}
                    {notice.action.map(|action| help(action, "button secondary", send))}
                </li>
            }
        })
        .collect_view()
}

fn unknown() -> Summary {
    Summary {
        icon: Icon::Connecting,
        tone: Tone::Neutral,
        headline: "One moment…",
        caller: None,
        explanation: None,
        small_print: None,
        action: None,
    }
}

fn paragraph(class: &'static str, text: Option<String>) -> AnyView {
    text.map(|text| view! { <p class=class>{text}</p> }).into_any()
}

/// The one button that helps.
fn help(action: Action, class: &'static str, send: Callback<Intent>) -> AnyView {
    let Action { label, intent } = action;
    view! {
        <button type="button" class=class on:click=move |_| send.run(intent.clone())>
            {label}
        </button>
    }
    .into_any()
}
