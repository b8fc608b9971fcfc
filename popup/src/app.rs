//! The popup as a whole.

use leptos::prelude::*;
use voice_client_core::{Icon, Intent, LastCall, View};
use voice_client_ui::{
    Action, Picture, Summary, Tone, end_reason, flex_tabs, notices, readable_identity,
};

use crate::call_clock::CallClock;
use crate::controls::ControlBar;
use crate::shown::Shown;

/// The popup.
#[component]
pub(crate) fn App(shown: ReadSignal<Shown>, send: Callback<Intent>) -> impl IntoView {
    view! {
        <header class="bar">
            "Flex Voice Client"
            {move || shown.with(|it| remark(it))}
        </header>
        <main class="main">
            <SummaryCard shown send/>
            <ul class="notices" aria-live="polite">
                {move || shown.with(|it| it.view().map(|view| notice_list(view, send)))}
            </ul>
            {move || shown.with(|it| it.view().map(details))}
        </main>
        <ControlBar shown send/>
    }
}

/// Beside the title: the version, or that what is shown may be out of date.
fn remark(shown: &Shown) -> impl IntoView + use<> {
    match shown.current() {
        Some(view) => view! { <span class="version">{view.version.clone()}</span> }.into_any(),
        None => view! { <span class="checking">"checking…"</span> }.into_any(),
    }
}

#[component]
fn SummaryCard(shown: ReadSignal<Shown>, send: Callback<Intent>) -> impl IntoView {
    // Nothing is built anew, and no screen reader speaks, when something else has changed.
    let summary = Memo::new(move |_| shown.with(|it| it.view().map_or_else(unknown, Summary::from)));
    let started_at = Memo::new(move |_| {
        shown.with(|it| it.view().and_then(|view| view.call.as_ref()?.started_at))
    });
    view! {
        <section class="summary">
            <span class="medallion" data-tone=move || summary.with(|it| it.tone.name())>
                {move || {
                    let icon = summary.with(|it| it.icon);
                    view! { <Picture icon/> }
                }}
            </span>
            <div class="words">
                <div role="status">
                    <h1>{move || summary.with(|it| it.headline)}</h1>
                    {move || summary.with(|it| paragraph("caller", it.caller.clone()))}
                    {move || {
                        summary.with(|it| paragraph("", it.explanation.map(str::to_owned)))
                    }}
                </div>
                {move || summary.with(|it| paragraph("small-print", it.small_print.clone()))}
                {move || {
                    let action = summary.with(|it| it.action.clone());
                    action.map(|action| view! { <Help action send style="primary"/> })
                }}
            </div>
            {move || started_at.get().map(|started_at| view! { <CallClock started_at/> })}
        </section>
    }
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

fn paragraph(class: &'static str, text: Option<String>) -> impl IntoView {
    text.map(|text| view! { <p class=class>{text}</p> })
}

/// The one button that helps.
#[component]
fn Help(action: Action, send: Callback<Intent>, style: &'static str) -> impl IntoView {
    let Action { label, intent } = action;
    let class = format!("button {style}");
    view! {
        <button type="button" class=class on:click=move |_| send.run(intent.clone())>
            {label}
        </button>
    }
}

fn notice_list(view: &View, send: Callback<Intent>) -> impl IntoView + use<> {
    notices(view)
        .into_iter()
        .map(|it| {
            let small_print =
                it.small_print.map(|text| view! { <span class="small-print">{text}</span> });
            let help = it.action.map(|action| view! { <Help action send style="secondary"/> });
            view! { <li class="notice" data-tone=it.tone.name()>{it.text} {small_print} {help}</li> }
        })
        .collect_view()
}

fn details(view: &View) -> impl IntoView + use<> {
    let identity = view.identity.as_ref().map(readable_identity);
    let account = view.account.as_ref().map(ToString::to_string);
    let last_call = view.last_call.filter(|_| view.call.is_none()).map(last_call);
    view! {
        <dl class="details">
            {identity.map(|it| detail("Identity", "", it))}
            {account.map(|it| detail("Account", "sid", it))}
            {detail("Flex tabs", "", flex_tabs(view))}
            {last_call.map(|it| detail("Last call", "", it))}
        </dl>
    }
}

fn detail(name: &'static str, class: &'static str, value: String) -> impl IntoView {
    view! {
        <dt>{name}</dt>
        <dd class=class>{value}</dd>
    }
}

/// How the last call ended, and when, on the clock on the wall.
fn last_call(call: LastCall) -> String {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 are far below 2^53")]
    let ended_at = js_sys::Date::new(&(call.ended_at.as_millis() as f64).into());
    let (hours, minutes) = (ended_at.get_hours(), ended_at.get_minutes());
    format!("{} at {hours}:{minutes:02}", end_reason(call.reason))
}
