//! What there is to know beside the state.

use voice_client_core::{CallView, DeviceKind, ProblemCode, QualityWarning, View};
use voice_client_texts::{self as texts, Text};

use crate::summary::waits_for;
use crate::{Action, Tone, choices, problem_code, problem_words};

/// How much of what is wrong with the sound is said.
const HEEDED: usize = 2;

/// Something beside the state that the agent should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// How urgent it is.
    pub tone: Tone,
    /// What it is, in whole sentences.
    pub text: String,
    /// What the administrator wants to know.
    pub small_print: Option<String>,
    /// What helps.
    pub action: Option<Action>,
}

/// What there is to know beside the state, the most urgent first.
pub fn notices(view: &View) -> Vec<Notice> {
    let mut notices = vec![];
    let mut add = |tone, text: String| {
        // The same headset may be missed at both ends.
        if notices.iter().all(|it: &Notice| it.text != text) {
            notices.push(Notice { tone, text, small_print: None, action: None });
        }
    };
    if let Some(call) = &view.call {
        if call.speaking_while_muted {
            add(Tone::Warning, texts::SPEAKING_WHILE_MUTED.text());
        }
        for words in quality(call) {
            add(Tone::Warning, words.text());
        }
    }
    match &view.waiting_calls[..] {
        [] => {}
        [caller] => add(Tone::Neutral, texts::another_call(&texts::caller_name(caller))),
        callers => add(Tone::Neutral, texts::more_calls(&callers.len().to_string())),
    }
    if let Some(devices) = &view.devices {
        for kind in [DeviceKind::Input, DeviceKind::Output] {
            // Where there is none at all, nothing stands in for it.
            let choices = choices(devices, kind);
            if let Some(away) = choices.away.filter(|_| choices.all.len() > 2) {
                add(Tone::Warning, texts::device_fallback(away.as_str()));
            }
        }
    }
    if view.flex_tabs_of_other_accounts > 0 {
        notices.push(Notice {
            tone: Tone::Warning,
            text: texts::OTHER_ACCOUNT.text(),
            small_print: None,
            // A restart takes the account of the tab that came first: that has to be another one's.
            action: (view.flex_tabs_with_plugin == 0).then_some(Action::RESTART),
        });
    }
    // The call has the place where a problem is shown otherwise, unless it waits for that.
    if let (Some(call), Some(problem)) = (&view.call, view.problem)
        && waits_for(view, call) != Some(problem)
    {
        let words = problem_words(problem.code);
        let explanation =
            if is_of_microphone(problem.code) { texts::MUTED_TEXT } else { words.explanation };
        notices.push(Notice {
            tone: Tone::Warning,
            text: texts::problem_on_call(&words.headline.text(), &explanation.text()),
            small_print: Some(problem_code(problem)),
            action: Some(Action::new(problem.remedy, view)),
        });
    }
    notices
}

/// Whether it keeps not only the next call away, but also the agent's voice from this one. A call that
/// is on has got hold of what was another program's.
const fn is_of_microphone(code: ProblemCode) -> bool {
    matches!(
        code,
        ProblemCode::MicrophoneNotAllowed
            | ProblemCode::MicrophoneDenied
            | ProblemCode::MicrophoneMissing
    )
}

/// What is wrong with the sound, for the agent: what matters most first, and no more than one can heed
/// while listening.
fn quality(call: &CallView) -> Vec<Text> {
    // Silence of a muted microphone is no fault.
    let is_no_fault =
        |it: &&QualityWarning| call.muted && **it == QualityWarning::ConstantAudioInputLevel;
    let warnings = call.quality.iter().filter(|it| !is_no_fault(it));
    let mut all: Vec<_> = warnings.map(|it| quality_words(*it)).collect();
    all.sort_by_key(|(rank, _)| *rank);
    // Two warnings of the SDK can mean the same to a person.
    all.dedup();
    all.into_iter().map(|(_, words)| words).take(HEEDED).collect()
}

/// What the SDK's warning means, and after how many others it comes.
const fn quality_words(warning: QualityWarning) -> (u8, Text) {
    match warning {
        QualityWarning::IceConnectivityLost => (0, texts::INTERRUPTED_CONNECTION),
        QualityWarning::LowBytesSent => (1, texts::NOTHING_SENT),
        QualityWarning::LowBytesReceived => (2, texts::NOTHING_RECEIVED),
        QualityWarning::ConstantAudioInputLevel => (3, texts::SILENT_MICROPHONE),
        QualityWarning::HighRtt => (4, texts::SLOW_CONNECTION),
        QualityWarning::HighPacketLoss | QualityWarning::HighPacketsLostFraction => {
            (5, texts::LOST_SOUND)
        }
        QualityWarning::HighJitter => (6, texts::UNEVEN_CONNECTION),
        QualityWarning::LowMos => (7, texts::POOR_SOUND),
    }
}

#[cfg(test)]
mod tests {
    use voice_client_core::{CallState, Caller, DeviceLabel, Devices, Problem, Remedy};

    use super::*;
    use crate::Summary;
    use crate::summary::tests::{on_a_call, ready};

    fn texts(view: &View) -> Vec<String> {
        notices(view).into_iter().map(|it| it.text).collect()
    }

    #[test]
    fn when_all_is_well_nothing_is_said() {
        assert_eq!(notices(&ready()), []);
        assert_eq!(notices(&on_a_call()), []);
    }

    #[test]
    fn warnings_that_mean_the_same_are_said_once() {
        let mut view = on_a_call();
        let call = view.call.as_mut().unwrap();
        call.quality =
            vec![QualityWarning::HighPacketLoss, QualityWarning::HighPacketsLostFraction];
        assert_eq!(texts(&view), ["Parts of the sound get lost on the way."]);
    }

    #[test]
    fn of_all_that_is_wrong_with_the_sound_what_matters_most_is_said() {
        let mut view = on_a_call();
        let call = view.call.as_mut().unwrap();
        call.quality = vec![
            QualityWarning::HighRtt,
            QualityWarning::LowMos,
            QualityWarning::HighPacketLoss,
            QualityWarning::LowBytesReceived,
        ];
        let said = texts(&view);
        assert!(said[0].starts_with("No sound arrives"), "{said:?}");
        assert!(said[1].starts_with("The connection is slow"), "{said:?}");
        assert_eq!(said.len(), HEEDED);
    }

    #[test]
    fn a_muted_microphone_is_not_said_to_be_silent() {
        let mut view = on_a_call();
        let call = view.call.as_mut().unwrap();
        call.quality = vec![QualityWarning::ConstantAudioInputLevel];
        assert_eq!(texts(&view).len(), 1);
        view.call.as_mut().unwrap().muted = true;
        assert_eq!(texts(&view), [""; 0]);
    }

    #[test]
    fn a_waiting_call_is_named_and_several_are_counted() {
        let mut view = on_a_call();
        view.waiting_calls = vec![Caller::new("+15550101")];
        assert!(texts(&view)[0].contains("+15550101"));
        view.waiting_calls.push(Caller::new("+15550102"));
        assert!(texts(&view)[0].starts_with("2 more calls"));
    }

    #[test]
    fn a_problem_during_a_call_is_told_beside_the_call_with_what_helps() {
        let code = ProblemCode::MicrophoneMissing;
        let problem = Problem { code, detail: None, remedy: Remedy::OpenWelcome };
        let notices = notices(&View { problem: Some(problem), ..on_a_call() });
        let text = "No microphone found. The other person does not hear you.";
        assert_eq!(notices[0].text, text, "of this call, and not of the next");
        assert_eq!(notices[0].small_print.as_deref(), Some("microphone-missing"));
        assert_eq!(notices[0].action.as_ref().unwrap().label, texts::SET_UP_MICROPHONE);
    }

    #[test]
    fn what_a_call_waits_for_is_said_once() {
        let code = ProblemCode::MicrophoneMissing;
        let problem = Problem { code, detail: None, remedy: Remedy::OpenWelcome };
        let mut view = View { problem: Some(problem), ..on_a_call() };
        view.call.as_mut().unwrap().waits_for = Some(problem);
        assert_eq!(notices(&view), []);
    }

    #[test]
    fn what_keeps_a_lost_call_from_its_page_is_said_once() {
        let problem =
            Problem { code: ProblemCode::CallPageFailing, detail: None, remedy: Remedy::TryAgain };
        let mut view = View { problem: Some(problem), ..on_a_call() };
        assert_eq!(notices(&view).len(), 1, "the call goes on");
        view.call.as_mut().unwrap().state = CallState::Reconnecting;
        assert_eq!(notices(&view), []);
        assert_eq!(Summary::from(&view).action, Some(Remedy::TryAgain.into()));
    }

    #[test]
    fn another_account_is_said_to_be_turned_away() {
        let mut view = ready();
        view.flex_tabs_of_other_accounts = 1;
        assert!(texts(&view)[0].starts_with("A Flex tab of another account"));
        assert_eq!(notices(&view)[0].action, None, "the same account would be taken again");
        view.flex_tabs_with_plugin = 0;
        assert_eq!(notices(&view)[0].action, Some(Action::RESTART));
    }

    #[test]
    fn a_headset_that_goes_is_missed_and_its_stand_in_named() {
        let label = |text| DeviceLabel::parse(text).unwrap();
        let mut view = ready();
        view.devices = Some(Devices {
            inputs: vec![label("Built-in")],
            outputs: vec![label("Headset")],
            input: Some(label("Headset")),
            output: Some(label("Headset")),
        });
        assert_eq!(texts(&view).len(), 1);
        assert!(texts(&view)[0].starts_with("“Headset” is not connected."));
    }

    #[test]
    fn who_speaks_into_a_muted_call_is_told() {
        let mut view = on_a_call();
        view.call.as_mut().unwrap().speaking_while_muted = true;
        assert_eq!(texts(&view), ["You are speaking, but you are muted."]);
    }
}
