//! Whom and what the client works for, and how the last call ended.

use leptos::prelude::*;
use voice_client_core::{LastCall, View};
use voice_client_ui::{end_reason, flex_tabs, readable_identity};

/// The list.
pub(crate) fn details(view: &View) -> impl IntoView + use<> {
    let identity = view.identity.as_ref().map(readable_identity);
    let account = view.account.as_ref().map(ToString::to_string);
    let last_call = view.last_call.filter(|_| view.call.is_none()).map(last_call);
    view! {
        <dl class="details">
            {detail("Identity", "", identity)}
            {detail("Account", "sid", account)}
            {detail("Flex tabs", "", Some(flex_tabs(view)))}
            {detail("Last call", "", last_call)}
        </dl>
    }
}

fn detail(name: &'static str, class: &'static str, value: Option<String>) -> AnyView {
    value
        .map(|value| {
            view! {
                <dt>{name}</dt>
                <dd class=class>{value}</dd>
            }
        })
        .into_any()
}

/// How the last call ended, and when, by the clock on the wall.
fn last_call(call: LastCall) -> String {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 are far below 2^53")]
    let ended_at = js_sys::Date::new(&(call.ended_at.as_millis() as f64).into());
    let (hours, minutes) = (ended_at.get_hours(), ended_at.get_minutes());
    format!("{} at {hours}:{minutes:02}", end_reason(call.reason))
}
