//! Random working days: calls, people, and one fault after the other.

use std::time::Duration;

use voice_client_core::{CallSid, Intent, Time};

use crate::FarEndState;

use super::list::HEARD;
use super::state::{Scene, State};
use super::watch::{Watch, no_secret};
use super::{Exception, FAULTS, Fault, finish, wait_until_well};

/// How long a working day is, in milliseconds.
const LENGTH: u64 = 9 * 3_600_000;
/// How long after something has happened the world is looked at closely, in milliseconds.
const CLOSE_LOOK: u64 = 3_000;
/// The longest that a day waits for the end of a fault, in milliseconds, most of the time.
const USUAL_WAIT: u64 = 120_000;

/// How many faults back a loss may have begun.
const MEMORY: usize = 4;

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
    let mut run =
        Run { scene, watch: Watch::default(), lag: 0, recent: vec![], day: Day::default() };
    let evening = run.scene.world.now().as_millis() + LENGTH;
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
    lag: u64,
    /// The last faults, the newest last: what is left of one may meet the next.
    recent: Vec<&'static Fault>,
    day: Day,
}

impl Run {
    /// Somebody does something.
    fn person(&mut self, random: &mut fastrand::Rng) -> Result<(), String> {
        self.account_for_call()?;
        let scene = &mut self.scene;
        let Some(call) = scene.call.clone() else {
            scene.is_muted = false;
            if scene.world.is_registered() {
                scene.place_call();
            }
            return Ok(());
        };
        match random.u8(0..6) {
            0 => {
                scene.is_ended = true;
                scene.world.wants(Intent::HangUp);
            }
            1 => {
                scene.is_ended = true;
                scene.world.customer_hangs_up(&call);
            }
            2 => {
                scene.is_muted = !scene.is_muted;
                scene.world.wants(Intent::SetMuted { muted: scene.is_muted });
            }
            3 => {
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
            if !self.may_lose() {
                let log = &self.scene.world.log;
                let log = &log[log.len().saturating_sub(8)..];
                return Err(format!("a call ended, and no person wanted it: {state:?}, {log:?}"));
            }
            self.day.lost += 1;
        }
        self.day.calls += u32::from(heard);
        (self.scene.call, self.scene.is_ended, self.scene.is_muted) = (None, false, false);
        Ok(())
    }

    /// Whether the last faults together take a call with them that was heard. One of them may do so
    /// alone; and a call whose document has died is not taken up again in time without what that
    /// takes: a network, a token, a microphone.
    fn may_lose(&self) -> bool {
        let is_of_heard = |states: &[State]| states.iter().any(|it| HEARD.contains(it));
        let loses = |fault: &&'static Fault| {
            let mut except = fault.except.iter();
            except.any(|(states, it)| matches!(it, Exception::CallIsLost(_)) && is_of_heard(states))
        };
        let kills = self.recent.iter().any(|fault| fault.kills_document);
        self.recent.iter().any(loses) || kills && self.recent.iter().any(|it| it.hinders_rescue())
    }

    fn is_unknown(&self, call: &CallSid) -> bool {
        self.scene.world.view().call.as_ref().is_none_or(|shown| shown.call_sid != *call)
    }

    fn fault(&mut self, fault: &'static Fault, random: &mut fastrand::Rng) -> Result<(), String> {
        self.day.faults += 1;
        if self.recent.len() == MEMORY {
            self.recent.remove(0);
        }
        self.recent.push(fault);
        self.lag = fault.lag;
        (fault.begin)(&mut self.scene);
        let longest = if random.u8(0..20) == 0 { fault.lasts } else { fault.lasts.min(USUAL_WAIT) };
        self.pass(random.u64(0..=longest))?;
        (fault.end)(&mut self.scene);
        self.scene.settle();
        self.pass(random.u64(0..60_000))?;
        self.account_for_call()?;
        self.lag = 0;
        Ok(())
    }

    fn pass(&mut self, millis: u64) -> Result<(), String> {
        let begun = self.scene.world.now();
        let until = Time::from_millis(begun.as_millis() + millis);
        let lag = Duration::from_millis(self.lag);
        loop {
            self.watch.look(&self.scene, lag)?;
            let now = self.scene.world.now();
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
