//! The dev page: the popup beside a panel that puts it into each state.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use voice_client_core::{
    AccountSid, CallSid, CallState, CallView, Caller, Controls, EndReason, Identity, Intent,
    LastCall, Problem, ProblemCode, QualityWarning, Remedy, Status, Time, View,
};

use crate::shown::Shown;

pub(crate) fn connect() -> (ReadSignal<Shown>, Callback<Intent>) {
    let (shown, set_shown) = signal(Shown::Nothing);
    let place = document().get_element_by_id("panel").unwrap();
    mount_to(place.unchecked_into(), move || {
        examples()
            .into_iter()
            .map(|(name, view)| {
                view! { <button class="button secondary" on:click=move |_| set_shown.set(Shown::Current(view.clone()))>{name}</button> }
            })
            .collect_view()
    })
    .forget();
    (shown, Callback::new(|_| {}))
}

fn examples() -> Vec<(String, View)> {
    let now = js_sys::Date::now() as u64;
    let base = View {
        revision: 1,
        version: "0.1.0".to_owned(),
        status: Status::Ready,
        problem: None,
        account: Some(AccountSid::parse(format!("AC{}", "0123456789abcdef".repeat(2))).unwrap()),
        identity: Some(Identity::parse("ext_agent_2Ename_40example_2Ecom").unwrap()),
        flex_tabs: 2,
        flex_tabs_with_plugin: 1,
        flex_tabs_of_other_accounts: 0,
        call: None,
        waiting_calls: vec![],
        last_call: None,
        controls: Controls { hang_up: false, mute: false, restart: true },
    };
    let on_call = |state, muted, quality| View {
        status: Status::OnCall,
        call: Some(CallView {
            call_sid: CallSid::parse(format!("CA{}", "0".repeat(32))).unwrap(),
            state,
            caller: Caller::new("+15550100"),
            muted,
            started_at: (state != CallState::Connecting)
                .then(|| Time::from_millis(now.saturating_sub(754_000))),
            quality,
        }),
        controls: Controls { hang_up: state != CallState::Ending, mute: true, restart: true },
        ..base.clone()
    };
    let problem = |code, detail, remedy| View {
        status: Status::Problem,
        problem: Some(Problem { code, detail, remedy }),
        ..base.clone()
    };
    let fresh = View {
        status: Status::WaitingForFlex,
        account: None,
        identity: None,
        flex_tabs: 0,
        flex_tabs_with_plugin: 0,
        controls: Controls { hang_up: false, mute: false, restart: false },
        ..base.clone()
    };
    let ended = |reason| View {
        last_call: Some(LastCall { reason, ended_at: Time::from_millis(now) }),
        ..base.clone()
    };
    let mut list = vec![
        ("waiting", fresh.clone()),
        ("waiting-open", View { flex_tabs: 1, ..fresh }),
        ("connecting", View { status: Status::Connecting, ..base.clone() }),
        ("ready", base.clone()),
        ("other-account", View { flex_tabs_of_other_accounts: 1, ..base.clone() }),
        ("answering", on_call(CallState::Connecting, false, vec![])),
        ("on-call", on_call(CallState::Active, false, vec![])),
        ("muted", on_call(CallState::Active, true, vec![])),
        ("reconnecting", on_call(CallState::Reconnecting, false, vec![])),
        ("ending", on_call(CallState::Ending, false, vec![])),
        (
            "quality",
            on_call(
                CallState::Active,
                false,
                vec![QualityWarning::HighRtt, QualityWarning::HighPacketLoss],
            ),
        ),
        (
            "waiting-call",
            View {
                waiting_calls: vec![Caller::new("+15550101")],
                ..on_call(CallState::Active, false, vec![])
            },
        ),
        (
            "call-problem",
            View {
                problem: Some(Problem {
                    code: ProblemCode::TokenFunctionFailing,
                    detail: Some(503),
                    remedy: Remedy::TryAgain,
                }),
                ..on_call(CallState::Active, false, vec![])
            },
        ),
        ("ended-agent", ended(EndReason::Agent)),
        ("ended-far", ended(EndReason::FarEnd)),
        ("ended-failed", ended(EndReason::Failed { code: 53405 })),
    ];
    list.extend([
        ("p1", problem(ProblemCode::MicrophoneNotAllowed, None, Remedy::OpenWelcome)),
        ("p2", problem(ProblemCode::MicrophoneDenied, None, Remedy::OpenWelcome)),
        ("p3", problem(ProblemCode::FlexTokenRefused, Some(403), Remedy::OpenFlex)),
        ("p4", problem(ProblemCode::TokenFunctionFailing, Some(503), Remedy::TryAgain)),
        ("p5", problem(ProblemCode::TokenFunctionGarbled, None, Remedy::TryAgain)),
        ("p6", problem(ProblemCode::VoiceTokenRefused, Some(20101), Remedy::TryAgain)),
        ("p7", problem(ProblemCode::VoiceError, Some(31005), Remedy::TryAgain)),
    ]);
    list.into_iter().map(|(name, view)| (name.to_owned(), view)).collect()
}
