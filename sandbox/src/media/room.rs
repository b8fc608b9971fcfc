//! A conference's sound: each hears the others, as long as neither is on hold.
//!
//! Agents and supervisors are at a [`Peer`](super::Peer) each. Customers, and whoever else is at a
//! telephone, have none: they speak without pause, and what they would hear is counted.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::g711;
use super::speech::{self, SAMPLES_PER_PACKET};

/// Samples, 20 ms of them.
type Frame = [i16; SAMPLES_PER_PACKET as usize];

/// How many packets of a speaker a listener may be behind with: more is lost, as in any jitter buffer.
const LATE_PACKETS: usize = 5;
/// How far the speech of two telephones is apart, in packets, so that they do not speak in chorus.
const APART_PACKETS: usize = 61;

/// What somebody in a room is able to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// At a telephone: speaks, and is spoken to.
    Telephone,
    /// At a peer: speaks, and is spoken to.
    Agent,
    /// At a peer: is spoken to.
    Supervisor,
    /// Does neither, for the moment.
    OnHold,
}

impl Place {
    fn speaks(self) -> bool {
        matches!(self, Self::Telephone | Self::Agent)
    }

    fn hears(self) -> bool {
        self != Self::OnHold
    }
}

/// A conference's sound. Its people go by the SIDs of their calls.
#[derive(Debug, Default)]
pub struct Room(Mutex<BTreeMap<String, Seat>>);

#[derive(Debug)]
struct Seat {
    place: Place,
    /// What has been said by agents, and not been heard yet.
    inbox: BTreeMap<String, VecDeque<Frame>>,
    /// How many packets have been heard, of whom.
    heard: BTreeMap<String, u64>,
}

impl Room {
    /// Says who is there now. What those have heard who are gone stays known.
    pub fn seat(&self, people: &BTreeMap<String, Place>) {
        let mut seats = self.seats();
        for (call, seat) in seats.iter_mut() {
            seat.place = people.get(call).copied().unwrap_or(Place::OnHold);
        }
        for (call, place) in people {
            seats.entry(call.clone()).or_insert_with(|| Seat {
                place: *place,
                inbox: BTreeMap::new(),
                heard: BTreeMap::new(),
            });
        }
    }

    /// How many packets somebody has heard, of whom.
    pub fn heard_by(&self, call: &str) -> BTreeMap<String, u64> {
        self.seats().get(call).map(|seat| seat.heard.clone()).unwrap_or_default()
    }

    /// An agent has said this: µ-law.
    fn say(&self, speaker: &str, payload: &[u8]) {
        let mut seats = self.seats();
        if !seats.get(speaker).is_some_and(|seat| seat.place.speaks()) {
            return;
        }
        let mut frame = [0; SAMPLES_PER_PACKET as usize];
        for (sample, byte) in frame.iter_mut().zip(payload) {
            *sample = g711::decode(*byte);
        }
        for (call, listener) in seats.iter_mut() {
            if call == speaker || !listener.place.hears() {
                continue;
            }
            *listener.heard.entry(speaker.to_owned()).or_default() += 1;
            if listener.place != Place::Telephone {
                let inbox = listener.inbox.entry(speaker.to_owned()).or_default();
                inbox.push_back(frame);
                if inbox.len() > LATE_PACKETS {
                    inbox.pop_front();
                }
            }
        }
    }

    /// What an agent hears next, in the `turn`th packet: µ-law.
    fn hear(&self, listener: &str, turn: usize) -> Vec<u8> {
        let mut seats = self.seats();
        let telephones: Vec<_> = seats
            .iter()
            .filter(|(call, seat)| *call != listener && seat.place == Place::Telephone)
            .map(|(call, _)| call.clone())
            .collect();
        let Some(seat) = seats.get_mut(listener).filter(|seat| seat.place.hears()) else {
            return speech::pause().to_vec();
        };
        let mut mixed: Frame = [0; SAMPLES_PER_PACKET as usize];
        let mut add = |frame: &mut dyn Iterator<Item = i16>| {
            for (sum, sample) in mixed.iter_mut().zip(frame) {
                *sum = sum.saturating_add(sample);
            }
        };
        // Whatever is said: the room is never digitally silent.
        add(&mut speech::pause().iter().map(|byte| g711::decode(*byte)));
        for (n, call) in telephones.into_iter().enumerate() {
            let packet = speech::packet(turn + n * APART_PACKETS);
            add(&mut packet.iter().map(|byte| g711::decode(*byte)));
            *seat.heard.entry(call).or_default() += 1;
        }
        for inbox in seat.inbox.values_mut() {
            if let Some(frame) = inbox.pop_front() {
                add(&mut frame.into_iter());
            }
        }
        mixed.iter().map(|sample| g711::encode(*sample)).collect()
    }

    fn seats(&self) -> MutexGuard<'_, BTreeMap<String, Seat>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a peer is connected with.
#[derive(Debug, Clone)]
pub struct Line(Option<(Arc<Room>, String)>);

impl Line {
    /// A telephone, whose owner speaks without pause.
    pub fn direct() -> Self {
        Self(None)
    }

    /// The place of a call in a room.
    pub fn into_room(room: Arc<Room>, call: String) -> Self {
        Self(Some((room, call)))
    }

    /// The agent has said this: µ-law.
    pub(super) fn say(&self, payload: &[u8]) {
        if let Some((room, call)) = &self.0 {
            room.say(call, payload);
        }
    }

    /// What the agent hears next, in the `turn`th packet: µ-law.
    pub(super) fn hear(&self, turn: usize) -> Vec<u8> {
        match &self.0 {
            Some((room, call)) => room.hear(call, turn),
            None => speech::packet(turn).to_vec(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOUD: [u8; 160] = [0x00; 160];

    fn room(people: &[(&str, Place)]) -> Room {
        let room = Room::default();
        room.seat(&people.iter().map(|(call, place)| ((*call).to_owned(), *place)).collect());
        room
    }

    fn peak(payload: &[u8]) -> i16 {
        payload.iter().map(|byte| g711::decode(*byte).saturating_abs()).max().unwrap()
    }

    #[test]
    fn agents_hear_one_another_and_a_supervisor_both_but_nobody_themselves() {
        let room = room(&[
            ("anna", Place::Agent),
            ("ben", Place::Agent),
            ("boss", Place::Supervisor),
            ("customer", Place::Telephone),
        ]);
        room.say("anna", &LOUD);
        room.say("boss", &LOUD);
        assert!(peak(&room.hear("ben", 0)) > 30_000);
        assert!(peak(&room.hear("boss", 0)) > 30_000);
        assert!(peak(&room.hear("anna", 80)) < 2_000);
        let heard = |who| room.heard_by(who).into_keys().collect::<Vec<_>>();
        assert_eq!(heard("anna"), ["customer"]);
        assert_eq!(heard("ben"), ["anna", "customer"]);
        assert_eq!(heard("customer"), ["anna"]);
    }

    #[test]
    fn a_customer_on_hold_neither_speaks_nor_hears() {
        let room = room(&[("anna", Place::Agent), ("customer", Place::OnHold)]);
        room.say("anna", &LOUD);
        let loudest = (0..200).map(|turn| peak(&room.hear("anna", turn))).max().unwrap();
        assert!(loudest < 2_000, "{loudest}");
        assert_eq!(room.heard_by("customer"), BTreeMap::new());
        assert_eq!(room.heard_by("anna"), BTreeMap::new());
    }

    #[test]
    fn who_has_left_is_not_heard_any_more() {
        let room = room(&[("anna", Place::Agent), ("ben", Place::Agent)]);
        room.say("anna", &LOUD);
        room.seat(&BTreeMap::from([("ben".to_owned(), Place::Agent)]));
        room.say("anna", &LOUD);
        assert_eq!(room.heard_by("ben"), BTreeMap::from([("anna".to_owned(), 1)]));
    }
}
