//! What the toolbar says.

use voice_client_core::{Badge, CallState, Icon};

use crate::{self as texts, problem};

/// The tool tip of the icon in the toolbar, which screen readers speak too: the state, for how many
/// minutes, and what is wrong, a line each.
pub fn badge(badge: &Badge) -> String {
    let state = match (badge.icon, badge.call) {
        (Icon::Waiting, _) => texts::BADGE_WAITING,
        (Icon::Connecting, _) => texts::BADGE_CONNECTING,
        (Icon::Ready, _) => texts::BADGE_READY,
        (Icon::Problem, _) => texts::BADGE_PROBLEM,
        (Icon::Muted | Icon::OnCall, Some(CallState::Ending)) => texts::BADGE_ENDING,
        (Icon::Muted, Some(CallState::Reconnecting)) => texts::BADGE_RECONNECTING_MUTED,
        (Icon::Muted, _) => texts::BADGE_MUTED,
        (Icon::OnCall, Some(CallState::Connecting)) => texts::BADGE_ANSWERING,
        (Icon::OnCall, Some(CallState::Reconnecting)) => texts::BADGE_RECONNECTING,
        (Icon::OnCall, _) => texts::BADGE_ON_CALL,
    };
    let mut lines = state.text();
    if let Some(minutes) = badge.minutes.filter(|it| *it > 0) {
        lines = lines + "\n" + &texts::call_minutes(&minutes.to_string());
    }
    if let Some(code) = badge.problem {
        lines = lines + "\n" + &problem(code).0.text();
    }
    lines
}

#[cfg(test)]
mod tests {
    use voice_client_core::ProblemCode;

    use super::*;

    #[test]
    fn the_tool_tip_tells_all_that_the_badge_has_no_room_for() {
        let muted = Badge {
            icon: Icon::Muted,
            text: String::new(),
            call: Some(CallState::Active),
            minutes: Some(12),
            problem: None,
        };
        assert_eq!(badge(&muted), "Voice client: on a call, muted\n12 min");
        let lost = Badge {
            icon: Icon::OnCall,
            call: Some(CallState::Reconnecting),
            minutes: Some(0),
            problem: Some(ProblemCode::VoiceUnreachable),
            ..muted.clone()
        };
        assert_eq!(badge(&lost), "Voice client: reconnecting\nTwilio not reachable");
        for icon in [Icon::Muted, Icon::OnCall] {
            let ending =
                Badge { icon, call: Some(CallState::Ending), minutes: None, ..muted.clone() };
            assert_eq!(badge(&ending), "Voice client: hanging up");
        }
    }
}
