//! The conferences in which a customer meets agents and supervisors, and who of them ends one.
//!
//! A task has one conference. It is in a Sync map, from which Flex knows who is there.

use serde_json::{Value, json};

use super::ContactCentre;

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
}

/// An agent or a supervisor in a conference.
#[derive(Debug, Clone)]
pub(super) struct Participant {
    pub(super) call: String,
    pub(super) worker: String,
    pub(super) part: Part,
    pub(super) on_hold: bool,
    /// Whether the conference ends when the participant leaves it.
    pub(super) ends_conference: bool,
    pub(super) has_left: bool,
}

/// What somebody does in a conference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// Talks to the customer, for this reservation.
    Agent { reservation: String },
    /// Listens.
    Supervisor,
}

impl Conference {
    pub(super) fn new(sid: String, customer_call: String) -> Self {
        Self { sid, customer_call, on_hold: false, participants: Vec::new(), is_over: false }
    }

    /// The call of whoever is there now.
    pub(super) fn present(&mut self, call: &str) -> Option<&mut Participant> {
        self.participants.iter_mut().find(|it| it.call == call && !it.has_left)
    }

    /// The agent, as long as they are there.
    pub(super) fn agent(&mut self, worker: &str) -> Option<&mut Participant> {
        self.participants
            .iter_mut()
            .find(|it| it.worker == worker && !it.has_left && matches!(it.part, Part::Agent { .. }))
    }

    /// The call of the agent who came last.
    pub(super) fn agent_call(&self) -> Option<&str> {
        let mut agents = self.participants.iter().rev();
        agents.find(|it| matches!(it.part, Part::Agent { .. })).map(|it| it.call.as_str())
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

impl Participant {
    fn describe(&self, common: Value) -> Value {
        let mut it = common;
        it["call_sid"] = json!(self.call);
        it["worker_sid"] = json!(self.worker);
        it["status"] = json!(if self.has_left { "left" } else { "joined" });
        it["hold"] = json!(self.on_hold);
        it["end_conference_on_exit"] = json!(self.ends_conference);
        match &self.part {
            Part::Agent { reservation } => {
                it["participant_type"] = json!("worker");
                it["reservation_sid"] = json!(reservation);
            }
            Part::Supervisor => it["participant_type"] = json!("supervisor"),
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

    fn change_conference(&mut self, task: &str, change: impl FnOnce(&mut Conference)) {
        let Some(it) = self.tasks.get_mut(task) else { return };
        change(&mut it.conference);
        self.write_conference(task);
        self.tell_task(task, "task.updated");
    }

    /// Writes down how a conference is, where that differs from what was written before.
    pub(super) fn write_conference(&mut self, task: &str) {
        let Some(it) = self.tasks.get(task) else { return };
        let conference = it.conference.clone();
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
        for participant in &conference.participants {
            self.write_map(&map, &participant.call, participant.describe(common.clone()));
        }
        // Last: who reads it looks no further.
        if conference.is_over {
            self.write_map(&map, "conf_status", status);
        }
    }
}
