//! Transfers: an agent hands a task to another worker, or to whoever of a queue is free, and stays in
//! its conference until that one has come (warm) or leaves at once (cold).

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::queues::{Queue, queue};
use super::reservations::{Reservation, ReservationStatus};
use super::{ContactCentre, QUEUES, WORKFLOW, WORKSPACE, new_sid, now};

/// Whether the agent waits for who comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum TransferMode {
    Warm,
    Cold,
}

/// How far a transfer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum TransferStatus {
    Initiated,
    Complete,
    Failed,
    Canceled,
}

impl TransferStatus {
    fn event_type(self) -> &'static str {
        match self {
            Self::Initiated => "task.transfer-initiated",
            Self::Complete => "task.transfer-completed",
            Self::Failed => "task.transfer-failed",
            Self::Canceled => "task.transfer-canceled",
        }
    }
}

/// Who is to take a task that is transferred.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Target {
    /// This worker.
    Worker(String),
    /// Whoever of the queue is free. These have been asked in vain.
    Queue { queue: &'static Queue, refused: Vec<String> },
}

impl Target {
    fn sid(&self) -> &str {
        match self {
            Self::Worker(sid) => sid,
            Self::Queue { queue, .. } => queue.sid,
        }
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::Worker(_) => "WORKER",
            Self::Queue { .. } => "QUEUE",
        }
    }
}

/// A transfer of a task.
#[derive(Debug, Clone)]
pub(crate) struct Transfer {
    sid: String,
    /// SID of the reservation of who transfers.
    from: String,
    task: String,
    target: Target,
    mode: TransferMode,
    status: TransferStatus,
    created: u64,
    updated: u64,
}

/// Why a task can't be transferred, or a transfer not be cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TransferError {
    #[error("there is no such transfer")]
    NoSuchTransfer,
    #[error("the task is not with the worker who transfers it")]
    NotAccepted,
    #[error("there is no such worker or queue")]
    NoSuchTarget,
    #[error("a transfer is under way")]
    UnderWay,
    #[error("the transfer is over")]
    Over,
}

impl ContactCentre {
    /// An agent transfers the task of their reservation to a worker or a queue. Returns the transfer's
    /// SID.
    pub(crate) fn transfer(
        &mut self,
        reservation: &str,
        to: &str,
        mode: TransferMode,
    ) -> Result<String, TransferError> {
        let accepted = self.reservation(reservation);
        let accepted = accepted.filter(|it| it.status == ReservationStatus::Accepted);
        let accepted = accepted.ok_or(TransferError::NotAccepted)?.clone();
        let target = match queue(to) {
            Some(queue) => Target::Queue { queue, refused: Vec::new() },
            None if self.worker(to).is_some() => Target::Worker(to.to_owned()),
            None => return Err(TransferError::NoSuchTarget),
        };
        if self.transfer_from(reservation).is_some() {
            return Err(TransferError::UnderWay);
        }
        let transfer = Transfer {
            sid: new_sid("TT"),
            from: reservation.to_owned(),
            task: accepted.task.clone(),
            target: target.clone(),
            mode,
            status: TransferStatus::Initiated,
            created: now(),
            updated: now(),
        };
        let sid = transfer.sid.clone();
        self.transfers.insert(sid.clone(), transfer);
        self.tell_transfer(&sid);
        if mode == TransferMode::Cold {
            self.hold_customer(&accepted.task, true);
            self.remove_agent(&accepted.task, &accepted.worker);
        }
        match target {
            Target::Worker(worker) => {
                self.reserve(&accepted.task, worker, Some(sid.clone()));
            }
            Target::Queue { .. } => self.serve_queues(),
        }
        Ok(sid)
    }

    /// Offers what waits in a queue to whoever of it is free.
    pub(super) fn serve_queues(&mut self) {
        let waiting: Vec<_> =
            self.transfers.values().filter(|it| self.waits(it)).cloned().collect();
        for Transfer { sid, from, task, target, .. } in waiting {
            let Target::Queue { queue, refused } = target else { continue };
            let from = self.reservation(&from).map(|it| it.worker.clone());
            let account = self.task(&task).map(|it| it.account.clone());
            let free = self.workers().find(|it| {
                it.is_available()
                    && queue.has(it)
                    && Some(&it.account) == account.as_ref()
                    && Some(&it.sid) != from.as_ref()
                    && !refused.contains(&it.sid)
                    && self.live_reservations(&it.sid).next().is_none()
            });
            if let Some(worker) = free.map(|it| it.sid.clone()) {
                self.reserve(&task, worker, Some(sid));
            }
        }
    }

    /// Whether nobody has been found yet.
    fn waits(&self, transfer: &Transfer) -> bool {
        let is_offered = |it: &Reservation| {
            it.transfer.as_ref() == Some(&transfer.sid) && it.status == ReservationStatus::Pending
        };
        transfer.status == TransferStatus::Initiated
            && matches!(transfer.target, Target::Queue { .. })
            && !self.reservations.values().any(is_offered)
    }

    /// A worker does not take what was transferred to them. In a queue there may be others.
    pub(super) fn refuse_transfer(&mut self, reservation: &str) {
        let Some(refused) = self.reservation(reservation) else { return };
        let (Some(sid), worker) = (refused.transfer.clone(), refused.worker.clone()) else {
            return;
        };
        match self.transfers.get_mut(&sid).map(|it| &mut it.target) {
            Some(Target::Queue { refused, .. }) => {
                refused.push(worker);
                self.serve_queues();
            }
            _ => self.end_transfer(&sid, TransferStatus::Failed),
        }
    }

    /// Nobody is to take a task any more.
    pub(super) fn fail_transfers_of(&mut self, task: &str) {
        let of_task = self.transfers.values().filter(|it| it.task == task);
        for sid in of_task.map(|it| it.sid.clone()).collect::<Vec<_>>() {
            self.end_transfer(&sid, TransferStatus::Failed);
        }
    }

    /// Whoever transfers thinks better of it, as long as nobody has come.
    pub(crate) fn cancel_transfer(&mut self, sid: &str) -> Result<(), TransferError> {
        let transfer = self.transfers.get(sid).ok_or(TransferError::NoSuchTransfer)?;
        if transfer.status != TransferStatus::Initiated {
            return Err(TransferError::Over);
        }
        self.end_transfer(sid, TransferStatus::Canceled);
        let offered = self.reservations.values().find(|it| it.transfer.as_deref() == Some(sid));
        if let Some(offered) = offered.map(|it| it.sid.clone()) {
            self.cancel(&offered);
        }
        Ok(())
    }

    /// The transfer by which a reservation came about has come to this.
    pub(super) fn end_transfer_to(&mut self, reservation: &str, status: TransferStatus) {
        let transfer = self.reservation(reservation).and_then(|it| it.transfer.clone());
        if let Some(transfer) = transfer {
            self.end_transfer(&transfer, status);
        }
    }

    fn end_transfer(&mut self, sid: &str, status: TransferStatus) {
        let Some(transfer) = self.transfers.get_mut(sid) else { return };
        if transfer.status == TransferStatus::Initiated {
            transfer.status = status;
            transfer.updated = now();
            self.tell_transfer(sid);
        }
    }

    /// Tells the pages of who transfers.
    fn tell_transfer(&mut self, sid: &str) {
        let Some(transfer) = self.transfers.get(sid) else { return };
        let Some(from) = self.reservation(&transfer.from) else { return };
        let (worker, event_type) = (from.worker.clone(), transfer.status.event_type());
        if let Some(payload) = self.describe_transfer(sid) {
            self.push(&worker, event_type, &payload);
        }
    }

    /// A transfer, as TaskRouter describes it.
    pub(crate) fn describe_transfer(&self, sid: &str) -> Option<Value> {
        let transfer = self.transfers.get(sid)?;
        let from = self.reservation(&transfer.from)?;
        let failed = transfer.status == TransferStatus::Failed;
        Some(json!({
            "sid": transfer.sid,
            "account_sid": self.task(&transfer.task)?.account,
            "workspace_sid": WORKSPACE,
            "task_sid": transfer.task,
            "initiating_reservation_sid": transfer.from,
            "initiating_worker_sid": from.worker,
            "initiating_queue_sid": QUEUES[0].sid,
            "initiating_workflow_sid": WORKFLOW,
            "transfer_mode": transfer.mode,
            "transfer_to": transfer.target.sid(),
            "transfer_type": transfer.target.kind(),
            "transfer_status": transfer.status,
            "transfer_failed_reason": failed.then_some("The worker did not take the task"),
            "date_created": transfer.created,
            "date_updated": transfer.updated,
        }))
    }

    /// The transfer that is under way from a reservation.
    pub(super) fn transfer_from(&self, reservation: &str) -> Option<Value> {
        let initiated = self
            .transfers
            .values()
            .find(|it| it.from == reservation && it.status == TransferStatus::Initiated)?;
        self.describe_transfer(&initiated.sid)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Map;

    use super::*;
    use crate::calls::EndedBy;
    use crate::contact_centre::{ACTIVITIES, NewTask, Seat};

    const AVAILABLE: &str = ACTIVITIES[1].sid;
    const EVERYONE: &str = QUEUES[0].sid;
    const FRENCH: &str = QUEUES[1].sid;

    struct World {
        centre: ContactCentre,
        task: String,
        /// The first agent's reservation, and her place.
        anna: String,
        seat: Seat,
        /// SID of the worker to whom the task may be transferred.
        ben: String,
    }

    /// Anna talks to a customer.
    fn talking() -> World {
        let mut centre = ContactCentre::default();
        let worker = centre.worker_named("anna", "AC1").sid.clone();
        let ben = centre.worker_named("ben", "AC1").sid.clone();
        let customer = "+15550100".to_owned();
        let new = NewTask { worker, customer, attributes: Map::new(), routing_target: None };
        let anna = centre.offer(new);
        let seat = centre.plan_call(&anna, None, true).unwrap().seat;
        centre.joined(&seat, "CA1");
        let task = centre.reservation(&anna).unwrap().task.clone();
        World { centre, task, anna, seat, ben }
    }

    impl World {
        fn transfer(&mut self, mode: TransferMode) -> String {
            self.centre.transfer(&self.anna, &self.ben, mode).unwrap()
        }

        /// The reservation by which the task comes to Ben.
        fn bens(&self) -> String {
            let bens = |it: &&Reservation| it.worker == self.ben;
            self.centre.reservations.values().find(bens).unwrap().sid.clone()
        }

        fn ben_accepts(&mut self) -> Seat {
            let seat = self.centre.plan_call(&self.bens(), None, true).unwrap().seat;
            self.centre.joined(&seat, "CA2");
            seat
        }

        fn status(&self, transfer: &str) -> Value {
            self.centre.describe_transfer(transfer).unwrap()["transfer_status"].clone()
        }

        fn anna_is(&self) -> ReservationStatus {
            self.centre.reservation(&self.anna).unwrap().status
        }
    }

    #[test]
    fn a_warm_transfer_leaves_the_customer_with_the_second_agent() {
        let mut world = talking();
        let transfer = world.transfer(TransferMode::Warm);
        assert!(world.centre.has_place(&world.seat, "CA1"));
        let ben = world.ben_accepts();
        assert_eq!(world.status(&transfer), "complete");
        // Flex says so, as soon as there are three.
        let anna = world.centre.reservation(&world.anna).unwrap().worker.clone();
        world.centre.end_with_agent(&world.task, &anna, false);
        world.centre.left(&world.seat, "CA1", EndedBy::Agent);
        assert_eq!(world.anna_is(), ReservationStatus::Wrapping);
        assert!(world.centre.has_place(&ben, "CA2"));
        world.centre.left(&ben, "CA2", EndedBy::Agent);
        assert!(world.centre.task(&world.task).unwrap().conference.is_over);
    }

    #[test]
    fn an_agent_with_whom_the_conference_ends_takes_the_second_one_along() {
        let mut world = talking();
        world.transfer(TransferMode::Warm);
        let ben = world.ben_accepts();
        world.centre.left(&world.seat, "CA1", EndedBy::Agent);
        assert!(!world.centre.has_place(&ben, "CA2"));
    }

    #[test]
    fn a_cold_transfer_sends_the_agent_out_and_the_customer_waits() {
        let mut world = talking();
        let transfer = world.transfer(TransferMode::Cold);
        assert!(!world.centre.has_place(&world.seat, "CA1"));
        assert_eq!(world.anna_is(), ReservationStatus::Wrapping);
        let conference = &world.centre.task(&world.task).unwrap().conference;
        assert!(conference.on_hold && !conference.is_over);
        let ben = world.ben_accepts();
        assert!(world.centre.has_place(&ben, "CA2"));
        assert_eq!(world.status(&transfer), "complete");
    }

    #[test]
    fn a_transfer_that_is_cancelled_or_refused_leaves_the_agent_with_the_customer() {
        for refused in [false, true] {
            let mut world = talking();
            let transfer = world.transfer(TransferMode::Warm);
            let ben = world.centre.plan_call(&world.bens(), None, true).unwrap().seat;
            if refused {
                world.centre.reject(&world.bens());
            } else {
                world.centre.cancel_transfer(&transfer).unwrap();
            }
            assert_eq!(world.status(&transfer), if refused { "failed" } else { "canceled" });
            assert!(!world.centre.has_place(&ben, "CA2"));
            assert!(world.centre.has_place(&world.seat, "CA1"));
            assert_eq!(world.centre.cancel_transfer(&transfer), Err(TransferError::Over));
        }
    }

    #[test]
    fn a_queue_finds_whoever_is_free_and_asks_nobody_twice() {
        let mut world = talking();
        let transfer = world.centre.transfer(&world.anna, EVERYONE, TransferMode::Warm).unwrap();
        assert!(world.centre.live_reservations(&world.ben).next().is_none());
        world.centre.set_activity(&world.ben, AVAILABLE).unwrap();
        world.centre.reject(&world.bens());
        assert_eq!(world.status(&transfer), "initiated");
        assert!(world.centre.live_reservations(&world.ben).next().is_none());
        let carl = world.centre.worker_named("carl", "AC1").sid.clone();
        world.centre.set_activity(&carl, AVAILABLE).unwrap();
        let offer = world.centre.live_reservations(&carl).next().unwrap().sid.clone();
        let seat = world.centre.plan_call(&offer, None, true).unwrap().seat;
        world.centre.joined(&seat, "CA2");
        assert_eq!(world.status(&transfer), "complete");
    }

    #[test]
    fn a_queue_that_wants_a_skill_finds_nobody_without_it() {
        let mut world = talking();
        world.centre.set_activity(&world.ben, AVAILABLE).unwrap();
        world.centre.transfer(&world.anna, FRENCH, TransferMode::Warm).unwrap();
        assert!(world.centre.live_reservations(&world.ben).next().is_none());
        let mut attributes = world.centre.worker(&world.ben).unwrap().attributes.clone();
        attributes.insert("routing".to_owned(), json!({ "skills": ["German"] }));
        world.centre.set_attributes(&world.ben, attributes.clone()).unwrap();
        assert!(world.centre.live_reservations(&world.ben).next().is_none());
        attributes.insert("routing".to_owned(), json!({ "skills": ["German", "French"] }));
        world.centre.set_attributes(&world.ben, attributes).unwrap();
        assert!(world.centre.live_reservations(&world.ben).next().is_some());
    }

    #[test]
    fn a_customer_who_waits_in_a_queue_and_gives_up_is_offered_to_nobody() {
        let mut world = talking();
        let transfer = world.centre.transfer(&world.anna, EVERYONE, TransferMode::Cold).unwrap();
        world.centre.end_conference(&world.task);
        assert_eq!(world.status(&transfer), "failed");
        world.centre.set_activity(&world.ben, AVAILABLE).unwrap();
        assert!(world.centre.live_reservations(&world.ben).next().is_none());
    }

    #[test]
    fn a_supervisor_who_stops_listening_disturbs_nobody_and_hears_nothing_after_the_end() {
        let mut world = talking();
        let seat = world.centre.plan_monitoring(&world.anna, &world.ben, None).unwrap().seat;
        world.centre.joined(&seat, "CA2");
        world.centre.left(&seat, "CA2", EndedBy::Agent);
        assert!(world.centre.has_place(&world.seat, "CA1"));
        world.centre.joined(&seat, "CA3");
        assert!(world.centre.has_place(&seat, "CA3"));
        world.centre.left(&world.seat, "CA1", EndedBy::Caller);
        assert!(!world.centre.has_place(&seat, "CA3"));
    }
}
