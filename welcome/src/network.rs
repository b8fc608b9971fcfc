//! The ways that a call needs, as far as they can be known without a token.

use js_sys::{Function, Promise};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{RtcIceGatheringState, RtcPeerConnection, RtcSessionDescriptionInit, WebSocket};

use crate::sdp::sends_by_udp;
use crate::state::Reach;

/// Where the Voice SDK connects to.
const SIGNALLING: &str = "wss://voice-js.roaming.twilio.com/signal";

/// How long a way is looked for, in ms. The SDK waits as long for its signalling.
const PATIENCE_MS: i32 = 5_000;

/// Whether Chrome says that there is no network at all.
pub(crate) fn is_offline() -> bool {
    !window().navigator().on_line()
}

/// Whether Twilio's signalling lets in whoever wants to say who they are.
pub(crate) async fn signalling() -> Reach {
    let Ok(socket) = WebSocket::new(SIGNALLING) else { return Reach::Shut };
    wait(|done| {
        socket.set_onopen(Some(done));
        socket.set_onerror(Some(done));
    })
    .await;
    let is_open = socket.ready_state() == WebSocket::OPEN;
    // Whatever it is at, nobody needs it any more.
    let _ = socket.close();
    if is_open { Reach::Open } else { Reach::Shut }
}

/// Whether Chrome finds a way for sound out of this computer. It does not know how far it goes.
pub(crate) async fn media() -> Reach {
    let Ok(connection) = RtcPeerConnection::new() else { return Reach::Shut };
    let found = candidates(&connection).await;
    connection.close();
    match found {
        Ok(sdp) if sends_by_udp(&sdp) => Reach::Open,
        Ok(_) | Err(_) => Reach::Shut,
    }
}

/// What the connection would tell the other end, with all ways to it.
async fn candidates(connection: &RtcPeerConnection) -> Result<String, JsValue> {
    connection.add_transceiver_with_str("audio");
    let offer = JsFuture::from(connection.create_offer()).await?;
    let offer: &RtcSessionDescriptionInit = offer.unchecked_ref();
    JsFuture::from(connection.set_local_description(offer)).await?;
    // To `gathering`, and then to `complete`.
    for _ in 0..2 {
        if connection.ice_gathering_state() != RtcIceGatheringState::Complete {
            wait(|done| connection.set_onicegatheringstatechange(Some(done))).await;
        }
    }
    Ok(connection.local_description().map(|it| it.sdp()).unwrap_or_default())
}

/// Waits until `done` is called, or patience is at its end.
async fn wait(listen: impl FnOnce(&Function)) {
    let mut listen = Some(listen);
    let promise = Promise::new(&mut |done, _| {
        // An interval that is too long for Chrome would fire at once, and do no harm.
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&done, PATIENCE_MS);
        if let Some(listen) = listen.take() {
            listen(&done);
        }
    });
    let _ = JsFuture::from(promise).await;
}
