//! The clock on the wall.

use voice_client_core::Time;

/// What the clock on the wall shows.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "milliseconds since 1970 are whole, positive, and far below 2^53"
)]
pub fn now() -> Time {
    Time::from_millis(js_sys::Date::now() as u64)
}
