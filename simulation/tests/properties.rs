//! The invariants, under random days: events in any order, faults, and worker deaths between any
//! two of them.

// What a day is made of is well-formed, or the test is wrong.
#![expect(clippy::unwrap_used)]

use std::collections::BTreeSet;

use proptest::prelude::*;
use voice_client_core::leg::{Report, SdkEvent};
use voice_client_core::protocol::FromPage;
use voice_client_core::recorder::redacted;
use voice_client_core::{
    CallSid, CallState, ChosenDevices, DeviceKind, EndReason, Icon, Intent, LegCall, Mic,
    Microphone, QualityWarning, Secret, Status, Ticket, VoiceEvent,
};
use voice_client_simulation::replay::Recording;
use voice_client_simulation::{FarEnd, FarEndState, Function, World};

#[derive(Debug, Clone)]
enum Step {
    Wait(u64),
    OpenFlex { other: bool, protocol: u8 },
    CloseFlex(usize),
    Call,
    CustomerHangsUp(usize),
    AgentHangsUp,
    FlexHangsUp(usize),
    Mute(bool),
    Digits,
    Restart,
    RestartWithConsent,
    TryAgain,
    KillWorker,
    CrashOffscreen,
    Function(Function),
    Network(bool),
    Microphone(Microphone),
    DeviceFails(u32),
    DeviceLost,
    SocketDies,
    SdkRecovers(u32),
    Warning,
    StaleReport,
    Choose { n: usize, kind: DeviceKind, label: &'static str },
    Plug(&'static [&'static str]),
    UpdateExtension,
    UpdateIsThere,
    SetClock(i64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0_u64..3_000).prop_map(Step::Wait),
        1 => (3_000_u64..4_000_000).prop_map(Step::Wait),
        2 => (prop::bool::weighted(0.2), 1_u8..=2)
            .prop_map(|(other, protocol)| Step::OpenFlex { other, protocol }),
        1 => (0_usize..4).prop_map(Step::CloseFlex),
        4 => Just(Step::Call),
        1 => (0_usize..4).prop_map(Step::CustomerHangsUp),
        1 => Just(Step::AgentHangsUp),
        1 => (0_usize..4).prop_map(Step::FlexHangsUp),
        2 => any::<bool>().prop_map(Step::Mute),
        1 => Just(Step::Digits),
        1 => Just(Step::Restart),
        1 => Just(Step::RestartWithConsent),
        1 => Just(Step::TryAgain),
        4 => Just(Step::KillWorker),
        2 => Just(Step::CrashOffscreen),
        2 => prop_oneof![
            Just(Function::Well),
            Just(Function::Garbled),
            Just(Function::Silent),
            Just(Function::Unreachable),
            (0_u32..20_000).prop_map(Function::Slow),
            (400_u16..600).prop_map(Function::Status),
        ].prop_map(Step::Function),
        1 => any::<bool>().prop_map(Step::Network),
        1 => prop_oneof![
            Just(Microphone::Granted), Just(Microphone::Denied), Just(Microphone::Missing),
        ].prop_map(Step::Microphone),
        1 => prop_oneof![Just(20101), Just(20104), Just(31005), Just(53000), Just(31480), Just(1)]
            .prop_map(Step::DeviceFails),
        1 => Just(Step::DeviceLost),
        1 => Just(Step::SocketDies),
        1 => Just(53405_u32).prop_map(Step::SdkRecovers),
        1 => Just(Step::Warning),
        1 => Just(Step::StaleReport),
        2 => (0_usize..4, prop::sample::select(vec![DeviceKind::Input, DeviceKind::Output]),
            prop::sample::select(vec!["", "Built-in", "Headset", "Unheard of"]))
            .prop_map(|(n, kind, label)| Step::Choose { n, kind, label }),
        1 => prop::sample::select(vec![&["Built-in", "Headset"][..], &["Headset"], &[]])
            .prop_map(Step::Plug),
        1 => Just(Step::UpdateExtension),
        1 => Just(Step::UpdateIsThere),
        1 => (-40_000_000_i64..4_000_000).prop_map(Step::SetClock),
    ]
}

#[derive(Debug, Clone)]
enum Death {
    Worker,
    Document,
    Both,
    Extension,
    None { muted: bool },
}

fn death() -> impl Strategy<Value = Death> {
    prop_oneof![
        Just(Death::Worker),
        Just(Death::Document),
        Just(Death::Both),
        Just(Death::Extension),
        any::<bool>().prop_map(|muted| Death::None { muted }),
    ]
}

/// What a document says of a call that nobody knows.
fn stale_leg() -> LegCall {
    LegCall {
        call_sid: CallSid::parse(format!("CA{}", "f".repeat(32))).unwrap(),
        state: CallState::Active,
        mic: Mic::Muted,
        started_at: None,
        signalling_until: None,
        media_until: None,
        quality: vec![],
        speaking_while_muted: false,
        wants_token: false,
        ticket: Ticket {
            connect_token: Secret::new("connect-secret".to_owned()),
            edge: "roaming".to_owned(),
        },
    }
}

/// A day, and what a person has asked to end in it.
struct Day {
    world: World,
    ended_by_person: BTreeSet<CallSid>,
    /// Whose agent's side was away while there was no network, token Function or microphone: it may
    /// not be taken up again in time.
    were_cut_off: BTreeSet<CallSid>,
    microphone: Microphone,
}

impl Day {
    fn new(seed: u64) -> Self {
        Self {
            world: World::new(seed),
            ended_by_person: BTreeSet::new(),
            were_cut_off: BTreeSet::new(),
            microphone: Microphone::Granted,
        }
    }

    /// A step, and a while.
    fn pass(&mut self, step: Step, wait: u64) {
        self.step(step);
        self.mind_cut_off();
        self.world.millis(wait);
        self.mind_cut_off();
    }

    fn mind_cut_off(&mut self) {
        let world = &self.world;
        // Without a Flex token there is no voice token but the one that there is, which may end.
        let flex_token_ends = world.view().renewals.flex_token_ends;
        let lacks = self.microphone != Microphone::Granted
            || world.function != Function::Well
            || flex_token_ends.is_none_or(|it| it <= world.clock());
        let is_cut_off = |it: &FarEnd| !world.network || lacks && !it.has_agent();
        let cut_off =
            world.far_ends().filter(|(_, it)| is_cut_off(it)).map(|(call, _)| call.clone());
        self.were_cut_off.extend(cut_off);
    }

    fn current(&self) -> Option<CallSid> {
        self.world.view().call.as_ref().map(|it| it.call_sid.clone())
    }

    fn nth_call(&self, n: usize) -> Option<CallSid> {
        self.world.far_ends().filter(|(_, it)| !it.state.is_over()).nth(n).map(|it| it.0.clone())
    }

    fn nth_tab(&self, n: usize) -> Option<voice_client_core::TabId> {
        self.world.tabs().get(n).map(|tab| tab.id)
    }

    fn sdk_recovers(&mut self, code: u32) {
        self.world.sdk_says(SdkEvent::Reconnecting { code });
        self.world.sdk_says(SdkEvent::Failed { code });
        self.world.sdk_says(SdkEvent::Reconnected);
    }

    fn step(&mut self, step: Step) {
        match step {
            Step::Wait(millis) => self.world.millis(millis),
            Step::OpenFlex { other, protocol } => {
                self.world.open_flex(if other { "b" } else { "a" }, protocol);
            }
            Step::CloseFlex(n) => {
                if let Some(tab) = self.nth_tab(n) {
                    self.world.close_flex(tab);
                }
            }
            Step::Call => {
                self.world.place_call("+15550100");
            }
            Step::CustomerHangsUp(n) => {
                if let Some(call) = self.nth_call(n) {
                    self.ended_by_person.insert(call.clone());
                    self.world.customer_hangs_up(&call);
                }
            }
            Step::AgentHangsUp => {
                self.ended_by_person.extend(self.current());
                self.world.wants(Intent::HangUp);
            }
            Step::FlexHangsUp(n) => {
                if let Some(tab) = self.nth_tab(n) {
                    self.ended_by_person.extend(self.current());
                    self.world.page_says(tab, FromPage::HangUpCall { call_sid: None });
                }
            }
            Step::Mute(muted) => self.world.wants(Intent::SetMuted { muted }),
            Step::Digits => {
                self.world.wants(Intent::SendDigits { digits: World::digits("1") });
            }
            Step::Restart => self.world.wants(Intent::Restart { end_call: false }),
            Step::RestartWithConsent => {
                self.ended_by_person.extend(self.current());
                self.world.wants(Intent::Restart { end_call: true });
            }
            Step::TryAgain => self.world.wants(Intent::TryAgain),
            Step::KillWorker => self.world.kill_worker(),
            Step::CrashOffscreen => self.world.crash_offscreen(),
            Step::Function(function) => {
                self.world.function = function;
            }
            Step::Network(network) => {
                if network {
                    self.world.restore_network();
                } else {
                    self.world.lose_network();
                }
            }
            Step::Microphone(microphone) => {
                self.microphone = microphone;
                self.world.set_microphone(microphone);
            }
            Step::DeviceFails(code) => self.world.device_says(VoiceEvent::Failed { code }),
            Step::SocketDies => self.world.kill_socket(),
            Step::DeviceLost => self.world.device_says(VoiceEvent::Unregistered),
            Step::SdkRecovers(code) => self.sdk_recovers(code),
            Step::Choose { n, kind, label } => {
                if let Some(tab) = self.nth_tab(n) {
                    let label = (!label.is_empty()).then(|| World::device(label));
                    self.world.page_says(tab, FromPage::SetAudioDevice { kind, label });
                }
            }
            Step::Plug(labels) => self.world.plug(labels),
            // Chrome leaves an extension alone that has a call.
            Step::UpdateExtension => {
                if self.nth_call(0).is_none() {
                    self.world.update_extension();
                }
            }
            Step::UpdateIsThere => self.world.offer_update(),
            Step::SetClock(by) => self.world.set_clock(by),
            Step::Warning => {
                self.world.sdk_says(SdkEvent::Warning(QualityWarning::HighRtt));
            }
            Step::StaleReport => {
                let leg = stale_leg();
                let call_sid = leg.call_sid.clone();
                self.world.offscreen_says(Report::Call(leg));
                let reason = EndReason::FarEnd;
                self.world.offscreen_says(Report::Ended(voice_client_core::leg::Ended {
                    call_sid,
                    reason,
                }));
            }
        }
    }

    fn check(&self) {
        let world = &self.world;
        let held = world.far_ends().filter(|(_, it)| it.has_agent()).count();
        assert!(held <= 1, "{held} calls at once");
        for (call, far_end) in world.far_ends() {
            let ended = matches!(far_end.state, FarEndState::EndedByAgent | FarEndState::Lost);
            if ended && far_end.was_active && !self.were_cut_off.contains(call) {
                assert!(
                    self.ended_by_person.contains(call),
                    "{call} ended, and no person wanted it: {:?}",
                    world.log
                );
            }
        }
        let view = world.view();
        assert_eq!(
            Some(Icon::from(view)),
            world.badge().map(|it| it.icon),
            "badge and popup disagree"
        );
        let kept = world.kept().to_string();
        // On disk there is what takes up the call that is on, and nothing else.
        let kept = match &view.call {
            Some(call) => kept.replace(&format!("connect-secret-{}", call.call_sid), ""),
            None => kept,
        };
        for text in [format!("{view:?}"), format!("{:?}", world.log), kept] {
            assert!(!text.contains("secret"), "a secret in {text}");
        }
    }

    /// What the audio goes through is what is chosen, as far as it is there.
    fn check_devices(&self) {
        let devices = self.world.view().devices.clone().unwrap();
        let there = |label: &Option<_>, offered: &[_]| {
            label.clone().filter(|label| offered.contains(label))
        };
        let expected = ChosenDevices {
            input: there(&devices.input, &devices.inputs),
            output: there(&devices.output, &devices.outputs),
        };
        assert_eq!(self.world.in_use(), Some(&expected));
    }

    /// What support gets can be replayed, shows what was shown, and holds no secret.
    fn check_record(&mut self) {
        let json = self.world.record().json();
        assert!(!json.contains("secret"), "a secret in {json}");
        let steps = Recording::read(&json).unwrap().replay();
        let different: Vec<_> = steps.iter().filter(|it| !it.is_as_recorded()).collect();
        assert!(different.is_empty(), "{different:#?}");
        let replayed = steps.last().map(|it| redacted(&it.after));
        assert_eq!(replayed, Some(redacted(self.world.view())));
    }

    /// Nothing is wrong with the world any more, and nobody calls.
    fn faults_are_over(&mut self) {
        self.world.function = Function::Well;
        self.world.set_clock_right();
        self.world.restore_network();
        self.world.set_microphone(Microphone::Granted);
        let over: Vec<_> = self.world.far_ends().map(|(call, _)| call.clone()).collect();
        for call in over {
            self.world.customer_hangs_up(&call);
        }
    }

    /// The world is healthy again, and the agent begins anew in it.
    fn heal(&mut self) {
        self.faults_are_over();
        for tab in self.world.tabs().iter().map(|tab| tab.id).collect::<Vec<_>>() {
            self.world.close_flex(tab);
        }
        self.world.seconds(10);
        self.world.wants(Intent::Restart { end_call: true });
        self.world.seconds(10);
        self.world.open_flex("a", 1);
        self.world.seconds(60);
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 256, failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn a_random_day_keeps_the_invariants_and_ends_ready(
        seed: u64,
        steps in prop::collection::vec((step(), 0_u64..400), 1..80),
    ) {
        let mut day = Day::new(seed);
        day.world.open_flex("a", 2);
        for (step, wait) in steps {
            day.pass(step, wait);
            day.check();
        }
        day.heal();
        day.check();
        day.check_record();
        day.check_devices();
        prop_assert_eq!(day.world.view().status, Status::Ready, "{:?}", day.world.log);
        prop_assert!(day.world.is_registered(), "ready, but Twilio knows nothing of it");
        let silence = day.world.tabs()[0].heartbeat_at.map(|at| day.world.now().since(at));
        prop_assert!(silence.is_some_and(|it| it.as_secs() < 3), "no heartbeat for {:?}", silence);

        // And it works.
        let call = day.world.place_call("+15550100");
        day.world.seconds(2);
        prop_assert_eq!(day.world.far_end(&call).state, FarEndState::Active);
    }

    /// Whatever dies in whatever order, and whatever the agent asks for meanwhile.
    #[test]
    fn a_call_outlives_the_death_of_all_that_holds_it(
        seed: u64,
        steps in prop::collection::vec((death(), 0_u64..700), 1..40),
    ) {
        let mut world = World::new(seed);
        world.open_flex("a", 2);
        world.seconds(2);
        let call = world.place_call("+15550100");
        world.seconds(1);
        let mut muted = false;
        for (step, wait) in steps {
            match step {
                Death::Worker => world.kill_worker(),
                Death::Document => world.crash_offscreen(),
                Death::Both => {
                    world.crash_offscreen();
                    world.kill_worker();
                }
                Death::Extension => {
                    world.crash_extension();
                    world.start_extension();
                }
                Death::None { muted: wanted } => {
                    muted = wanted;
                    world.wants(Intent::SetMuted { muted });
                }
            }
            world.millis(wait);
            prop_assert_eq!(world.far_end(&call).state, FarEndState::Active);
        }
        world.seconds(5);
        let shown = world.view().call.clone();
        prop_assert_eq!(shown.map(|it| (it.state, it.muted)), Some((CallState::Active, muted)));
        prop_assert_eq!(world.far_end(&call).muted, muted);
        world.customer_hangs_up(&call);
        world.seconds(5);
        prop_assert_eq!(world.view().last_call.map(|it| it.reason), Some(EndReason::FarEnd));
        prop_assert_eq!(world.view().status, Status::Ready);
    }

    /// Without a restart too: a fault that is over leaves nothing behind.
    #[test]
    fn faults_that_are_over_leave_nothing_behind(
        seed: u64,
        steps in prop::collection::vec((step(), 0_u64..400), 1..40),
    ) {
        let mut day = Day::new(seed);
        let first = day.world.open_flex("a", 2);
        for (step, wait) in steps {
            if matches!(step, Step::CloseFlex(_) | Step::OpenFlex { other: true, .. }) {
                continue;
            }
            day.pass(step, wait);
        }
        day.faults_are_over();
        // The longest wait is the one of a Function that has refused many times.
        day.world.seconds(700);
        prop_assert_eq!(day.world.view().status, Status::Ready, "{:?}", day.world.log);
        prop_assert!(day.world.is_registered());
        prop_assert!(day.world.tab(first).is_some_and(|tab| tab.heartbeat.is_some()));
    }
}
