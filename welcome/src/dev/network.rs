//! What stands behind the connection's step on the dev page: no network. The panel says what it would
//! find, and whoever checks again finds that all is well.
#![expect(clippy::unused_async, reason = "the extension's waits for the network")]

use crate::state::Reach;

pub(crate) const fn is_offline() -> bool {
    false
}

pub(crate) async fn signalling() -> Reach {
    Reach::Open
}

pub(crate) async fn media() -> Reach {
    Reach::Open
}
