//! What the page knows. Everything that it says follows from this.

use voice_client_core::{ChosenDevices, OfferedDevices, View};
use voice_client_ui::MicrophoneState;

/// What the page knows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct State {
    /// Whether the microphone can be used.
    pub(crate) microphone: MicrophoneState,
    /// The devices that there are.
    pub(crate) offered: OfferedDevices,
    /// Those that are chosen.
    pub(crate) chosen: ChosenDevices,
    /// What Chrome calls the microphone that is being tested.
    pub(crate) tested: Option<String>,
    /// Somebody has been heard through the microphone that is chosen.
    pub(crate) heard: bool,
    /// How far the test of the speaker is.
    pub(crate) speaker: SpeakerTest,
    /// The way to Twilio's signalling.
    pub(crate) signalling: Reach,
    /// The way for sound.
    pub(crate) media: Reach,
    /// Chrome says that there is no network at all.
    pub(crate) is_offline: bool,
    /// Whether the icon is always seen; nothing as long as Chrome has not said.
    pub(crate) is_pinned: Option<bool>,
    /// What the worker says; nothing when it is silent.
    pub(crate) view: Option<View>,
    /// It has had the time to say something.
    pub(crate) is_silent: bool,
}

/// How far the test of the speaker is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum SpeakerTest {
    /// Nothing has been played.
    #[default]
    Untried,
    /// The sound is being played, and the person asked about it.
    Playing,
    /// They hear it.
    Heard,
    /// They do not.
    NotHeard,
    /// Chrome can't play through it.
    Failed,
}

/// What a check of the connection has found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Not known yet.
    #[default]
    Checking,
    /// There is a way.
    Open,
    /// It begins well, and how it goes on nobody has said.
    Unsure,
    /// There is none.
    Shut,
}
