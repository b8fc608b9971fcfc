//! Whom and what the client works for, and what is needed when something is wrong.

mod diagnostics;
mod restart;
pub(crate) mod save_report;
mod shortcuts;

use gloo_storage::{LocalStorage, Storage};
use leptos_dom::helpers::event_target;
use reactive_graph::callback::{Callable, Callback};
use reactive_graph::prelude::*;
use reactive_graph::signal::{ReadSignal, RwSignal};
use voice_client_core::{Intent, View};
use voice_client_texts::{self as texts, Text};
use voice_client_ui::dom::{Element, el};
use voice_client_ui::{flex_tabs, time_of_day};
use web_sys::{Event, HtmlDetailsElement, HtmlInputElement};

use crate::button::button;
use crate::shown::Shown;
use crate::worker;

pub(crate) use restart::ask as ask_to_restart;

const OPEN: &str = "popup.details-open";
const YES: &str = "true";
const NO: &str = "false";

/// What belongs to the details while the popup is open.
#[derive(Clone, Copy)]
pub(crate) struct Details {
    send: Callback<Intent>,
    shown: ReadSignal<Shown>,
    /// Whether the diagnostics have been copied, for a moment.
    copied: RwSignal<Option<Text>>,
    /// The keys of the shortcuts.
    keys: RwSignal<String>,
    is_open: RwSignal<bool>,
}

impl Details {
    pub(crate) fn begin(shown: ReadSignal<Shown>, send: Callback<Intent>) -> Self {
        let was_open = LocalStorage::raw().get_item(OPEN).unwrap_or_default();
        Self {
            send,
            shown,
            copied: RwSignal::new(None),
            keys: shortcuts::keys(),
            is_open: RwSignal::new(was_open.as_deref() == Some(YES)),
        }
    }

    /// Is told when they are unfolded or folded.
    pub(crate) fn track(self) {
        self.is_open.track();
    }

    /// The question before a restart; shown when it is asked.
    pub(crate) fn question(self) -> Element {
        restart::question(self.shown, self.send)
    }
}

/// The part that can be unfolded.
pub(crate) fn details(shown: &Shown, parts: Details) -> Option<Element> {
    let view = shown.view()?;
    let toggled = move |event: &Event| {
        let is_open = event_target::<HtmlDetailsElement>(event).open();
        parts.is_open.set(is_open);
        // Where nothing can be kept, they begin closed in the next popup.
        let _ = LocalStorage::raw().set_item(OPEN, if is_open { YES } else { NO });
    };
    let can = shown.current().is_some();
    let can_restart = view.controls.restart;
    let report = diagnostics::text(view);
    let copy = move || {
        let report = report.clone();
        let label = parts.copied.get().unwrap_or(texts::COPY_DIAGNOSTICS);
        button("link", None, label, true, move || {
            diagnostics::copy(report.clone(), parts.copied);
        })
    };
    let check = move || parts.send.run(Intent::OpenWelcome);
    let tools = save_report::tools()
        .child(el("span").attr("role", "status").child(copy))
        .child(button("link", None, texts::CHECK_EQUIPMENT, can, check))
        .child(button("link", None, texts::CHANGE_SHORTCUTS, true, worker::change_shortcuts));
    let restart = || button("secondary", None, texts::RESTART, can, restart::ask);
    Some(
        el("details")
            .class("details")
            .prop("open", parts.is_open.get_untracked())
            .on("toggle", toggled)
            .child(el("summary").child(texts::DETAILS))
            .child(el("dl").children(list(view)))
            .child(move || parts.keys.with(|it| shortcuts::list(it)))
            .child(notifications(view, can, parts.send))
            .child(tools)
            .child(can_restart.then(restart)),
    )
}

fn list(view: &View) -> Vec<Element> {
    let renewals = view.renewals;
    let all = [
        (texts::IDENTITY, "", view.identity.as_ref().map(texts::readable_identity)),
        (texts::ACCOUNT, "sid", view.account.as_ref().map(ToString::to_string)),
        (texts::FLEX_TABS, "", Some(flex_tabs(view))),
        (
            texts::FLEX_SIGN_IN,
            "",
            renewals.flex_token_ends.map(|it| texts::valid_until(&time_of_day(it))),
        ),
        (
            texts::CALL_SIGN_IN,
            "",
            renewals.voice_token.map(|it| texts::renewed_at(&time_of_day(it))),
        ),
        (texts::VERSIONS, "", Some(diagnostics::versions(view))),
    ];
    let there = all.into_iter().filter_map(|(name, class, value)| Some((name, class, value?)));
    there.flat_map(|(name, class, value)| detail(name, class, value)).collect()
}

fn detail(name: Text, class: &'static str, value: String) -> [Element; 2] {
    [el("dt").child(name), el("dd").class(class).child(value)]
}

/// Whether the desktop tells of calls, and who says so.
fn notifications(view: &View, can: bool, send: Callback<Intent>) -> Element {
    let settings = view.settings;
    let managed = el("small").child(settings.managed.then_some(texts::SET_BY_ORGANISATION));
    let set = move |event: &Event| {
        let on = event_target::<HtmlInputElement>(event).checked();
        send.run(Intent::SetNotifications { on });
    };
    let check_box = el("input")
        .attr("type", "checkbox")
        .prop("checked", settings.notifications)
        .attr("disabled", settings.managed || !can)
        .on("change", set);
    let name = el("span").child(texts::NOTIFY_ME).child(managed);
    el("label").class("setting").child(check_box).child(name)
}
