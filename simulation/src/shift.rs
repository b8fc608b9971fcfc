//! The morning of a contact centre: many agents start their shift against one token Function.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fmt::Write as _;
use std::time::Duration;

use voice_client_core::leg::{Holds, Report};
use voice_client_core::protocol::ToPage;
use voice_client_core::{
    Attempt, Client, Effect, Event, FlexTabEvent, Jitter, Kept, Memory, Microphone, Moment,
    OffscreenEvent, PortId, Secret, Status, Time, TokenError, TokenReply, VoiceEvent,
};

use crate::flex::FlexTab;

const SECOND: u64 = 1_000;
/// The first moment.
const BEGINNING: u64 = 86_400_000;
/// How long a voice token lives, in seconds: the Function's default.
const VOICE_TOKEN_LIFE: u32 = 3_600;
/// The second from which on voice tokens are renewed.
const FIRST_RENEWAL: u64 = VOICE_TOKEN_LIFE as u64 * 6 / 10;
/// How long a Flex token lives, in milliseconds: Flex renews it once in the time that is looked at,
/// which is not what this is about.
const FLEX_TOKEN_LIFE: u64 = 12 * 3_600 * SECOND;
/// The Ports of each agent's one tab and one offscreen document.
const TAB: PortId = PortId(1);
const DOCUMENT: PortId = PortId(2);
/// Rates are counted over so many seconds: a single second says more about chance.
const WINDOW: usize = 10;

/// A morning.
#[derive(Debug, Clone, Copy)]
pub struct Shift {
    /// How many agents come.
    pub agents: u32,
    /// Within how many seconds they come, evenly spread.
    pub arrivals: u64,
    /// How many requests a second the Function takes; it answers 429 to any more.
    pub capacity: u32,
    /// From when to when the Function answers 503, in seconds from the first arrival.
    pub outage: (u64, u64),
    /// For how many seconds the morning is looked at.
    pub lasts: u64,
    /// Decides all that is left to chance.
    pub seed: u64,
}

impl Shift {
    /// As many agents as these, within five minutes, against a Function that takes 50 requests a
    /// second and fails for two minutes in the middle; with fewer agents than ten thousand, one
    /// that takes fewer in proportion.
    pub fn of(agents: u32) -> Self {
        let capacity = (agents / 200).max(1);
        Self { agents, arrivals: 300, capacity, outage: (90, 210), lasts: 3_600, seed: 1 }
    }
}

/// What came of it.
#[derive(Debug)]
pub struct Morning {
    shift: Shift,
    /// How long each agent that became ready took, sorted.
    pub ready_after: Vec<Duration>,
    /// How many requests the Function got, by second.
    requests: Vec<u32>,
    /// How many of them it answered with a token, by second.
    served: Vec<u32>,
}

impl Morning {
    /// How long so many per cent of the agents took at most.
    pub fn percentile(&self, percent: usize) -> Duration {
        let last = self.ready_after.len().saturating_sub(1);
        self.ready_after.get(last * percent / 100).copied().unwrap_or_default()
    }

    /// The highest rate of requests between these seconds, over ten of them.
    pub fn peak(&self, from: u64, to: u64) -> f64 {
        let seconds = self.between(from, to);
        let sums = seconds.windows(WINDOW).map(|it| it.iter().sum::<u32>());
        f64::from(sums.max().unwrap_or(0)) / 10.0
    }

    /// The highest rate after the Function has failed, until the voice tokens are renewed.
    pub fn peak_after_outage(&self) -> f64 {
        self.peak(self.shift.outage.1, FIRST_RENEWAL)
    }

    /// The highest rate while voice tokens are renewed.
    pub fn peak_of_renewals(&self) -> f64 {
        self.peak(FIRST_RENEWAL, self.shift.lasts)
    }

    /// What a contact centre is promised when everybody comes at once: all become ready, and what was
    /// put off by the outage, or has to be renewed, does not come together. Says what does not hold.
    pub fn judge(&self) -> Result<(), String> {
        let Shift { agents, capacity, .. } = self.shift;
        let ready = self.ready_after.len();
        let (after_outage, renewals) = (self.peak_after_outage(), self.peak_of_renewals());
        let capacity = f64::from(capacity);
        if u32::try_from(ready) != Ok(agents) {
            return Err(format!("only {ready} of {agents} agents became ready"));
        }
        if after_outage > 1.5 * capacity {
            return Err(format!(
                "a wave after the outage: {after_outage:.1} requests/s, more than 1.5 times what the \
                 Function takes"
            ));
        }
        if renewals > capacity {
            return Err(format!(
                "renewals come together: {renewals:.1} requests/s, more than the Function takes"
            ));
        }
        Ok(())
    }

    fn between(&self, from: u64, to: u64) -> &[u32] {
        let index = |second: u64| usize::try_from(second).unwrap_or(usize::MAX);
        self.requests.get(index(from)..index(to)).unwrap_or_default()
    }

    /// For people to read.
    pub fn report(&self) -> String {
        let Shift { agents, arrivals, capacity, outage, .. } = self.shift;
        let mut text = format!(
            "{agents} agents within {arrivals} s; a Function that takes {capacity} requests/s and \
             fails from {} s to {} s\n\n",
            outage.0, outage.1
        );
        let seconds = |percent| self.percentile(percent).as_secs_f64();
        let _ = writeln!(
            text,
            "ready: {} of {agents}; time to ready: p50 {:.1} s, p95 {:.1} s, p99 {:.1} s, max {:.1} s",
            self.ready_after.len(),
            seconds(50),
            seconds(95),
            seconds(99),
            seconds(100),
        );
        let capacity = f64::from(capacity);
        for (what, peak) in [
            ("during the outage", self.peak(outage.0, outage.1)),
            ("after the outage", self.peak_after_outage()),
            ("renewals", self.peak_of_renewals()),
        ] {
            let _ = writeln!(
                text,
                "peak rate, {what}: {peak:.1} requests/s ({:.2} × what the Function takes)",
                peak / capacity
            );
        }
        text.push_str("\n  from     requests/s  tokens/s\n");
        for (index, requests) in self.requests.chunks(30).enumerate() {
            let served: u32 = self.served.iter().skip(index * 30).take(30).sum();
            let requests: u32 = requests.iter().sum();
            if requests == 0 {
                continue;
            }
            let rate = f64::from(requests) / 30.0;
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a bar")]
            let bar = "█".repeat((rate / capacity * 20.0).round() as usize);
            let second = index * 30;
            let _ = writeln!(
                text,
                "{:>4}:{:02}  {rate:>11.1}  {:>8.1}  {bar}",
                second / 60,
                second % 60,
                f64::from(served) / 30.0
            );
        }
        text
    }
}

struct Agent {
    client: Client,
    tab: FlexTab,
    arrives: u64,
    is_ready: bool,
    wake_at: Option<Time>,
}

enum Happening {
    Arrives,
    Timer(Time),
    Asks(Attempt),
    Event(Box<Event>),
}

/// Ordered by time, and then as it was said.
struct Queued {
    at: u64,
    order: u64,
    agent: usize,
    happening: Happening,
}

impl PartialEq for Queued {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}
impl Eq for Queued {}
impl PartialOrd for Queued {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Queued {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.at, self.order).cmp(&(other.at, other.order))
    }
}

struct Centre {
    shift: Shift,
    now: u64,
    random: fastrand::Rng,
    agents: Vec<Agent>,
    queue: BinaryHeap<Reverse<Queued>>,
    order: u64,
    morning: Morning,
}

/// Lets a morning pass.
pub fn morning(shift: Shift) -> Morning {
    let seconds = usize::try_from(shift.lasts).unwrap_or(0) + 1;
    let mut centre = Centre {
        shift,
        now: BEGINNING,
        random: fastrand::Rng::with_seed(shift.seed),
        agents: vec![],
        queue: BinaryHeap::new(),
        order: 0,
        morning: Morning {
            shift,
            ready_after: vec![],
            requests: vec![0; seconds],
            served: vec![0; seconds],
        },
    };
    centre.hire();
    centre.run();
    centre.morning.ready_after.sort_unstable();
    centre.morning
}

impl Centre {
    fn hire(&mut self) {
        for index in 0..self.shift.agents {
            let arrives = self.random.u64(0..self.shift.arrivals * SECOND);
            let now = Time::from_millis(BEGINNING + arrives);
            self.agents.push(Agent {
                client: Client::new("1.0.0"),
                tab: FlexTab::new(1, "a", 2, 1, FLEX_TOKEN_LIFE, now),
                arrives,
                is_ready: false,
                wake_at: None,
            });
            let agent = usize::try_from(index).unwrap_or(usize::MAX);
            self.later(agent, arrives, Happening::Arrives);
        }
    }

    fn run(&mut self) {
        let end = BEGINNING + self.shift.lasts * SECOND;
        while let Some(Reverse(Queued { at, agent, happening, .. })) = self.queue.pop() {
            if at >= end {
                break;
            }
            self.now = at;
            match happening {
                Happening::Arrives => self.arrives(agent),
                Happening::Timer(at) if self.agents[agent].wake_at == Some(at) => {
                    self.deliver(agent, Event::Tick);
                }
                Happening::Timer(_) => {}
                Happening::Asks(attempt) => self.function(agent, attempt),
                Happening::Event(event) => self.deliver(agent, *event),
            }
        }
    }

    fn second(&self) -> usize {
        usize::try_from((self.now - BEGINNING) / SECOND).unwrap_or(usize::MAX)
    }

    fn arrives(&mut self, agent: usize) {
        let tab = &mut self.agents[agent].tab;
        let (hello, configure) = (tab.hello(), tab.configure());
        self.deliver(agent, Event::Woke(Memory::Kept(Kept::default())));
        self.deliver(agent, Event::Flex { port: TAB, event: hello });
        let event = FlexTabEvent::Said(configure);
        self.deliver(agent, Event::Flex { port: TAB, event });
    }

    /// The Function is asked.
    fn function(&mut self, agent: usize, attempt: Attempt) {
        let second = self.second();
        let (from, to) = self.shift.outage;
        self.morning.requests[second] += 1;
        let in_outage = (from..to).contains(&(second as u64));
        let result = if in_outage {
            Err(TokenError::from_status(503))
        } else if self.morning.served[second] >= self.shift.capacity {
            Err(TokenError::from_status(429))
        } else {
            self.morning.served[second] += 1;
            Ok(TokenReply {
                identity: format!("ext_agent_{agent}"),
                token: Secret::new(format!("voice-secret-{agent}")),
                lifetime: Some(VOICE_TOKEN_LIFE),
            })
        };
        self.answer(agent, 20, 200, Event::VoiceToken { attempt, result });
    }

    fn deliver(&mut self, agent: usize, event: Event) {
        let now = Time::from_millis(self.now);
        let at = Moment { now, jitter: Jitter::new(self.random.u16(..)) };
        for effect in self.agents[agent].client.handle(event, at) {
            self.run_effect(agent, effect);
        }
    }

    fn run_effect(&mut self, agent: usize, effect: Effect) {
        match effect {
            Effect::FetchVoiceToken { attempt, .. } => {
                let delay = self.random.u64(5..50);
                self.later(agent, delay, Happening::Asks(attempt));
            }
            Effect::ProbeNetwork { attempt } => {
                self.answer(agent, 20, 200, Event::NetworkProbed { attempt, answered: true });
            }
            Effect::Register { attempt, .. } => {
                let event = VoiceEvent::Registered;
                self.answer(agent, 50, 300, Event::Voice { attempt, event });
            }
            Effect::OpenOffscreen { .. } => {
                let (holds, microphone) = (Holds::Nothing, Microphone::Granted);
                let hello = Report::Hello { holds, microphone, devices: None };
                let event = OffscreenEvent::Reported(hello);
                self.answer(agent, 50, 150, Event::Offscreen { port: DOCUMENT, event });
            }
            Effect::ToFlex { message: ToPage::Configured, .. } => {
                let token = self.agents[agent].tab.token(Time::from_millis(self.now));
                let event = FlexTabEvent::Said(token);
                self.answer(agent, 1, 20, Event::Flex { port: TAB, event });
            }
            Effect::WakeAt(at) => {
                self.agents[agent].wake_at = at;
                if let Some(at) = at {
                    let delay = at.as_millis().saturating_sub(self.now);
                    self.later(agent, delay, Happening::Timer(at));
                }
            }
            Effect::ShowView(view) => {
                let it = &mut self.agents[agent];
                if view.status == Status::Ready && !it.is_ready {
                    it.is_ready = true;
                    let took = Duration::from_millis(self.now - BEGINNING - it.arrives);
                    self.morning.ready_after.push(took);
                }
            }
            Effect::Save(_)
            | Effect::Keep(_)
            | Effect::KeepChoice(_)
            | Effect::Reload
            | Effect::UpdateVoiceToken { .. }
            | Effect::Unregister
            | Effect::Reject { .. }
            | Effect::CloseOffscreen
            | Effect::ToOffscreen { .. }
            | Effect::ToFlex { .. }
            | Effect::ShowBadge(_)
            | Effect::Notify(_)
            | Effect::Unnotify(_)
            | Effect::OpenWelcome
            | Effect::OpenFlex { .. }
            | Effect::InjectContentScripts
            | Effect::Log(_) => {}
        }
    }

    fn answer(&mut self, agent: usize, least: u64, most: u64, event: Event) {
        let delay = self.random.u64(least..=most);
        self.later(agent, delay, Happening::Event(Box::new(event)));
    }

    fn later(&mut self, agent: usize, delay: u64, happening: Happening) {
        self.order += 1;
        let (at, order) = (self.now + delay, self.order);
        self.queue.push(Reverse(Queued { at, order, agent, happening }));
    }
}
