//! The extension's icon in Chrome's toolbar.

use crate::{CallState, CallView, ProblemCode, Status, Time, View};

/// What the toolbar shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Badge {
    /// The picture.
    pub icon: Icon,
    /// The text on it, or nothing: at most 3 characters, for Chrome cuts off what is wider, and the
    /// same in every language. It covers half of the picture.
    pub text: String,
    /// How far the call is, if there is one.
    pub call: Option<CallState>,
    /// For how many minutes agent and customer have heard each other; none once the agent has hung up.
    pub minutes: Option<u64>,
    /// What is wrong, during a call too.
    pub problem: Option<ProblemCode>,
}

/// The pictures: each differs from the others in shape, not only in colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Icon {
    /// Waiting for Flex.
    Waiting,
    /// On the way to ready.
    Connecting,
    /// Ready.
    Ready,
    /// On a call.
    OnCall,
    /// On a call, muted.
    Muted,
    /// Something is wrong.
    Problem,
}

impl Icon {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Waiting, Self::Connecting, Self::Ready, Self::OnCall, Self::Muted, Self::Problem];

    /// Its file is `icons/<name>-<pixels>.png`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Connecting => "connecting",
            Self::Ready => "ready",
            Self::OnCall => "on-call",
            Self::Muted => "muted",
            Self::Problem => "problem",
        }
    }
}

impl From<&View> for Icon {
    fn from(view: &View) -> Self {
        let muted = view.call.as_ref().is_some_and(|call| call.muted);
        match view.status {
            Status::WaitingForFlex => Self::Waiting,
            Status::Connecting => Self::Connecting,
            Status::Ready => Self::Ready,
            Status::OnCall if muted => Self::Muted,
            Status::OnCall => Self::OnCall,
            Status::Problem => Self::Problem,
        }
    }
}

impl Badge {
    /// The minutes of a call are those of the last time that anybody looked: whatever wakes the
    /// client does, once in half a minute at least.
    pub(crate) fn new(view: &View, now: Time) -> Self {
        let icon = Icon::from(view);
        let call = view.call.as_ref().map(|call| call.state);
        let problem = view.problem.map(|it| it.code);
        let is_on = |call: &&CallView| call.state != CallState::Ending;
        let started_at = view.call.as_ref().filter(is_on).and_then(|call| call.started_at);
        let minutes = started_at.map(|at| now.since(at).as_secs() / 60);
        let text = match (icon, call, problem) {
            (Icon::Waiting | Icon::Ready, _, _) => String::new(),
            (Icon::Connecting, _, _)
            | (_, Some(CallState::Reconnecting | CallState::Ending), _) => "…".to_owned(),
            (Icon::Problem, _, _) | (_, _, Some(_)) => "!".to_owned(),
            // That the agent is muted matters more than for how long: nothing covers the picture.
            (Icon::Muted, _, None) => String::new(),
            (Icon::OnCall, _, None) => minutes.map_or_else(String::new, in_short),
        };
        Self { icon, text, call, minutes, problem }
    }
}

fn in_short(minutes: u64) -> String {
    match minutes {
        0..100 => format!("{minutes}m"),
        _ => format!("{}h", (minutes / 60).min(99)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CallSid, Caller, Problem, Remedy};

    fn badge(state: CallState, muted: bool, problem: Option<ProblemCode>) -> Badge {
        let call = CallView {
            call_sid: CallSid::parse(format!("CA{}", "0".repeat(32))).unwrap(),
            state,
            caller: Caller::default(),
            muted,
            started_at: (state != CallState::Connecting).then(|| Time::from_millis(0)),
            reconnect_until: None,
            quality: vec![],
            connection: None,
            speaking_while_muted: false,
            waits_for: None,
        };
        let problem = problem.map(|code| Problem { code, detail: None, remedy: Remedy::TryAgain });
        let view = View { status: Status::OnCall, problem, call: Some(call), ..View::default() };
        Badge::new(&view, Time::from_millis(150 * 60_000))
    }

    #[test]
    fn the_badge_tells_how_a_call_stands_without_colour() {
        use CallState::{Active, Connecting, Ending, Reconnecting};
        let unreachable = Some(ProblemCode::VoiceUnreachable);
        for (state, muted, problem, icon, text) in [
            (Connecting, false, None, Icon::OnCall, ""),
            (Active, false, None, Icon::OnCall, "2h"),
            (Active, true, None, Icon::Muted, ""),
            (Active, false, unreachable, Icon::OnCall, "!"),
            (Active, true, unreachable, Icon::Muted, "!"),
            (Reconnecting, false, None, Icon::OnCall, "…"),
            (Reconnecting, true, unreachable, Icon::Muted, "…"),
            (Ending, false, None, Icon::OnCall, "…"),
            (Ending, true, None, Icon::Muted, "…"),
        ] {
            let badge = badge(state, muted, problem);
            assert_eq!((badge.icon, badge.text.as_str()), (icon, text), "{state:?}");
            assert_eq!((badge.call, badge.problem), (Some(state), problem));
        }
        assert_eq!(badge(Active, true, None).minutes, Some(150));
        assert_eq!(badge(Ending, false, None).minutes, None);
    }
}
