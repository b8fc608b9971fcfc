//! The far end's telephone: a real WebRTC endpoint that speaks and listens.
//!
//! What it sends is synthesised speech at a steady 20 ms a packet; what it receives it
//! counts and measures, so that "the audio was not interrupted" is a number.

mod g711;
mod hearing;
mod peer;
mod room;
mod socket;
mod speech;
pub(crate) mod stun;

pub use hearing::{Hearing, MediaReport, SinceMark};
pub use peer::{MediaPath, Peer, PeerError, PeerEvent};
pub use room::{Line, Place, Room};
