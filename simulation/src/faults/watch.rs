//! What must hold at any time, whatever goes wrong.

use std::time::Duration;

use voice_client_core::{CallState, Icon, Status, Time};

use crate::{FarEndState, World};

use super::state::Scene;

/// How long something may be shown that is not true any more: a message's way, and a document's
/// return.
const SLACK: Duration = Duration::from_secs(1);
/// How long a deployed plugin waits for a heartbeat before it takes the extension for dead.
const PLUGIN_WAITS: Duration = Duration::from_secs(5);
/// How long a call may be shown that is over: an end is waited for that long.
const END_SLACK: Duration = Duration::from_millis(3_500);
/// The same for one that is being taken up, for as long as that is tried: 45 s from when the SDK has
/// given it up, which it does a while after it has been woken.
const RESCUE_SLACK: Duration = Duration::from_secs(48);

/// The same for one that nobody has heard yet: it is tried for a minute.
const CONNECT_SLACK: Duration = Duration::from_secs(62);
/// Whoever has not looked for so long was asleep, as the computer was.
const ASLEEP: Duration = Duration::from_secs(15);

/// Remembers what is shown and is not true, and since when.
#[derive(Debug, Default)]
pub(super) struct Watch {
    lies: Vec<(&'static str, Time)>,
    looked_at: Option<Time>,
}

impl Watch {
    /// Looks at the world; says what must not be.
    pub(super) fn look(&mut self, scene: &Scene, lag: Duration) -> Result<(), String> {
        let world = &scene.world;
        one_call_at_a_time(scene)?;
        let lies = lies(world);
        let now = world.now();
        // What the client was waiting for goes on when the computer does.
        if self.looked_at.is_some_and(|it| now.since(it) > ASLEEP) {
            self.lies.clear();
        }
        self.looked_at = Some(now);
        self.lies.retain(|(what, _)| lies.iter().any(|(it, _)| it == what));
        for (what, slack) in lies {
            match self.lies.iter().find(|(it, _)| *it == what) {
                Some((_, since)) if now.since(*since) > slack + lag => {
                    return Err(what.to_owned());
                }
                Some(_) => {}
                None => self.lies.push((what, now)),
            }
        }
        Ok(())
    }
}

/// Further calls wait.
fn one_call_at_a_time(scene: &Scene) -> Result<(), String> {
    let held = scene.world.far_ends().filter(|(_, it)| it.has_agent()).count();
    if held > 1 { Err(format!("{held} calls are held at once")) } else { Ok(()) }
}

/// No secret is in anything that is shown or logged.
pub(super) fn no_secret(world: &World) -> Result<(), String> {
    // What it takes to take up a call that Chrome's crash has cut off is on disk while it lives; it
    // opens nothing without a voice token.
    let kept = world.kept().to_string().replace("connect-secret", "");
    let shown = [format!("{:?}", world.view()), format!("{:?}", world.log), kept];
    if shown.iter().any(|text| text.contains("secret")) {
        return Err("a token is shown, logged or kept on disk".to_owned());
    }
    Ok(())
}

/// What is shown and not true, each with how long it may be.
fn lies(world: &World) -> Vec<(&'static str, Duration)> {
    let mut lies = vec![];
    // Chrome shows nothing of an extension that is not running, its icon included.
    if world.is_ended {
        return lies;
    }
    let view = world.view();
    let mut check = |holds: bool, what, slack| {
        if !holds {
            lies.push((what, slack));
        }
    };
    check(
        view.status != Status::Ready || would_answer(world),
        "ready is shown, and a call would not be answered",
        SLACK,
    );
    check(
        world.badge().map(|it| it.icon) == Some(Icon::from(view)),
        "badge and popup disagree",
        SLACK,
    );
    check(tabs_agree(world), "Flex and popup disagree", SLACK);
    check(tabs_hear(world), "a deployed plugin takes the extension for dead", SLACK);
    let held = world.document.as_ref().and_then(|it| it.call.as_ref());
    if let Some(call) = &view.call {
        let far_end = world.far_end(&call.call_sid);
        // What has become of a call that nobody has, only who takes it up finds out.
        let slack = if call.started_at.is_some() { RESCUE_SLACK } else { CONNECT_SLACK };
        check(!far_end.state.is_over(), "a call is shown that is over", slack);
        let is_told = world.document.as_ref().is_some_and(|it| {
            it.call.as_ref() == Some(&call.call_sid) && (it.is_let_in || world.network)
        });
        let is_known = is_told && far_end.state.is_over();
        check(!is_known, "a call is shown that its document knows to be over", END_SLACK);
        let heard = far_end.state == FarEndState::Active && held == Some(&call.call_sid);
        let active = call.state == CallState::Active;
        check(!active || heard, "a call is shown as heard that is not", SLACK);
        check(!active || !heard || call.muted == far_end.muted, "mute is shown wrongly", SLACK);
    } else {
        let is_heard = |it| world.far_end(it).state == FarEndState::Active;
        check(!held.is_some_and(is_heard), "a call is held that is not shown", SLACK);
    }
    lies
}

fn would_answer(world: &World) -> bool {
    world.is_registered() && !world.trouble.trapped && world.can_capture()
}

/// Whether every deployed plugin has heard a heartbeat of late.
fn tabs_hear(world: &World) -> bool {
    let view = world.view();
    let mut tabs = world.tabs().iter().filter(|tab| tab.port.is_some() && tab.has_plugin);
    // Before there is an identity there is nothing to tell.
    view.identity.is_none() && view.status != Status::OnCall
        || tabs.all(|tab| match tab.heartbeat_at {
            Some(at) => tab.protocol > 1 || world.now().since(at) <= PLUGIN_WAITS,
            None => true,
        })
}

/// Whether every Flex that can hear has been told what the popup shows.
pub(super) fn tabs_agree(world: &World) -> bool {
    let view = world.view();
    let shown_call = view.call.as_ref().map(|call| (&call.call_sid, call.state, call.muted));
    let mut told = world.tabs().iter().filter(|tab| tab.port.is_some() && tab.has_plugin);
    told.all(|tab| match &tab.heartbeat {
        Some(heartbeat) => heartbeat.state.as_ref().is_none_or(|state| {
            let call = state.call.as_ref().map(|call| (&call.call_sid, call.state, call.muted));
            state.ready == (view.status == Status::Ready) && call == shown_call
        }),
        None => view.status != Status::Ready,
    })
}
