//! The conferences in which a customer meets agents and supervisors, and who of them ends one.
//!
//! A task has one conference. It is in a Sync map, from which Flex knows who is there; the same is to
//! be had as the participants of an interaction (`interactions.rs`).

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};

use super::{ContactCentre, Seat};
use crate::media::{Place, Room};

/// How the names of the Sync maps end that conferences are in; they begin with the task's SID.
pub(super) const CONFERENCE: &str = ".CS";

/// A conference. Its customer is there from the beginning to the end.
#[derive(Debug, Clone)]
pub(crate) struct Conference {
    pub(super) sid: String,
    pub(super) customer_call: String,
    /// Whether the customer hears music.
    pub(crate) on_hold: bool,
    pub(super) participants: Vec<Participant>,
    pub(super) is_over: bool,
    /// Its sound.
    pub(crate) room: Arc<Room>,
    /// What Flex has been told last of each participant of the interaction, by call.
    pub(super) told: BTreeMap<String, Value>,
}

/// Somebody in a conference beside the customer.
#[derive(Debug, Clone)]
pub(super) struct Participant {
    pub(super) call: String,
    pub(super) part: Part,
    pub(super) presence: Presence,
    pub(super) on_hold: bool,
    /// Whether the conference ends when the participant leaves it.
    pub(super) ends_conference: bool,
}

/// What somebody does in a conference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// Talks to the customer, for this reservation.
    Agent { worker: String, reservation: String },
    /// Listens.
    Supervisor { worker: String },
    /// Talks to the customer and the agent who has called this number.
    External { number: String },
}

/// Whether somebody is in a conference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    /// The telephone rings.
    Ringing,
    Joined,
    Left,
}

impl Conference {
    pub(super) fn new(sid: String, customer_call: String) -> Self {
        Self {
            sid,
            customer_call,
            on_hold: false,
            participants: Vec::new(),
            is_over: false,
            room: Arc::default(),
            told: BTreeMap::new(),
        }
    }

    /// The call of whoever is there now.
    pub(super) fn present(&mut self, call: &str) -> Option<&mut Participant> {
        self.participants.iter_mut().find(|it| it.call == call && it.is_there())
    }

    /// The agent, as long as they are there.
    pub(super) fn agent(&mut self, worker: &str) -> Option<&mut Participant> {
        let is_theirs =
            |part: &Part| matches!(part, Part::Agent { worker: it, .. } if it == worker);
        self.participants.iter_mut().find(|it| it.is_there() && is_theirs(&it.part))
    }

    /// The call of the agent who came last.
    pub(super) fn agent_call(&self) -> Option<&str> {
        let mut agents = self.participants.iter().rev();
        agents.find(|it| matches!(it.part, Part::Agent { .. })).map(|it| it.call.as_str())
    }

    /// Who can speak and be spoken to.
    fn places(&self) -> BTreeMap<String, Place> {
        if self.is_over {
            return BTreeMap::new();
        }
        let at = |place, on_hold| if on_hold { Place::OnHold } else { place };
        let mut places: BTreeMap<_, _> = self
            .participants
            .iter()
            .filter(|it| it.is_there())
            .map(|it| (it.call.clone(), at(it.part.place(), it.on_hold)))
            .collect();
        if !places.is_empty() {
            places.insert(self.customer_call.clone(), at(Place::Telephone, self.on_hold));
        }
        places
    }

    fn status(&self) -> &'static str {
        match (self.is_over, self.participants.is_empty()) {
            (true, _) => "completed",
            (false, true) => "init",
            (false, false) => "started",
        }
    }

    fn customer(&self, common: Value) -> Value {
        let mut customer = common;
        customer["participant_type"] = json!("customer");
        customer["call_sid"] = json!(self.customer_call);
        customer["status"] = json!(if self.is_over { "left" } else { "joined" });
        customer["hold"] = json!(self.on_hold);
        customer["end_conference_on_exit"] = json!(true);
        customer
    }
}

impl Part {
    fn place(&self) -> Place {
        match self {
            Self::Agent { .. } => Place::Agent,
            Self::Supervisor { .. } => Place::Supervisor,
            Self::External { .. } => Place::Telephone,
        }
    }
}

impl Participant {
    pub(super) fn is_there(&self) -> bool {
        self.presence == Presence::Joined
    }

    fn describe(&self, common: Value) -> Value {
        let mut it = common;
        it["call_sid"] = json!(self.call);
        it["status"] = json!(if self.is_there() { "joined" } else { "left" });
        it["hold"] = json!(self.on_hold);
        it["end_conference_on_exit"] = json!(self.ends_conference);
        match &self.part {
            Part::Agent { worker, reservation } => {
                it["participant_type"] = json!("worker");
                it["worker_sid"] = json!(worker);
                it["reservation_sid"] = json!(reservation);
            }
            Part::Supervisor { worker } => {
                it["participant_type"] = json!("supervisor");
                it["worker_sid"] = json!(worker);
            }
            Part::External { .. } => it["participant_type"] = json!("external"),
        }
        it
    }
}

impl ContactCentre {
    /// Puts the customer on hold, or takes them off it.
    pub(crate) fn hold_customer(&mut self, task: &str, on_hold: bool) {
        self.change_conference(task, |conference| conference.on_hold = on_hold);
    }

    /// Puts an agent on hold, or takes them off it.
    pub(crate) fn hold_agent(&mut self, task: &str, worker: &str, on_hold: bool) {
        self.change_conference(task, |conference| {
            if let Some(agent) = conference.agent(worker) {
                agent.on_hold = on_hold;
            }
        });
    }

    /// Says whether a conference ends when the agent leaves it.
    pub(crate) fn end_with_agent(&mut self, task: &str, worker: &str, ends_conference: bool) {
        self.change_conference(task, |conference| {
            if let Some(agent) = conference.agent(worker) {
                agent.ends_conference = ends_conference;
            }
        });
    }

    /// The sound of the conference that a place is in.
    pub(crate) fn room(&self, seat: &Seat) -> Option<Arc<Room>> {
        let task = match seat {
            Seat::Agent { reservation } => &self.reservation(reservation)?.task,
            Seat::Supervisor { task, .. } => task,
        };
        Some(Arc::clone(&self.task(task)?.conference.room))
    }

    /// The conferences in which somebody was, each with who has heard whom.
    pub(crate) fn describe_conferences(&self) -> Vec<Value> {
        let of_task = |(sid, task): (&String, &super::Task)| {
            let Conference { room, customer_call, participants, .. } = &task.conference;
            let customer = json!({
                "callSid": customer_call,
                "part": "customer",
                "there": !task.conference.is_over,
                "onHold": task.conference.on_hold,
                "heard": room.heard_by(customer_call),
            });
            let others = participants.iter().map(|it| {
                let (part, who) = match &it.part {
                    Part::Agent { worker, .. } => ("agent", worker),
                    Part::Supervisor { worker } => ("supervisor", worker),
                    Part::External { number } => ("external", number),
                };
                json!({
                    "callSid": it.call,
                    "part": part,
                    "who": who,
                    "there": it.is_there(),
                    "onHold": it.on_hold,
                    "heard": room.heard_by(&it.call),
                })
            });
            let participants: Vec<_> = std::iter::once(customer).chain(others).collect();
            json!({ "taskSid": sid, "participants": participants })
        };
        let held = self.tasks.iter().filter(|(_, task)| !task.conference.participants.is_empty());
        held.map(of_task).collect()
    }

    pub(super) fn change_conference(&mut self, task: &str, change: impl FnOnce(&mut Conference)) {
        let Some(it) = self.tasks.get_mut(task) else { return };
        change(&mut it.conference);
        self.write_conference(task);
        self.tell_task(task, "task.updated");
    }

    /// Writes down how a conference is, where that differs from what was written before.
    pub(super) fn write_conference(&mut self, task: &str) {
        let Some(it) = self.tasks.get(task) else { return };
        let conference = it.conference.clone();
        conference.room.seat(&conference.places());
        let map = format!("{task}{CONFERENCE}");
        let common = json!({
            "conference_sid": conference.sid,
            "task_sid": task,
            "muted": false,
        });
        let status = json!({
            "status": conference.status(),
            "conference_sid": conference.sid,
            "task_sid": task,
        });
        if !conference.is_over {
            self.write_map(&map, "conf_status", status.clone());
        }
        if !conference.participants.is_empty() {
            self.write_map(&map, &conference.customer_call, conference.customer(common.clone()));
        }
        let known = conference.participants.iter().filter(|it| it.presence != Presence::Ringing);
        for participant in known {
            self.write_map(&map, &participant.call, participant.describe(common.clone()));
        }
        // Last: who reads it looks no further.
        if conference.is_over {
            self.write_map(&map, "conf_status", status);
        }
        self.tell_participants(task);
    }
}
