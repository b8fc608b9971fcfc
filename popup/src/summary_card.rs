//! The state at a glance, and what there is to know beside it.

use reactive_graph::callback::{Callable, Callback};
use reactive_graph::signal::RwSignal;
use voice_client_core::{CallState, CallView, Icon, Intent, View};
use voice_client_texts::{self as texts, Text};
use voice_client_ui::dom::{Element, el};
use voice_client_ui::{
    Action, Deed, Notice, Summary, Tone, end_reason, notices, picture, time_of_day,
};

use crate::button::button;
use crate::call::{call_figures, measured, time_left};
use crate::details::ask_to_restart;
use crate::shown::Shown;
use crate::{sound, worker};

/// The state: picture, words, and the button that helps.
pub(crate) fn summary_card(
    shown: &Shown,
    is_measured: RwSignal<bool>,
    send: Callback<Intent>,
) -> Element {
    let view = shown.view();
    let summary = match shown {
        Shown::Nothing => without_view(Icon::Connecting, Tone::Neutral, texts::MOMENT, None),
        // Who it is has not been kept: the line has its place.
        Shown::LastKnown(view) => {
            let summary = Summary::from(view);
            Summary { caller: summary.caller.map(|_| String::new()), ..summary }
        }
        Shown::Current(view) => Summary::from(view),
        Shown::Silent { .. } => {
            without_view(Icon::Problem, Tone::Bad, texts::SILENT, Some(texts::SILENT_TEXT))
        }
    };
    let can = shown.current().is_some();
    // A call goes on after it, and is silent for a while.
    let restart = if shown.call().is_some() { ask_to_restart } else { worker::restart };
    let restart = || button("primary", None, texts::RESTART, true, restart);
    let call = view.and_then(|view| view.call.as_ref());
    let status = el("div")
        .attr("role", "status")
        // It takes the focus of a button that goes.
        .child(el("h1").attr("tabindex", "-1").child(summary.headline))
        .child(summary.caller.map(caller))
        .child(paragraph("explanation", summary.explanation.map(Text::text)))
        .child(paragraph("last-call", view.and_then(last_call)));
    // Where there is a button there is no room to spare.
    let room = call.filter(|_| summary.action.is_none());
    let room = room.map(|call| room_to_mute(call, summary.explanation));
    let words = el("div")
        .class("words")
        .child(el("div").class("stack").child(status).child(room))
        .child(call.and_then(|call| call.reconnect_until).map(time_left))
        .child(paragraph("small-print", summary.small_print))
        .child(summary.action.map(|action| help(action, "primary", can, send)))
        .child(shown.is_silent().then(restart));
    el("section")
        .class("summary")
        .attr("data-tone", summary.tone.name())
        .child(el("span").class("medallion").child(picture(summary.icon)))
        .child(words)
        .child(call.map(|call| call_figures(call, is_measured)))
        .child(call.and_then(|call| measured(call, is_measured)))
}

/// Takes the place that the words take when the call is muted, in whichever language: whoever mutes
/// finds the button again where it was.
fn room_to_mute(call: &CallView, explanation: Option<Text>) -> Element {
    let headline = if call.state == CallState::Reconnecting {
        texts::RECONNECTING_MUTED
    } else {
        texts::ON_CALL_MUTED
    };
    // In no text of the page: it is never read.
    el("div")
        .class("room")
        .attr("data-headline", headline)
        .attr("data-explanation", explanation.unwrap_or(texts::MUTED_TEXT))
}

/// Who is on the line: what is longer than the line is told by the tool tip.
fn caller(name: String) -> Element {
    el("p").class("caller").attr("title", name.clone()).child(name)
}

/// How the last call ended, and when, until the next one.
fn last_call(view: &View) -> Option<String> {
    let last = view.last_call.filter(|_| view.call.is_none())?;
    Some(texts::ended_at(&end_reason(last.reason), &time_of_day(last.ended_at)))
}

/// What there is to know beside the state.
pub(crate) fn notice_list(shown: &Shown, send: Callback<Intent>) -> Vec<Element> {
    let notices = shown.view().map(notices).unwrap_or_default();
    let can = shown.current().is_some();
    let item = |notice: Notice| {
        el("li")
            .key(notice.text.clone())
            .class("notice")
            .attr("data-tone", notice.tone.name())
            .child(paragraph("text", Some(notice.text)))
            .child(paragraph("small-print", notice.small_print))
            .child(notice.action.map(|action| help(action, "secondary", can, send)))
    };
    notices.into_iter().map(item).collect()
}

const fn without_view(
    icon: Icon,
    tone: Tone,
    headline: Text,
    explanation: Option<Text>,
) -> Summary {
    Summary { icon, tone, headline, caller: None, explanation, small_print: None, action: None }
}

fn paragraph(class: &'static str, text: Option<String>) -> Option<Element> {
    text.map(|text| el("p").class(class).child(text))
}

/// The one button that helps.
fn help(action: Action, style: &'static str, can: bool, send: Callback<Intent>) -> Element {
    let Action { label, deed } = action;
    button(style, None, label, can, move || match &deed {
        Deed::Send(intent) => send.run(intent.clone()),
        Deed::AskToRestart => ask_to_restart(),
        // Without a list of them here there is one on the welcome page.
        Deed::ChooseMicrophone if sound::choose_microphone() => {}
        Deed::ChooseMicrophone => send.run(Intent::OpenWelcome),
    })
}
