//! The fault matrix: every fault of [`FAULTS`] brought about in every [`State`], under the virtual
//! clock.
//!
//! A cell holds when nothing is shown that is not true, no call ends that no person ended, and the
//! client is ready again without a person once the fault is over. What can't be so is said in the
//! table, with the reason; a test fails when the table says something else than what happens.

mod day;
mod list;
mod report;
mod state;
mod watch;

use std::time::Duration;

use voice_client_core::{CallState, Intent, Status, Time};

use crate::trouble::MEDIA_RETURN;
use crate::{FarEndState, World};

pub use day::{Day, day};
pub use list::{FAULTS, UNTOLD};
pub use report::{MEASURED, report};
use state::Scene;
pub use state::State;
use watch::{Watch, no_secret, tabs_agree};

/// How often each cell is played; things take differently long each time.
const SEEDS: u64 = 8;
/// How long the client may take to be ready again, in milliseconds. The longest wait of its own is
/// ten minutes.
const PATIENCE: u64 = 15 * 60_000;

/// How long the media path of a call that reconnects is away at most, in milliseconds: after 25 s
/// another document takes it up, which is another fault's subject.
const LONGEST_CUT: u64 = 20_000;

/// Something that can go wrong.
#[derive(Debug)]
pub struct Fault {
    /// What kind of fault it is.
    pub group: &'static str,
    /// What goes wrong, and for how long.
    pub name: &'static str,
    /// How long it lasts, in milliseconds.
    lasts: u64,
    /// How long messages may be on their way meanwhile, in milliseconds.
    lag: u64,
    /// How long after its end all has to be well again, in milliseconds.
    within: u64,
    /// Whether the offscreen document dies of it.
    kills_document: bool,
    /// What has to be so before the client starts.
    prepare: fn(&mut World),
    begin: fn(&mut Scene),
    end: fn(&mut Scene),
    /// The cells that are not as they should be.
    except: &'static [(&'static [State], Exception)],
    /// The journeys in a real browser that play it: file and title, or how the title begins.
    pub journeys: &'static [(&'static str, &'static str)],
}

impl Fault {
    /// Whether it alone ends calls that are heard.
    fn loses_heard(&self) -> bool {
        let is_of_heard = |states: &[State]| states.iter().any(|it| list::HEARD.contains(it));
        let mut except = self.except.iter();
        except.any(|(states, it)| matches!(it, Exception::CallIsLost(_)) && is_of_heard(states))
    }

    /// Whether a call whose document dies at the same time may lack what takes it up again.
    fn hinders_rescue(&self) -> bool {
        !list::WITHOUT_CONSEQUENCE.contains(&self.group)
    }
}

/// Why a cell is not as it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Exception {
    /// There is no such cell.
    Impossible(&'static str),
    /// The call can't be saved, or not be answered; all else holds.
    CallIsLost(&'static str),
    /// It should hold, and does not.
    NotHeld(&'static str),
}

/// What has come of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// All is as it should be.
    Held,
    /// All but the call: it ended though no person ended it, or nobody answered it.
    CallLost,
    /// Something is not as it should be.
    Broken(String),
}

/// A fault in a state.
#[derive(Debug)]
pub struct Cell {
    /// The state.
    pub state: State,
    /// The fault.
    pub fault: &'static Fault,
    expects: Option<Exception>,
    /// What has come of it; nothing for a cell that can't be.
    outcome: Option<Outcome>,
    /// How long after the end of the fault all was well again, at worst.
    recovery: Duration,
}

impl Cell {
    /// What is wrong with what the table says of this cell, if anything.
    pub fn surprise(&self) -> Option<String> {
        let (state, name) = (self.state.name(), self.fault.name);
        let expected = match self.expects {
            None => matches!(self.outcome, Some(Outcome::Held)),
            Some(Exception::Impossible(_)) => self.outcome.is_none(),
            Some(Exception::CallIsLost(_)) => matches!(self.outcome, Some(Outcome::CallLost)),
            Some(Exception::NotHeld(_)) => !matches!(self.outcome, Some(Outcome::Held)),
        };
        (!expected).then(|| {
            format!("{state} / {name}: expected {:?}, got {:?}", self.expects, self.outcome)
        })
    }
}

/// Plays every cell.
pub fn matrix() -> Vec<Cell> {
    let cells = FAULTS.iter().flat_map(|fault| State::ALL.map(|state| play(state, fault)));
    cells.collect()
}

fn play(state: State, fault: &'static Fault) -> Cell {
    let exception = fault.except.iter().find(|(states, _)| states.contains(&state));
    let expects = exception.map(|(_, exception)| *exception);
    let mut cell = Cell { state, fault, expects, outcome: None, recovery: Duration::ZERO };
    if matches!(expects, Some(Exception::Impossible(_))) {
        return cell;
    }
    // The media path comes back when the fault is over, which the SDK takes its time to notice.
    let more = if state == State::Reconnecting { MEDIA_RETURN } else { 0 };
    let within = Duration::from_millis(fault.within + more);
    let mut outcome = Outcome::Held;
    for seed in 0..SEEDS {
        match play_once(state, fault, seed) {
            Ok(Recovery { after, call_is_lost }) => {
                cell.recovery = cell.recovery.max(after);
                if after > within {
                    outcome = Outcome::Broken(format!("well after {after:?} only"));
                }
                if call_is_lost && outcome == Outcome::Held {
                    outcome = Outcome::CallLost;
                }
            }
            Err(why) => outcome = Outcome::Broken(why),
        }
    }
    cell.outcome = Some(outcome);
    cell
}

struct Recovery {
    after: Duration,
    call_is_lost: bool,
}

fn play_once(state: State, fault: &Fault, seed: u64) -> Result<Recovery, String> {
    let scene = Scene::new(state, seed, fault.prepare);
    let mut scene = scene.ok_or("the world does not get into the state")?;
    let mut watch = Watch::default();
    let lag = Duration::from_millis(fault.lag);
    (fault.begin)(&mut scene);
    let cut = fault.lasts.min(LONGEST_CUT);
    pass(&mut scene, &mut watch, lag, cut)?;
    if state == State::Reconnecting && cut < fault.lasts {
        scene.world.restore_media();
    }
    pass(&mut scene, &mut watch, lag, fault.lasts - cut)?;
    (fault.end)(&mut scene);
    if state == State::Reconnecting {
        scene.world.restore_media();
    }
    scene.settle();

    let over = scene.world.now();
    let after = wait_until_well(&mut scene, &mut watch, lag, over)?;
    let call_is_lost = has_lost_its_call(&scene);
    let wait = finish(&mut scene, &mut watch)?;
    no_secret(&scene.world)?;
    Ok(Recovery { after: after + wait, call_is_lost })
}

/// Lets time pass, with open eyes.
fn pass(scene: &mut Scene, watch: &mut Watch, lag: Duration, millis: u64) -> Result<(), String> {
    let until = Time::from_millis(scene.world.now().as_millis() + millis);
    loop {
        watch.look(scene, lag)?;
        let left = u64::try_from(until.since(scene.world.now()).as_millis()).unwrap_or(0);
        if left == 0 {
            return Ok(());
        }
        let step = if left > 120_000 { 1_000 } else { 20 };
        scene.world.millis(step.min(left));
    }
}

fn wait_until_well(
    scene: &mut Scene,
    watch: &mut Watch,
    lag: Duration,
    over: Time,
) -> Result<Duration, String> {
    loop {
        let waited = scene.world.now().since(over);
        watch.look(scene, lag)?;
        if is_well(scene) {
            return Ok(waited);
        }
        if waited > Duration::from_millis(PATIENCE) {
            let view = scene.world.view();
            return Err(format!(
                "not well after {waited:?}: {:?}, {:?}, call {:?}",
                view.status, view.problem, view.call
            ));
        }
        scene.world.millis(if waited.as_secs() < 60 { 20 } else { 100 });
    }
}

/// Whether the call goes on, or there is none and the client is ready.
fn is_well(scene: &Scene) -> bool {
    let (world, view) = (&scene.world, scene.world.view());
    if !world.is_registered() || !tabs_agree(world) {
        return false;
    }
    match (&scene.call, &view.call) {
        (Some(call), Some(shown)) if !scene.is_ended => {
            let far_end = world.far_end(call);
            shown.call_sid == *call
                && shown.state == CallState::Active
                && far_end.state == FarEndState::Active
                && far_end.muted == scene.is_muted
        }
        (_, Some(_)) => false,
        (_, None) => view.status == Status::Ready,
    }
}

fn has_lost_its_call(scene: &Scene) -> bool {
    let Some(call) = scene.call.as_ref().filter(|_| !scene.is_ended) else { return false };
    let shown = scene.world.view().call.as_ref();
    scene.world.far_end(call).state != FarEndState::Active
        || shown.is_none_or(|it| it.call_sid != *call)
}

/// What has recovered works: the call is ended by the agent, and the next one is answered. How much
/// longer than usual the client takes from one to the other.
fn finish(scene: &mut Scene, watch: &mut Watch) -> Result<Duration, String> {
    let prompt = Duration::ZERO;
    pass(scene, watch, prompt, 2_000)?;
    if let Some(call) = scene.call.clone() {
        if scene.world.far_end(&call).state == FarEndState::Ringing {
            scene.world.customer_hangs_up(&call);
        } else if scene.world.view().call.is_some() {
            scene.is_ended = true;
            scene.world.wants(Intent::HangUp);
        }
        pass(scene, watch, prompt, 4_000)?;
        if !scene.world.far_end(&call).state.is_over() {
            return Err("the agent has hung up, and the customer is still there".to_owned());
        }
    }
    let over = scene.world.now();
    let wait = wait_until_well(scene, watch, prompt, over)?;
    let next = scene.world.place_call("+15550101");
    pass(scene, watch, prompt, 2_000)?;
    if scene.world.far_end(&next).state != FarEndState::Active {
        return Err("the next call is not answered".to_owned());
    }
    Ok(wait)
}
