//! The state at a glance, and what there is to know beside it.

use leptos::prelude::*;
use voice_client_core::{Icon, Intent, View};
use voice_client_texts as texts;
use voice_client_ui::{Action, Picture, Summary, Tone, end_reason, notices, time_of_day};

use crate::call::{call_figures, time_left};

/// The state: picture, words, and the button that helps.
pub(crate) fn summary_card(view: Option<&View>, send: Callback<Intent>) -> AnyView {
    let summary = view.map_or_else(unknown, Summary::from);
    let call = view.and_then(|view| view.call.as_ref());
    view! {
        <section class="summary" data-tone=summary.tone.name()>
            <span class="medallion">
                <Picture icon=summary.icon/>
            </span>
            <div class="words">
                <div role="status">
                    <h1>{summary.headline.text()}</h1>
                    {paragraph("caller", summary.caller)}
                    {paragraph("explanation", summary.explanation.map(texts::Text::text))}
                </div>
                {paragraph("last-call", view.and_then(last_call))}
                {call.and_then(|call| call.reconnect_until).map(time_left)}
                {paragraph("small-print", summary.small_print)}
                {summary.action.map(|action| help(action, "button primary", send))}
            </div>
            {call.map(call_figures)}
        </section>
    }
    .into_any()
}

/// How the last call ended, and when, until the next one.
fn last_call(view: &View) -> Option<String> {
    let last = view.last_call.filter(|_| view.call.is_none())?;
    Some(texts::ended_at(&end_reason(last.reason), &time_of_day(last.ended_at)))
}

/// What there is to know beside the state.
pub(crate) fn notice_list(view: Option<&View>, send: Callback<Intent>) -> Vec<AnyView> {
    let notices = view.map(notices).unwrap_or_default();
    let item = |notice: voice_client_ui::Notice| {
        view! {
            <li class="notice" data-tone=notice.tone.name()>
                {paragraph("text", Some(notice.text))}
                {paragraph("small-print", notice.small_print)}
                {notice.action.map(|action| help(action, "button secondary", send))}
            </li>
        }
        .into_any()
    };
    notices.into_iter().map(item).collect()
}

fn unknown() -> Summary {
    Summary {
        icon: Icon::Connecting,
        tone: Tone::Neutral,
        headline: texts::MOMENT,
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
            {label.text()}
        </button>
    }
    .into_any()
}
