//! A simulated world around the voice client: Flex tabs, the token Function, Twilio, an offscreen
//! document and a Chrome that kills workers, all under a virtual clock.
//!
//! The client in it is the real one, and so is the [`voice_client_core::leg::Leg`] in the
//! offscreen document. Tests run it natively; the development pages of popup and welcome run it
//! in the browser.
//!
//! ```
//! use voice_client_core::Status;
//! use voice_client_simulation::World;
//!
//! let mut world = World::new(1);
//! world.open_flex("a", 2);
//! world.seconds(1);
//! assert_eq!(world.view().status, Status::Ready);
//! ```

// What is made up here is well-formed; where it is not, the simulation is wrong and must not go on.
#![expect(clippy::expect_used)]

mod effects;
pub mod faults;
mod flex;
mod offscreen;
mod popup;
pub mod replay;
pub mod shift;
mod trouble;
mod twilio;
mod world;

pub use flex::FlexTab;
pub use trouble::Delivery;
pub use twilio::{FarEnd, FarEndState, Function};
pub use world::World;
