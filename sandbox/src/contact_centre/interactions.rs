//! Interactions: a task's conference, as the voice channel of one, with its participants. Flex looks
//! there first, and there are outside numbers brought in. The package `@twilio/flex-sdk` is the
//! reference: <https://www.twilio.com/docs/flex/developer/conversations/interactions-api>.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::conferences::{Part, Participant, Presence};
use super::{ContactCentre, new_sid};

/// Flex's code for a number that is busy, or refuses the call.
const BUSY: u32 = 45_303;

/// What becomes of an outside number that is called into a conference, once it has rung for a while.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Telephones {
    /// Somebody picks up.
    #[default]
    PickUp,
    /// Somebody refuses the call.
    Refuse,
    /// It rings on.
    Ring,
}

/// What SIDs of one task differ in from one another.
fn sid_like(prefix: &str, sid: &str) -> String {
    format!("{prefix}{}", sid.get(2..).unwrap_or_default())
}

/// The SID of the task that an interaction is about.
pub(crate) fn task_of(interaction: &str) -> String {
    sid_like("WT", interaction)
}

/// The SID of the call of a participant.
fn call_of(participant: &str) -> String {
    sid_like("CA", participant)
}

impl ContactCentre {
    /// The one channel of the interaction that is about a task.
    pub(crate) fn list_channels_of(&self, task: &str) -> Option<Value> {
        let conference = &self.task(task)?.conference;
        Some(json!({ "channels": [{
            "sid": sid_like("UO", task),
            "interaction_sid": sid_like("KD", task),
            "type": "voice",
            "status": if conference.is_over { "closed" } else { "active" },
            "media_sid": conference.sid,
        }] }))
    }

    /// Who is in the conference of a task, as participants of its interaction.
    pub(crate) fn list_participants(&self, task: &str) -> Option<Value> {
        let participants: Vec<_> = self
            .participants(task)
            .into_iter()
            .filter(|(_, presence, _)| *presence != Presence::Left)
            .map(|(_, _, it)| it)
            .collect();
        self.task(task)?;
        Some(json!({ "channel_type": "voice", "participants": participants }))
    }

    /// A participant, as Flex is told of it.
    pub(crate) fn describe_participant(&self, task: &str, sid: &str) -> Option<Value> {
        let call = call_of(sid);
        self.participants(task).into_iter().find(|(it, ..)| *it == call).map(|(_, _, it)| it)
    }

    /// Calls a number, whose owner is to come into the conference. Returns the participant's SID.
    pub(crate) fn dial(&mut self, task: &str, number: String) -> Option<String> {
        let conference = &mut self.tasks.get_mut(task)?.conference;
        if conference.is_over {
            return None;
        }
        let call = new_sid("CA");
        conference.participants.push(Participant {
            call: call.clone(),
            part: Part::External { number },
            presence: Presence::Ringing,
            on_hold: false,
            ends_conference: false,
        });
        Some(sid_like("UT", &call))
    }

    /// Says what outside numbers do that have rung for a while. Those that ring now do it at once.
    pub(crate) fn set_telephones(&mut self, answer: Telephones) {
        self.telephones = answer;
        let rings = |it: &&Participant| it.presence == Presence::Ringing;
        let ringing: Vec<_> = self
            .tasks
            .iter()
            .flat_map(|(sid, task)| {
                let all = task.conference.participants.iter().filter(rings);
                all.map(move |it| (sid.clone(), sid_like("UT", &it.call)))
            })
            .collect();
        for (task, participant) in ringing {
            self.has_rung(&task, &participant);
        }
    }

    /// A number has rung for a while: its owner does what owners of telephones do.
    pub(crate) fn has_rung(&mut self, task: &str, participant: &str) {
        match self.telephones {
            Telephones::PickUp => self.pick_up(task, participant),
            Telephones::Refuse => self.refuse(task, participant),
            Telephones::Ring => {}
        }
    }

    fn pick_up(&mut self, task: &str, participant: &str) {
        let call = call_of(participant);
        self.change_conference(task, |conference| {
            let mut all = conference.participants.iter_mut();
            if let Some(it) = all.find(|it| it.call == call && it.presence == Presence::Ringing) {
                it.presence = Presence::Joined;
            }
        });
    }

    /// The owner of the number refuses the call: nobody has come, and Flex is told why.
    fn refuse(&mut self, task: &str, participant: &str) {
        let Some(mut failed) = self.describe_participant(task, participant) else { return };
        let Some(it) = self.tasks.get_mut(task) else { return };
        let (before, call) = (it.conference.participants.len(), call_of(participant));
        let rings = |it: &Participant| it.call == call && it.presence == Presence::Ringing;
        it.conference.participants.retain(|it| !rings(it));
        if it.conference.participants.len() == before {
            return;
        }
        failed["error_data"] =
            json!({ "error_code": BUSY, "error_message": "The number is busy." });
        for worker in self.workers_on(task) {
            self.push(&worker, "participant.add.failed", &failed);
        }
    }

    /// Puts a participant on hold, or takes them off it.
    pub(crate) fn hold_participant(&mut self, task: &str, participant: &str, on_hold: bool) {
        self.change_participant(task, participant, |it| it.on_hold = on_hold);
    }

    /// Says whether the conference ends when a participant leaves it.
    pub(crate) fn end_with_participant(&mut self, task: &str, participant: &str, ends: bool) {
        self.change_participant(task, participant, |it| it.ends_conference = ends);
    }

    /// Sends a participant out, or lets their telephone ring no more.
    pub(crate) fn remove_participant(&mut self, task: &str, participant: &str) {
        self.change_participant(task, participant, |it| it.presence = Presence::Left);
    }

    fn change_participant(
        &mut self,
        task: &str,
        participant: &str,
        change: impl FnOnce(&mut Participant),
    ) {
        let call = call_of(participant);
        self.change_conference(task, |conference| {
            let mut all = conference.participants.iter_mut();
            if let Some(it) = all.find(|it| it.call == call && it.presence != Presence::Left) {
                change(it);
            }
        });
    }

    /// Tells everybody who has to do with a task which of its participants have come, changed or gone
    /// since they were told last.
    pub(super) fn tell_participants(&mut self, task: &str) {
        let workers = self.workers_on(task);
        for (call, presence, now) in self.participants(task) {
            if presence == Presence::Ringing {
                continue;
            }
            let Some(it) = self.tasks.get_mut(task) else { return };
            let before = it.conference.told.insert(call, now.clone());
            let event_type = match (before, presence) {
                (Some(before), _) if before == now => continue,
                (None, Presence::Left) => "participant.removed",
                (None, _) => "participant.added",
                (Some(_), Presence::Left) => "participant.removed",
                (Some(_), _) => "participant.modified",
            };
            for worker in &workers {
                self.push(worker, event_type, &now);
            }
        }
    }

    /// Who is, or was, or is to be in the conference of a task: their call, and their description.
    fn participants(&self, task: &str) -> Vec<(String, Presence, Value)> {
        let Some(it) = self.task(task) else { return Vec::new() };
        let conference = &it.conference;
        let describe = |call: &str, kind: &str, presence: Presence, on_hold: bool, ends: bool| {
            // As in a form: each value is a list of texts.
            let one = |value: &str| json!([value]);
            json!({
                "sid": sid_like("UT", call),
                "participant_sid": sid_like("UT", call),
                "channel_sid": sid_like("UO", task),
                "channel_type": "voice",
                "interaction_sid": sid_like("KD", task),
                "type": kind,
                "routing_properties": { "task_sid": task },
                "media_properties": {
                    "AccountSid": one(&it.account),
                    "CallSid": one(call),
                    "Coaching": one("false"),
                    "ConferenceSid": one(&conference.sid),
                    "EndConferenceOnExit": one(&ends.to_string()),
                    "FriendlyName": one(task),
                    "Hold": one(&on_hold.to_string()),
                    "Muted": one("false"),
                    "SequenceNumber": one("1"),
                    "StartConferenceOnEnter": one("true"),
                    "StatusCallbackEvent": one(match presence {
                        Presence::Left => "participant-leave",
                        Presence::Ringing | Presence::Joined => "participant-join",
                    }),
                    "Timestamp": one("2026-01-01T00:00:00.000Z"),
                },
            })
        };
        if conference.participants.is_empty() {
            return Vec::new();
        }
        let presence = if conference.is_over { Presence::Left } else { Presence::Joined };
        let call = conference.customer_call.clone();
        let customer = describe(&call, "customer", presence, conference.on_hold, true);
        let mut all = vec![(call, presence, customer)];
        for participant in &conference.participants {
            let Participant { call, part, presence, on_hold, ends_conference } = participant;
            let kind = match part {
                Part::Agent { .. } => "agent",
                Part::Supervisor { .. } => "supervisor",
                Part::External { .. } => "external",
            };
            let mut described = describe(call, kind, *presence, *on_hold, *ends_conference);
            match part {
                Part::Agent { worker, reservation } => {
                    described["routing_properties"]["worker_sid"] = json!(worker);
                    described["routing_properties"]["reservation_sid"] = json!(reservation);
                }
                Part::Supervisor { worker } => {
                    described["routing_properties"]["worker_sid"] = json!(worker);
                }
                Part::External { number } => {
                    described["media_properties"]["To"] = json!([number]);
                }
            }
            all.push((call.clone(), *presence, described));
        }
        all
    }
}
