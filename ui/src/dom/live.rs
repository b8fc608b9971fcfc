//! What is shown again whenever a signal changes that it reads.

use reactive_graph::effect::RenderEffect;
use reactive_graph::graph::{AnySubscriber, Subscriber, ToAnySubscriber};

/// An effect, and what it has shown last.
pub(super) struct Live<T: 'static>(RenderEffect<T>);

impl<T: 'static> Live<T> {
    /// Shows it in the place of what was there before, and again from now on.
    pub(super) fn begin(show: impl FnMut(Option<T>) -> T + 'static, before: Option<T>) -> Self {
        Self(RenderEffect::new_with_value(show, before))
    }

    /// Looks at what it has shown last.
    pub(super) fn with<U>(&self, look: impl FnOnce(&mut T) -> U) -> Option<U> {
        self.0.with_value_mut(look)
    }

    /// Shows nothing any more, and returns what it has shown last.
    pub(super) fn end(self) -> Option<T> {
        self.0.take_value()
    }
}

impl<T: 'static> Drop for Live<T> {
    fn drop(&mut self) {
        unsubscribe(&self.0.to_any_subscriber());
    }
}

/// The signals that it has read would remember it for ever.
#[inline(never)]
fn unsubscribe(subscriber: &AnySubscriber) {
    subscriber.clear_sources(subscriber);
}
