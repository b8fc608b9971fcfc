//! The state at a glance, and what there is to know beside it.

use reactive_graph::callback::{Callable, Callback};
use voice_client_core::{Icon, Intent, View};
use voice_client_texts::{self as texts, Text};
use voice_client_ui::dom::{Element, el};
use voice_client_ui::{Action, Notice, Summary, Tone, end_reason, notices, picture, time_of_day};

use crate::button::button;
use crate::call::{call_figures, time_left};
use crate::shown::Shown;
use crate::worker;

/// The state: picture, words, and the button that helps.
pub(crate) fn summary_card(shown: &Shown, send: Callback<Intent>) -> Element {
    let view = shown.view();
    let summary = match shown {
        Shown::Nothing => without_view(Icon::Connecting, Tone::Neutral, texts::MOMENT, None),
        Shown::LastKnown(view) | Shown::Current(view) => Summary::from(view),
        Shown::Silent => {
            without_view(Icon::Problem, Tone::Bad, texts::SILENT, Some(texts::SILENT_TEXT))
        }
    };
    let restart = || button("primary", None, texts::RESTART, true, worker::restart);
    let call = view.and_then(|view| view.call.as_ref());
    let status = el("div")
        .attr("role", "status")
        .child(el("h1").child(summary.headline))
        .child(summary.caller.map(caller))
        .child(paragraph("explanation", summary.explanation.map(Text::text)));
    let words = el("div")
        .class("words")
        .child(status)
        .child(paragraph("last-call", view.and_then(last_call)))
        .child(call.and_then(|call| call.reconnect_until).map(time_left))
        .child(paragraph("small-print", summary.small_print))
        .child(summary.action.map(|action| help(action, "button primary", send)))
        .child(matches!(shown, Shown::Silent).then(restart));
    el("section")
        .class("summary")
        .attr("data-tone", summary.tone.name())
        .child(el("span").class("medallion").child(picture(summary.icon)))
        .child(words)
        .child(call.map(call_figures))
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
pub(crate) fn notice_list(view: Option<&View>, send: Callback<Intent>) -> Vec<Element> {
    let notices = view.map(notices).unwrap_or_default();
    let item = |notice: Notice| {
        el("li")
            .key(notice.text.clone())
            .class("notice")
            .attr("data-tone", notice.tone.name())
            .child(paragraph("text", Some(notice.text)))
            .child(paragraph("small-print", notice.small_print))
            .child(notice.action.map(|action| help(action, "button secondary", send)))
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
fn help(action: Action, class: &'static str, send: Callback<Intent>) -> Element {
    let Action { label, intent } = action;
    el("button")
        .attr("type", "button")
        .class(class)
        .on("click", move |_| send.run(intent.clone()))
        .child(label)
}
