//! The offscreen document: <https://developer.chrome.com/docs/extensions/reference/api/offscreen>.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

use voice_client_browser::{Error, offscreen, runtime};
use voice_client_core::{Event, OffscreenEvent, PortId};
use wasm_bindgen_futures::spawn_local;

use crate::shell::Shell;
use crate::warn;

/// No Port has this number: the document that could not be opened has none.
const NO_PORT: PortId = PortId(0);

/// What is still to be done about the document. Chrome fails a creation that overlaps another.
#[derive(Debug, Default)]
pub(crate) struct OffscreenDocument {
    orders: RefCell<VecDeque<Order>>,
    is_busy: Cell<bool>,
}

#[derive(Debug, Clone, Copy)]
enum Order {
    Open { fresh: bool },
    Close,
}

/// Sees to it that there is one: another one than now if it is to be fresh.
pub(super) fn open(shell: &Shell, fresh: bool) {
    follow(shell, Order::Open { fresh });
}

/// Closes it.
pub(super) fn close(shell: &Shell) {
    follow(shell, Order::Close);
}

fn follow(shell: &Shell, order: Order) {
    shell.offscreen.orders.borrow_mut().push_back(order);
    if shell.offscreen.is_busy.replace(true) {
        return;
    }
    let shell = shell.weak();
    spawn_local(async move {
        while let Some(shell) = shell.upgrade() {
            let next = shell.offscreen.orders.borrow_mut().pop_front();
            let Some(order) = next else {
                shell.offscreen.is_busy.set(false);
                return;
            };
            if let Err(error) = run(order).await {
                warn(&error);
                if let Order::Open { .. } = order {
                    let event = OffscreenEvent::OpenFailed;
                    shell.tell(Event::Offscreen { port: NO_PORT, event });
                }
            }
        }
    });
}

async fn run(order: Order) -> Result<(), Error> {
    let is_there = runtime::has_offscreen_document().await?;
    match order {
        Order::Open { fresh: false } if is_there => Ok(()),
        Order::Close if !is_there => Ok(()),
        Order::Close => offscreen::close_document().await,
        Order::Open { .. } => {
            if is_there {
                offscreen::close_document().await?;
            }
            // Not `AUDIO_PLAYBACK`: Chrome closes such a document after 30 s of silence.
            offscreen::create_document(
                "offscreen.html",
                &["USER_MEDIA", "WEB_RTC"],
                "Carries the phone call, so that it outlives the Flex tab",
            )
            .await
        }
    }
}
