//! What the plugins are told, and how often.

use std::time::Duration;

use crate::protocol::{Heartbeat, HeartbeatCall, HeartbeatState, PROTOCOL, ToPage};
use crate::{Effect, Identity, PortId, Status, Time, View};

use super::{Client, Turn};

/// A deployed plugin calls the extension dead after 5 s without a heartbeat: two may be late.
const OFTEN: Duration = Duration::from_secs(2);
/// A plugin of protocol 2 is told of each change; this only shows that somebody is there. It goes
/// out with the next tick after that: Chrome's alarm comes every 30 s, and each time more that an
/// idle computer wakes costs more than the work.
const SELDOM: Duration = Duration::from_secs(25);
/// How much later the worker wakes for it where there was no such tick. The plugin waits for 45 s.
const OCCASION: Duration = Duration::from_secs(10);

/// When heartbeats go out next. It does not outlive the worker: tabs that come back get one.
#[derive(Debug, Default)]
pub(super) struct Heartbeats {
    often: Option<Time>,
    seldom: Option<Time>,
    /// What deployed plugins were told last.
    told: Option<(Option<Identity>, bool)>,
}

impl Heartbeats {
    /// Lets them happen so much earlier.
    pub(super) fn bring_forward(&mut self, by: Duration) {
        for next in [&mut self.often, &mut self.seldom].into_iter().flatten() {
            *next = next.earlier(by);
        }
    }

    pub(super) fn next(&self) -> Option<Time> {
        self.often.into_iter().chain(self.seldom.map(|at| at + OCCASION)).min()
    }
}

/// Whether it is time, and when it is time next: nobody there, never.
fn due(next: &mut Option<Time>, now: Time, period: Duration, anybody: bool, changed: bool) -> bool {
    let due = anybody && (changed || next.is_none_or(|at| at <= now));
    if due {
        *next = Some(now + period);
    } else if !anybody {
        *next = None;
    }
    due
}

impl Client {
    /// Sends the heartbeats that are due, and those that tell of a change.
    pub(super) fn beat(&mut self, view: &View, view_changed: bool, turn: &mut Turn) {
        let old = self.model.tabs.accepted().any(|(_, protocol)| protocol < PROTOCOL);
        let new = self.model.tabs.accepted().any(|(_, protocol)| protocol >= PROTOCOL);
        if !old && !new {
            self.heartbeats = Heartbeats::default();
            return;
        }
        let short = short_heartbeat(view);
        let tells = (short.voice_client_identity.clone(), short.error);
        let old_changed = self.heartbeats.told.as_ref() != Some(&tells);
        self.heartbeats.told = Some(tells);
        let now = turn.now();
        let known = short.voice_client_identity.is_some();
        let often = due(&mut self.heartbeats.often, now, OFTEN, old && known, old_changed);
        let seldom = due(&mut self.heartbeats.seldom, now, SELDOM, new, view_changed);
        let ports: Vec<_> = self
            .model
            .tabs
            .accepted()
            .filter(|(_, protocol)| if *protocol < PROTOCOL { often } else { seldom })
            .collect();
        for (port, protocol) in ports {
            turn.order(heartbeat(view, port, protocol));
        }
    }

    /// A heartbeat at once for a tab that has just come.
    pub(super) fn beat_to(&mut self, port: PortId, turn: &mut Turn) {
        let protocol = self.model.tabs.accepted().find(|(it, _)| *it == port);
        let view = self.view();
        if let Some((port, protocol)) = protocol
            && (protocol >= PROTOCOL || view.identity.is_some())
        {
            turn.order(heartbeat(&view, port, protocol));
        }
    }
}

fn heartbeat(view: &View, port: PortId, protocol: u8) -> Effect {
    let mut heartbeat = short_heartbeat(view);
    if protocol >= PROTOCOL {
        heartbeat.state = Some(Box::new(heartbeat_state(view)));
    }
    Effect::ToFlex { port, message: ToPage::Heartbeat(heartbeat) }
}

fn short_heartbeat(view: &View) -> Heartbeat {
    Heartbeat {
        voice_client_identity: view.identity.clone(),
        error: view.status == Status::Problem,
        state: None,
    }
}

fn heartbeat_state(view: &View) -> HeartbeatState {
    HeartbeatState {
        protocol: PROTOCOL,
        version: view.version.clone(),
        revision: view.revision,
        ready: view.status == Status::Ready,
        problem: view.problem.map(|it| it.code),
        call: view.call.as_ref().map(|call| HeartbeatCall {
            call_sid: call.call_sid.clone(),
            state: call.state,
            muted: call.muted,
            started_at: call.started_at,
            reconnect_until: call.reconnect_until,
            quality: call.quality.clone(),
            connection: call.connection,
            speaking_while_muted: call.speaking_while_muted,
        }),
        devices: view.devices.clone(),
    }
}
