//! Random working days: calls, people, and one fault after the other.

use std::time::Duration;

use voice_client_core::{CallSid, Intent, Time};

use crate::{FarEnd, FarEndState};

use super::state::{Scene, State};
use super::watch::{Watch, no_secret};
use super::{Exception, FAULTS, Fault, finish, wait_until_well};

/// How long a working day is, in milliseconds.
const LENGTH: u64 = 9 * 3_600_000;
/// How long after something has happened the world is looked at closely, in milliseconds.
const CLOSE_LOOK: u64 = 3_000;
/// The longest that a day waits for the end of a fault, in milliseconds, most of the time.
const USUAL_WAIT: u64 = 120_000;

/// How long Twilio keeps a call that nobody holds.
const UNHELD: Duration = Duration::from_secs(30);
/// How much later than it happens an end may be noticed here.
const SLACK: Duration = Duration::from_secs(2);

/// What a day was like.
#[derive(Debug, Default, Clone, Copy)]
pub struct Day {
    /// How many faults there were.
    pub faults: u32,
    /// How many calls were heard.
    pub calls: u32,
    /// How many calls were lost to a fault that no call survives.
    pub lost: u32,
}

impl std::ops::AddAssign for Day {
    fn add_assign(&mut self, other: Self) {
        self.faults += other.faults;
        self.calls += other.calls;
        self.lost += other.lost;
    }
}

/// Lets a day pass. Each seed is another day, and always the same one. Says what should not have
/// been, if anything.
pub fn day(seed: u64) -> Result<Day, String> {
    let mut random = fastrand::Rng::with_seed(seed);
    let scene = Scene::new(State::Ready, seed, |_| {}).ok_or("not ready in the morning")?;
    let morning = scene.world.now();
    let mut run = Run {
        scene,
        watch: Watch::default(),
        placed: morning,
        over: None,
        met: vec![],
        day: Day::default(),
    };
    let evening = morning.as_millis() + LENGTH;
    // What the table says does not hold would not hold here either.
    let is_open =
        |fault: &Fault| fault.except.iter().any(|(_, it)| matches!(it, Exception::NotHeld(_)));
    let survivable: Vec<_> = FAULTS.iter().filter(|it| !is_open(it)).collect();
    let mut last = "nothing";
    while run.scene.world.now().as_millis() < evening {
        let pause = random.u64(0..60_000);
        let told = run.person(&mut random).and_then(|()| run.pass(pause));
        told.map_err(|why| format!("day {seed}, after {last}: {why}"))?;
        let fault = survivable[random.usize(..survivable.len())];
        last = fault.name;
        run.fault(fault, &mut random).map_err(|why| format!("day {seed}, {last}: {why}"))?;
    }
    run.close().map_err(|why| format!("day {seed}, in the evening, after {last}: {why}"))?;
    Ok(run.day)
}

struct Run {
    scene: Scene,
    watch: Watch,
    /// When the call was placed.
    placed: Time,
    /// When it was over, if it is.
    over: Option<Time>,
    /// The faults that it has met.
    met: Vec<Met>,
    day: Day,
}

/// A fault that a call has met.
struct Met {
    fault: &'static Fault,
    begun: Time,
    /// Nothing while it lasts.
    ended: Option<Time>,
    /// Whether what it takes to take the call up was on disk when it began.
    is_kept: bool,
}

impl Met {
    /// Whether messages that it has made late may still be on their way.
    fn is_felt(&self, now: Time) -> bool {
        self.was_between(now.earlier(Duration::from_millis(self.fault.lag)), now)
    }

    fn was_between(&self, from: Time, to: Time) -> bool {
        self.begun <= to && self.ended.is_none_or(|ended| from <= ended)
    }
}

impl Run {
    /// Somebody does something.
    fn person(&mut self, random: &mut fastrand::Rng) -> Result<(), String> {
        self.account_for_call()?;
        let scene = &mut self.scene;
        let Some(call) = scene.call.clone() else {
            if scene.world.is_registered() {
                scene.place_call();
                (self.placed, self.over) = (scene.world.now(), None);
                let now = self.placed;
                self.met.retain(|it| it.is_felt(now));
            }
            return Ok(());
        };
        let shown = scene.world.view().call.as_ref();
        let is_shown = shown.is_some_and(|it| it.call_sid == call) && !scene.world.is_ended;
        match random.u8(0..6) {
            0 if is_shown => {
                scene.is_ended = true;
                scene.world.wants(Intent::HangUp);
            }
            1 => {
                scene.is_ended = true;
                scene.world.customer_hangs_up(&call);
            }
            2 if is_shown => scene.press_mute(),
            3 if is_shown => {
                let digits = crate::World::digits("1");
                scene.world.wants(Intent::SendDigits { digits });
            }
            _ => {}
        }
        Ok(())
    }

    /// A call that is over makes room for the next one, and has to have ended for a reason.
    fn account_for_call(&mut self) -> Result<(), String> {
        let Some(call) = self.scene.call.clone() else { return Ok(()) };
        let far_end = self.scene.world.far_end(&call);
        let (state, heard) = (far_end.state, far_end.was_active);
        if state == FarEndState::Ringing && self.is_unknown(&call) {
            // Nobody is going to answer it.
            self.scene.world.customer_hangs_up(&call);
        } else if !state.is_over() {
            return Ok(());
        } else if heard && !self.scene.is_ended {
            if !self.may_lose(far_end) {
                let log = &self.scene.world.log;
                let log = &log[log.len().saturating_sub(8)..];
                let (placed, over) = (self.placed, self.over);
                let met: Vec<_> =
                    self.met.iter().map(|it| (it.fault.name, it.begun, it.ended)).collect();
                return Err(format!(
                    "a call of {placed} ended, and no person wanted it: {state:?}, {over:?}, after \
                     {met:?}, {log:?}"
                ));
            }
            self.day.lost += 1;
        }
        self.day.calls += u32::from(heard);
        (self.scene.call, self.scene.is_ended, self.scene.is_muted) = (None, false, false);
        Ok(())
    }

    /// Whether the faults that it has met may have ended a call that was heard. One of them may do
    /// so alone, while it lasts; and a call whose document has died is not taken up again in time
    /// without what that takes: a network, a token, a microphone.
    fn may_lose(&self, call: &FarEnd) -> bool {
        let Some(over) = self.over else { return false };
        let loses = |it: &Met| it.fault.loses_heard() && it.was_between(over.earlier(SLACK), over);
        let is_unheld = |it: &&Met| {
            it.fault.kills_document && it.begun >= self.placed && over <= it.begun + UNHELD + SLACK
        };
        // Whom the tokens are of has changed since it came.
        let is_for_another = call.to != self.scene.world.twilio.identity;
        self.met.iter().any(loses)
            || self.met.iter().filter(is_unheld).any(|death| {
                let mut met = self.met.iter();
                is_for_another
                    || !death.is_kept
                    || met.any(|it| it.fault.hinders_rescue() && it.was_between(death.begun, over))
            })
    }

    /// How long messages may be on their way.
    fn lag(&self, now: Time) -> Duration {
        let lags = self.met.iter().filter(|it| it.is_felt(now)).map(|it| it.fault.lag);
        Duration::from_millis(lags.max().unwrap_or_default())
    }

    fn is_unknown(&self, call: &CallSid) -> bool {
        self.scene.world.view().call.as_ref().is_none_or(|shown| shown.call_sid != *call)
    }

    fn fault(&mut self, fault: &'static Fault, random: &mut fastrand::Rng) -> Result<(), String> {
        self.day.faults += 1;
        let world = &self.scene.world;
        let is_kept = self
            .scene
            .call
            .as_ref()
            .is_some_and(|it| world.kept().to_string().contains(it.as_str()));
        self.met.push(Met { fault, begun: world.now(), ended: None, is_kept });
        (fault.begin)(&mut self.scene);
        let longest = if random.u8(0..20) == 0 { fault.lasts } else { fault.lasts.min(USUAL_WAIT) };
        let lasts = random.u64(0..=longest);
        let before = random.u64(0..=lasts);
        self.pass(before)?;
        self.person(random)?;
        self.pass(lasts - before)?;
        (fault.end)(&mut self.scene);
        let now = self.scene.world.now();
        if let Some(met) = self.met.last_mut() {
            met.ended = Some(now);
        }
        self.scene.settle();
        self.pass(random.u64(0..60_000))?;
        self.account_for_call()
    }

    fn pass(&mut self, millis: u64) -> Result<(), String> {
        let begun = self.scene.world.now();
        let until = Time::from_millis(begun.as_millis() + millis);
        loop {
            let now = self.scene.world.now();
            self.watch.look(&self.scene, self.lag(now))?;
            let call = self.scene.call.as_ref();
            if call.is_some_and(|it| self.scene.world.far_end(it).state.is_over()) {
                self.over.get_or_insert(now);
            }
            let left = u64::try_from(until.since(now).as_millis()).unwrap_or(0);
            if left == 0 {
                return Ok(());
            }
            let close = now.since(begun).as_millis() < u128::from(CLOSE_LOOK);
            let step = if close { 50 } else { 1_000 };
            self.scene.world.millis(step.min(left));
        }
    }

    /// At the end of the day all is well, and no token has been shown.
    fn close(&mut self) -> Result<(), String> {
        let over = self.scene.world.now();
        wait_until_well(&mut self.scene, &mut self.watch, Duration::ZERO, over)?;
        self.account_for_call()?;
        finish(&mut self.scene, &mut self.watch)?;
        no_secret(&self.scene.world)
    }
}
