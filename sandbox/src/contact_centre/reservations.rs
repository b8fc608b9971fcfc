//! Who is to take a task, and the calls that bring them into its conference.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};

use super::conferences::{Part, Participant, Presence};
use super::transfers::TransferStatus;
use super::workers::listed;
use super::{ContactCentre, WORKSPACE, new_sid, now};
use crate::calls::EndedBy;

/// How long a task is offered, in seconds: nothing withdraws it here.
const RESERVATION_TIMEOUT_S: u64 = 120;

/// How far a reservation is. That of them which is furthest from its end comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ReservationStatus {
    Accepted,
    Pending,
    Wrapping,
    Completed,
    Rejected,
    Canceled,
}

impl ReservationStatus {
    /// Whether the agent still has to do with it.
    fn is_live(self) -> bool {
        matches!(self, Self::Pending | Self::Accepted | Self::Wrapping)
    }
}

/// A task, offered to a worker.
#[derive(Debug, Clone)]
pub(crate) struct Reservation {
    pub(crate) sid: String,
    pub(crate) worker: String,
    pub(crate) status: ReservationStatus,
    pub(crate) task: String,
    /// SID of the transfer by which the task comes to the worker.
    pub(super) transfer: Option<String>,
    /// Whether the conference is to end when the agent leaves it.
    ends_conference: bool,
    pub(super) created: u64,
    /// When it came to its status: Flex counts from there.
    pub(super) since: u64,
    version: u64,
}

/// A place in a conference, which a call is made for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Seat {
    /// That of the agent with this reservation.
    Agent { reservation: String },
    /// That of a supervisor, who listens to a task's call.
    Supervisor { task: String, worker: String },
}

/// A call that brings somebody into a conference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CallPlan {
    pub(crate) seat: Seat,
    /// The identity that is called.
    pub(crate) to: String,
    pub(crate) from: String,
    /// Custom parameters.
    pub(crate) parameters: BTreeMap<String, String>,
}

/// Why nobody is called.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum InviteError {
    #[error("there is no such reservation")]
    NoSuchReservation,
    #[error("it is not pending")]
    NotPending,
    #[error("nobody talks to the customer")]
    NotAccepted,
    #[error("the agent is at no client: {0}")]
    NoClient(String),
}

impl Reservation {
    fn to_json(&self, account: &str, task: Value) -> Value {
        json!({
            "sid": self.sid,
            "account_sid": account,
            "workspace_sid": WORKSPACE,
            "worker_sid": self.worker,
            "reservation_status": self.status,
            "reservation_timeout": RESERVATION_TIMEOUT_S,
            "canceled_reason_code": null,
            "date_created": self.created,
            "date_updated": self.since,
            "version": self.version.to_string(),
            "task": task,
        })
    }
}

impl ContactCentre {
    /// Offers a task to a worker. Returns the reservation's SID.
    pub(super) fn reserve(
        &mut self,
        task: &str,
        worker: String,
        transfer: Option<String>,
    ) -> String {
        let reservation = Reservation {
            sid: new_sid("WR"),
            worker,
            status: ReservationStatus::Pending,
            task: task.to_owned(),
            transfer,
            ends_conference: true,
            created: now(),
            since: now(),
            version: 0,
        };
        let sid = reservation.sid.clone();
        self.reservations.insert(sid.clone(), reservation);
        self.tell(&sid, "reservation.created");
        sid
    }

    pub(crate) fn reservation(&self, sid: &str) -> Option<&Reservation> {
        self.reservations.get(sid)
    }

    /// What a worker still has to do with.
    pub(crate) fn live_reservations(&self, worker: &str) -> impl Iterator<Item = &Reservation> {
        self.reservations.values().filter(move |it| it.worker == worker && it.status.is_live())
    }

    /// The worker's live reservation of a task.
    pub(crate) fn reservation_of(&self, worker: &str, task: &str) -> Option<&Reservation> {
        self.live_reservations(worker).find(|it| it.task == task)
    }

    /// A worker's live reservations, as TaskRouter lists them.
    pub(crate) fn list_reservations(&self, worker: &str) -> Value {
        listed(self.live_reservations(worker).map(|it| self.describe(it)).collect())
    }

    /// All reservations, as TaskRouter describes them.
    pub(crate) fn describe_reservations(&self) -> Vec<Value> {
        self.reservations.values().map(|it| self.describe(it)).collect()
    }

    /// A reservation, as TaskRouter describes it.
    pub(crate) fn describe(&self, reservation: &Reservation) -> Value {
        let task = self.describe_task(&reservation.task).unwrap_or_default();
        let account = self.task(&reservation.task).map_or("", |task| &task.account);
        let mut it = reservation.to_json(account, task);
        // Flex takes one that is null for one that is broken.
        let incoming = reservation.transfer.as_deref().and_then(|sid| self.describe_transfer(sid));
        if let Some(incoming) = incoming {
            it["task_transfer"] = incoming;
        }
        if let Some(outgoing) = self.transfer_from(&reservation.sid) {
            it["active_outgoing_task_transfer"] = outgoing;
        }
        it
    }

    /// Says whom to call to bring the agent into the conference. Flex says itself where to, and adds
    /// what it wants to know the call by (`client:anna?name=value`); else it is the worker's
    /// `contact_uri`. It also says whether the conference is to end with the agent.
    pub(crate) fn plan_call(
        &mut self,
        sid: &str,
        to: Option<&str>,
        ends_conference: bool,
    ) -> Result<CallPlan, InviteError> {
        let reservation = self.reservations.get(sid).ok_or(InviteError::NoSuchReservation)?;
        if reservation.status != ReservationStatus::Pending {
            return Err(InviteError::NotPending);
        }
        let seat = Seat::Agent { reservation: sid.to_owned() };
        let plan = self.plan(seat, &reservation.worker, &reservation.task, to)?;
        let task = reservation.task.clone();
        if let Some(reservation) = self.reservations.get_mut(sid) {
            reservation.ends_conference = ends_conference;
        }
        self.write_conference(&task);
        Ok(plan)
    }

    /// Says whom to call to let a supervisor listen to the call of a reservation.
    pub(crate) fn plan_monitoring(
        &self,
        sid: &str,
        supervisor: &str,
        to: Option<&str>,
    ) -> Result<CallPlan, InviteError> {
        let reservation = self.reservations.get(sid).ok_or(InviteError::NoSuchReservation)?;
        if reservation.status != ReservationStatus::Accepted {
            return Err(InviteError::NotAccepted);
        }
        let task = reservation.task.clone();
        let seat = Seat::Supervisor { task, worker: supervisor.to_owned() };
        self.plan(seat, supervisor, &reservation.task, to)
    }

    fn plan(
        &self,
        seat: Seat,
        worker: &str,
        task: &str,
        to: Option<&str>,
    ) -> Result<CallPlan, InviteError> {
        let contact_uri = self.worker(worker).map_or("", |it| it.contact_uri());
        let to = to.unwrap_or(contact_uri);
        let client = to.strip_prefix("client:");
        let client = client.ok_or_else(|| InviteError::NoClient(to.to_owned()))?;
        let (identity, parameters) = client.split_once('?').unwrap_or((client, ""));
        Ok(CallPlan {
            seat,
            to: identity.to_owned(),
            from: self.task(task).map_or_else(String::new, |task| task.customer.clone()),
            parameters: serde_urlencoded::from_str(parameters).unwrap_or_default(),
        })
    }

    /// Whether a call still has its place: it may ring for it, or sit in it.
    pub(crate) fn has_place(&self, seat: &Seat, call: &str) -> bool {
        let (task, is_awaited) = match seat {
            Seat::Agent { reservation } => {
                let Some(it) = self.reservations.get(reservation) else { return false };
                (&it.task, it.status == ReservationStatus::Pending)
            }
            Seat::Supervisor { task, .. } => (task, false),
        };
        let Some(conference) = self.task(task).map(|task| &task.conference) else { return false };
        let participant = conference.participants.iter().find(|it| it.call == call);
        match participant {
            Some(participant) => participant.is_there(),
            None => is_awaited || (matches!(seat, Seat::Supervisor { .. }) && !conference.is_over),
        }
    }

    /// A call that was made for a place is answered: its person is in the conference.
    pub(crate) fn joined(&mut self, seat: &Seat, call: &str) {
        let (task, participant) = match seat {
            Seat::Agent { reservation: sid } => {
                let Some(reservation) = self.reservations.get(sid) else { return };
                if reservation.status != ReservationStatus::Pending {
                    return;
                }
                let participant = Participant {
                    call: call.to_owned(),
                    part: Part::Agent {
                        worker: reservation.worker.clone(),
                        reservation: sid.clone(),
                    },
                    presence: Presence::Joined,
                    on_hold: false,
                    ends_conference: reservation.ends_conference,
                };
                (reservation.task.clone(), participant)
            }
            Seat::Supervisor { task, worker } => {
                let participant = Participant {
                    call: call.to_owned(),
                    part: Part::Supervisor { worker: worker.clone() },
                    presence: Presence::Joined,
                    on_hold: false,
                    ends_conference: false,
                };
                (task.clone(), participant)
            }
        };
        let Some(it) = self.tasks.get_mut(&task) else { return };
        // Whoever takes a call over is there already.
        if it.conference.present(call).is_some() || it.conference.is_over {
            return;
        }
        it.conference.participants.push(participant);
        if let Seat::Agent { reservation } = seat {
            self.come_to(reservation, ReservationStatus::Accepted);
            self.write_conference(&task);
            self.tell(reservation, "reservation.accepted");
            self.end_transfer_to(reservation, TransferStatus::Complete);
        } else {
            self.write_conference(&task);
        }
        self.tell_task(&task, "task.updated");
    }

    /// A call that was made for a place is over, whoever has ended it; or it was never answered.
    pub(crate) fn left(&mut self, seat: &Seat, call: &str, by: EndedBy) {
        let task = match seat {
            Seat::Supervisor { task, .. } => task.clone(),
            Seat::Agent { reservation: sid } => {
                let Some(reservation) = self.reservations.get(sid) else { return };
                if reservation.status == ReservationStatus::Pending {
                    match by {
                        EndedBy::Caller => self.cancel(&sid.clone()),
                        EndedBy::Agent | EndedBy::Network | EndedBy::Conference => {
                            self.reject(&sid.clone());
                        }
                    }
                    return;
                }
                reservation.task.clone()
            }
        };
        let Some(it) = self.tasks.get_mut(&task) else { return };
        let Some(participant) = it.conference.present(call) else { return };
        participant.presence = Presence::Left;
        if by == EndedBy::Caller || participant.ends_conference {
            self.end_conference(&task);
            return;
        }
        self.write_conference(&task);
        if let Seat::Agent { reservation } = seat {
            self.wrap_up(reservation);
        }
    }

    /// An agent is sent out of a conference, which goes on.
    pub(crate) fn remove_agent(&mut self, task: &str, worker: &str) {
        let Some(it) = self.tasks.get_mut(task) else { return };
        let Some(agent) = it.conference.agent(worker) else { return };
        agent.presence = Presence::Left;
        let Part::Agent { reservation, .. } = agent.part.clone() else { return };
        self.write_conference(task);
        self.wrap_up(&reservation);
    }

    /// The customer has gone: nobody takes the task any more, and whoever has taken it wraps up.
    pub(crate) fn end_conference(&mut self, task: &str) {
        let Some(it) = self.tasks.get_mut(task) else { return };
        it.conference.is_over = true;
        for participant in &mut it.conference.participants {
            participant.presence = Presence::Left;
        }
        self.write_conference(task);
        self.fail_transfers_of(task);
        let of_task = self.reservations.values().filter(|it| it.task == task);
        let statuses: Vec<_> = of_task.map(|it| (it.sid.clone(), it.status)).collect();
        for (sid, status) in statuses {
            match status {
                ReservationStatus::Pending => self.cancel(&sid),
                ReservationStatus::Accepted => self.wrap_up(&sid),
                ReservationStatus::Wrapping
                | ReservationStatus::Completed
                | ReservationStatus::Rejected
                | ReservationStatus::Canceled => {}
            }
        }
    }

    /// The agent has left the conference, and has the rest to do.
    fn wrap_up(&mut self, sid: &str) {
        self.move_on(sid, ReservationStatus::Wrapping, "reservation.wrapup", "task.wrapup");
    }

    /// The agent will not take the task.
    pub(crate) fn reject(&mut self, sid: &str) {
        self.move_on(sid, ReservationStatus::Rejected, "reservation.rejected", "task.updated");
        self.refuse_transfer(sid);
    }

    /// The task is not the agent's to take any more.
    pub(super) fn cancel(&mut self, sid: &str) {
        self.move_on(sid, ReservationStatus::Canceled, "reservation.canceled", "task.canceled");
        self.end_transfer_to(sid, TransferStatus::Failed);
    }

    /// The agent is done with the task.
    pub(crate) fn complete(&mut self, sid: &str) {
        self.move_on(sid, ReservationStatus::Completed, "reservation.completed", "task.completed");
        self.serve_queues();
    }

    /// A reservation comes to a status, and its task too unless somebody else is not so far.
    fn move_on(
        &mut self,
        sid: &str,
        status: ReservationStatus,
        event_type: &'static str,
        task_event_type: &'static str,
    ) {
        self.come_to(sid, status);
        self.tell(sid, event_type);
        let Some(task) = self.reservations.get(sid).map(|it| it.task.clone()) else { return };
        let mut others = self.reservations.values().filter(|it| it.task == task && it.sid != sid);
        let is_last = others.all(|other| other.status >= status);
        self.tell_task(&task, if is_last { task_event_type } else { "task.updated" });
    }

    fn come_to(&mut self, sid: &str, status: ReservationStatus) {
        if let Some(reservation) = self.reservations.get_mut(sid) {
            reservation.status = status;
            reservation.since = now();
        }
    }

    /// Tells the worker's pages of a reservation.
    pub(super) fn tell(&mut self, sid: &str, event_type: &'static str) {
        let Some(reservation) = self.reservations.get_mut(sid) else { return };
        reservation.version += 1;
        let reservation = &self.reservations[sid];
        let worker = reservation.worker.clone();
        let payload = self.describe(reservation);
        self.push(&worker, event_type, &payload);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Map;
    use tokio::sync::mpsc;

    use super::*;
    use crate::contact_centre::{NewTask, Push};

    /// A contact centre with a task that is offered to a worker, and what the worker's page hears.
    fn offered() -> (ContactCentre, String, mpsc::UnboundedReceiver<Push>) {
        let mut centre = ContactCentre::default();
        let worker = centre.worker_named("anna", "AC1").sid.clone();
        let (outbox, inbox) = mpsc::unbounded_channel();
        centre.open_bridge(&worker, outbox);
        let sid = centre.offer(NewTask {
            worker,
            customer: "+15550100".to_owned(),
            attributes: Map::new(),
            routing_target: None,
        });
        (centre, sid, inbox)
    }

    fn heard(inbox: &mut mpsc::UnboundedReceiver<Push>) -> Vec<&'static str> {
        std::iter::from_fn(|| inbox.try_recv().ok()).map(|push| push.event_type).collect()
    }

    /// Where the call for a reservation is to go to.
    fn seat_of(centre: &mut ContactCentre, sid: &str) -> Seat {
        centre.plan_call(sid, None, true).unwrap().seat
    }

    #[test]
    fn a_call_goes_through_acceptance_and_wrap_up_to_completion() {
        let (mut centre, sid, mut inbox) = offered();
        let plan = centre.plan_call(&sid, None, true).unwrap();
        assert_eq!(plan.to, "anna");
        centre.joined(&plan.seat, "CA1");
        centre.left(&plan.seat, "CA1", EndedBy::Agent);
        centre.complete(&sid);
        assert_eq!(
            heard(&mut inbox),
            [
                "reservation.created",
                "participant.added",
                "participant.added",
                "reservation.accepted",
                "task.updated",
                "participant.removed",
                "participant.removed",
                "reservation.wrapup",
                "task.wrapup",
                "reservation.completed",
                "task.completed",
            ]
        );
        assert_eq!(centre.live_reservations(&centre.reservation(&sid).unwrap().worker).count(), 0);
    }

    #[test]
    fn a_customer_who_gives_up_takes_the_offer_along() {
        let (mut centre, sid, mut inbox) = offered();
        let seat = seat_of(&mut centre, &sid);
        centre.left(&seat, "CA1", EndedBy::Caller);
        assert!(heard(&mut inbox).contains(&"reservation.canceled"));
        assert_eq!(centre.plan_call(&sid, None, true), Err(InviteError::NotPending));
    }

    #[test]
    fn an_agent_who_can_not_be_reached_gets_the_task_no_more() {
        let (mut centre, sid, mut inbox) = offered();
        let seat = seat_of(&mut centre, &sid);
        centre.left(&seat, "CA1", EndedBy::Network);
        assert!(heard(&mut inbox).contains(&"reservation.rejected"));
    }

    #[test]
    fn who_subscribes_late_hears_of_what_was_missed() {
        let (mut centre, sid, _inbox) = offered();
        let seat = seat_of(&mut centre, &sid);
        let map = format!("{}.CS", centre.reservation(&sid).unwrap().task);
        let map = centre.map(&map).unwrap().sid.clone();
        centre.joined(&seat, "CA1");
        let (outbox, mut inbox) = mpsc::unbounded_channel();
        let page = centre.open_subscriber(outbox);
        centre.subscribe(page, &map, 1, &json!(7));
        let kinds: Vec<_> = std::iter::from_fn(|| inbox.try_recv().ok())
            .map(|message| message["event_type"].as_str().unwrap_or_default().to_owned())
            .collect();
        // `conf_status` was there before; agent and customer are new.
        let missed = ["map_item_updated", "map_item_added", "map_item_added"];
        assert_eq!(kinds[..3], missed);
        assert_eq!(kinds[3..], ["subscription_established"]);
    }
}
