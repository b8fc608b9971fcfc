//! What is done whenever something changes.

use reactive_graph::effect::Effect;

/// Does it, and does it again whenever a signal changes that it reads.
pub fn effect(run: impl FnMut() + 'static) {
    erased(Box::new(run));
}

/// One for all: the code around each type of closure is larger than what is done.
fn erased(mut run: Box<dyn FnMut()>) {
    Effect::new(move |_: Option<()>| run());
}
