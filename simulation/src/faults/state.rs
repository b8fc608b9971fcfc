//! The states that a fault can meet the client in, and how the world gets there.

use voice_client_core::{CallSid, CallState, Intent, Status, TabId};

use crate::World;

/// How far the client is when something goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// No Flex tab has handed over a token.
    WaitingForFlex,
    /// The token Function has been asked.
    FetchingToken,
    /// The `Device` is on the way to Twilio.
    Registering,
    /// A call that comes now is answered.
    Ready,
    /// A call has come while the document for it is being opened.
    Ringing,
    /// The document has the call, and agent and customer do not hear each other yet.
    Connecting,
    /// They do.
    OnCall,
    /// The customer hears silence.
    Muted,
    /// The media path of the call is interrupted.
    Reconnecting,
    /// The agent has just hung up.
    Ending,
}

use State::{
    Connecting, Ending, FetchingToken, Muted, OnCall, Ready, Reconnecting, Registering, Ringing,
    WaitingForFlex,
};

impl State {
    /// All of them, in the order in which a client comes through them.
    pub const ALL: [Self; 10] = [
        WaitingForFlex,
        FetchingToken,
        Registering,
        Ready,
        Ringing,
        Connecting,
        OnCall,
        Muted,
        Reconnecting,
        Ending,
    ];

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            WaitingForFlex => "waiting for Flex",
            FetchingToken => "fetching the token",
            Registering => "registering",
            Ready => "ready",
            Ringing => "ringing",
            Connecting => "connecting",
            OnCall => "on a call",
            Muted => "on a call, muted",
            Reconnecting => "reconnecting",
            Ending => "ending",
        }
    }
}

/// A world in a state, and what a person has to do with it.
#[derive(Debug)]
pub(super) struct Scene {
    pub(super) world: World,
    /// The plugin's protocol: it differs from seed to seed, so that both are met.
    protocol: u8,
    /// The agent's tab, if there is one.
    pub(super) tab: Option<TabId>,
    /// The call that the scene is about.
    pub(super) call: Option<CallSid>,
    /// Further calls that have come.
    pub(super) others: Vec<CallSid>,
    /// Whether a person has ended the call.
    pub(super) is_ended: bool,
    /// Whether the agent wants silence.
    pub(super) is_muted: bool,
}

/// How long a world may take on its way into a state, in milliseconds.
const PATIENCE: u64 = 10_000;

impl Scene {
    /// A new world, brought into this state. Nothing if it does not get there.
    pub(super) fn new(state: State, seed: u64, prepare: fn(&mut World)) -> Option<Self> {
        let mut world = World::new(seed);
        prepare(&mut world);
        let mut scene = Self {
            world,
            protocol: if seed.is_multiple_of(2) { 2 } else { 1 },
            tab: None,
            call: None,
            others: vec![],
            is_ended: false,
            is_muted: false,
        };
        scene.reach(state)?;
        Some(scene)
    }

    fn reach(&mut self, state: State) -> Option<()> {
        if state == WaitingForFlex {
            self.world.seconds(1);
            return Some(());
        }
        self.open_flex();
        match state {
            WaitingForFlex => Some(()),
            FetchingToken => self.until(|it| it.world.function_requests == 1),
            Registering => self.until(|it| it.world.device.is_some()),
            Ready => self.until(Self::is_ready),
            Ringing => {
                self.reach_call()?;
                self.world.wants(Intent::HangUp);
                self.until(|it| it.world.view().call.is_none())?;
                self.place_call();
                let held = self.world.document.as_ref().and_then(|it| it.call.as_ref());
                held.is_none().then_some(())
            }
            Connecting => {
                self.until(Self::is_ready)?;
                self.place_call();
                let connecting = |it: &Self| {
                    it.world.document.as_ref().is_some_and(|document| document.call.is_some())
                };
                self.until(connecting)
            }
            OnCall => self.reach_call(),
            Muted => {
                self.reach_call()?;
                self.is_muted = true;
                self.world.wants(Intent::SetMuted { muted: true });
                self.until(|it| it.world.view().call.as_ref().is_some_and(|call| call.muted))
            }
            Reconnecting => {
                self.reach_call()?;
                self.world.cut_media();
                self.until(|it| it.shows(CallState::Reconnecting))
            }
            Ending => {
                self.reach_call()?;
                self.is_ended = true;
                self.world.wants(Intent::HangUp);
                self.until(|it| it.shows(CallState::Ending))
            }
        }
    }

    fn reach_call(&mut self) -> Option<()> {
        self.until(Self::is_ready)?;
        self.place_call();
        self.until(|it| it.shows(CallState::Active))
    }

    pub(super) fn open_flex(&mut self) {
        self.tab = Some(self.world.open_flex("a", self.protocol));
    }

    pub(super) fn place_call(&mut self) {
        self.call = Some(self.world.place_call("+15550100"));
    }

    /// The agent presses the button that mutes or unmutes the call that the popup shows, if any.
    pub(super) fn press_mute(&mut self) {
        if let Some(call) = &self.world.view().call {
            self.is_muted = !call.muted;
            self.world.wants(Intent::SetMuted { muted: self.is_muted });
        }
    }

    /// What people do once a fault is over: further callers give up, and Flex is open.
    pub(super) fn settle(&mut self) {
        for call in std::mem::take(&mut self.others) {
            self.world.customer_hangs_up(&call);
        }
        if self.tab.is_none() {
            self.open_flex();
        }
    }

    fn shows(&self, state: CallState) -> bool {
        self.world.view().call.as_ref().is_some_and(|call| call.state == state)
    }

    pub(super) fn is_ready(&self) -> bool {
        self.world.view().status == Status::Ready
    }

    /// Lets time pass until something holds.
    pub(super) fn until(&mut self, holds: impl Fn(&Self) -> bool) -> Option<()> {
        for _ in 0..PATIENCE {
            if holds(self) {
                return Some(());
            }
            self.world.millis(1);
        }
        None
    }
}
