//! The view: what the model looks like from outside.

use crate::failure::VoiceFailure;
use crate::timers::Timer;
use crate::{
    CallState, CallView, Controls, Devices, Microphone, Problem, ProblemCode, QualityWarning,
    Remedy, Renewals, Status, TokenError, View,
};

use super::model::{Call, Fetch, LetIn, Model, Offscreen, Registration, Stage};

/// How often the offscreen document may fail to open before it is called a problem.
const OPEN_FAILURES: u32 = 2;

pub(super) fn view(model: &Model, version: &str) -> View {
    let call = model.call.as_ref();
    let problem = problem(model);
    let registered = matches!(model.registration, Registration::Registered { .. });
    let status = if call.is_some() {
        Status::OnCall
    } else if model.flex_token.is_none() {
        Status::WaitingForFlex
    } else if problem.is_some() {
        Status::Problem
    } else if registered && model.voice_token.is_some() && model.microphone == Microphone::Granted {
        Status::Ready
    } else {
        Status::Connecting
    };
    View {
        revision: model.revision,
        version: version.to_owned(),
        status,
        problem,
        is_trying: model.is_hurried && problem.is_some(),
        needs_flex: call.is_some_and(|it| it.stage == Stage::Lost) && needs_flex(model),
        account: model.account.clone(),
        identity: model.identity.clone(),
        flex_tabs: model.tabs.count_open(),
        flex_tabs_with_plugin: model.tabs.count_accepted(),
        flex_tabs_of_other_accounts: model.tabs.count_rejected(),
        call: call.map(|call| call_view(call, model)),
        waiting_calls: model.waiting.iter().map(|it| it.call.caller.clone()).collect(),
        last_call: model.last_call,
        devices: (model.offered_devices.clone())
            .map(|offered| Devices::new(offered, model.chosen_devices.clone())),
        chosen_devices: model.chosen_devices.clone(),
        renewals: Renewals {
            voice_token: model.timers.get(Timer::RenewVoiceToken),
            flex_token_ends: model.flex_token.as_ref().map(|it| it.expires_at),
        },
        settings: model.settings,
        controls: Controls {
            hang_up: call.is_some_and(|it| it.state() != CallState::Ending),
            mute: call.is_some_and(|it| it.state() != CallState::Ending),
            restart: model.account.is_some() || call.is_some(),
        },
    }
}

/// Whether there is neither a voice token that lives nor a Flex token that does: who is on a call
/// keeps those that have ended.
fn needs_flex(model: &Model) -> bool {
    let lives = |timer| model.timers.get(timer).is_some();
    let has_voice = model.voice_token.is_some() && lives(Timer::VoiceTokenExpires);
    let has_flex = model.flex_token.is_some() && lives(Timer::FlexTokenExpires);
    !has_voice && !has_flex
}

fn call_view(call: &Call, model: &Model) -> CallView {
    let state = call.state();
    // When the client gives up on taking the call up again, if it is at it.
    let given_up_at = model.timers.get(Timer::ConnectTimeout);
    let is_lost = call.stage == Stage::Lost;
    CallView {
        call_sid: call.call_sid.clone(),
        state,
        caller: call.caller.clone(),
        // What is wanted of a call that nobody has, the next document has it begin with.
        muted: call.wanted_mic.filter(|_| is_lost).unwrap_or(call.mic).is_muted(),
        started_at: call.started_at,
        reconnect_until: match state {
            CallState::Reconnecting if call.let_in >= LetIn::Last => None,
            CallState::Reconnecting => given_up_at.or(call.may_come_back_until()),
            CallState::Ending => call.signalling_until,
            CallState::Connecting | CallState::Active => None,
        },
        waits_for: is_lost.then(|| microphone_problem(model.microphone)).flatten(),
        quality: if call.let_in >= LetIn::Last && call.failures > 0 {
            // What is missing are its media, and have been for a while.
            vec![QualityWarning::IceConnectivityLost]
        } else {
            call.quality.clone()
        },
        connection: call.connection.0,
        speaking_while_muted: call.speaking_while_muted,
    }
}

/// The first thing that is wrong, in the order in which somebody would have to mend them.
fn problem(model: &Model) -> Option<Problem> {
    model.flex_token.as_ref()?;
    let missing_token = model.voice_token.is_none().then(|| token_problem(&model.fetch)).flatten();
    missing_token
        .or_else(|| voice_problem(model))
        .or_else(|| microphone_problem(model.microphone))
        .or_else(|| offscreen_problem(model.offscreen))
}

fn token_problem(fetch: &Fetch) -> Option<Problem> {
    let (code, detail, remedy) = match fetch.error()? {
        TokenError::Refused { status } => {
            (ProblemCode::FlexTokenRefused, Some(status.into()), Remedy::OpenFlex)
        }
        TokenError::Status { status } => {
            (ProblemCode::TokenFunctionFailing, Some(status.into()), Remedy::TryAgain)
        }
        TokenError::Garbled => (ProblemCode::TokenFunctionGarbled, None, Remedy::TryAgain),
        TokenError::Unreachable | TokenError::TimedOut => {
            (ProblemCode::TokenFunctionUnreachable, None, Remedy::TryAgain)
        }
    };
    Some(Problem { code, detail, remedy })
}

fn voice_problem(model: &Model) -> Option<Problem> {
    let code = match &model.registration {
        Registration::None { code, .. } | Registration::Registering { code, .. } => (*code)?,
        Registration::Registered { .. } | Registration::Lost { .. } => return None,
    };
    let (problem, detail) = match VoiceFailure::from_code(code) {
        VoiceFailure::Token => (ProblemCode::VoiceTokenRefused, code),
        // A connection that was there may well be back soon.
        VoiceFailure::Network if model.timers.get(Timer::SignallingReturns).is_some() => {
            return None;
        }
        VoiceFailure::Network => (ProblemCode::VoiceUnreachable, code),
        VoiceFailure::Other => (ProblemCode::VoiceError, code),
    };
    Some(Problem { code: problem, detail: Some(detail), remedy: Remedy::TryAgain })
}

fn microphone_problem(microphone: Microphone) -> Option<Problem> {
    let (code, remedy) = match microphone {
        Microphone::Unknown | Microphone::Granted => return None,
        Microphone::NotAsked => (ProblemCode::MicrophoneNotAllowed, Remedy::OpenWelcome),
        Microphone::Denied => (ProblemCode::MicrophoneDenied, Remedy::OpenWelcome),
        Microphone::Missing => (ProblemCode::MicrophoneMissing, Remedy::OpenWelcome),
        Microphone::Busy => (ProblemCode::MicrophoneBusy, Remedy::ChooseMicrophone),
    };
    Some(Problem { code, detail: None, remedy })
}

fn offscreen_problem(offscreen: Offscreen) -> Option<Problem> {
    (offscreen.failures() >= OPEN_FAILURES).then_some(Problem {
        code: ProblemCode::CallPageFailing,
        detail: None,
        remedy: Remedy::TryAgain,
    })
}
