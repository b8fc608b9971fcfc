//! The ways that a call needs, as far as they can be known without a token.

use js_sys::{Function, JSON, Promise};
use leptos_dom::helpers::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    RtcIceGatheringState, RtcPeerConnection, RtcPeerConnectionState, RtcSessionDescriptionInit,
    WebSocket,
};

use crate::state::Reach;

/// Where the Voice SDK connects to.
const SIGNALLING: &str = "wss://voice-js.roaming.twilio.com/signal";

/// The STUN server of Twilio (<https://www.twilio.com/docs/stun-turn>), as a `RTCConfiguration`.
const STUN: &str = r#"{"iceServers":[{"urls":"stun:global.stun.twilio.com:3478"}]}"#;

/// How SDP says that a STUN server has seen an address.
const REFLEXIVE: &str = " typ srflx";

/// How long a way is looked for, in ms. The SDK waits as long for its signalling.
const PATIENCE_MS: i32 = 5_000;

/// How long a way that was refused is left alone before it is looked for once more, in ms. A network
/// that is back is not there for everybody in the same moment.
const PAUSE_MS: i32 = 1_000;

/// Whether Chrome says that there is no network at all.
pub(crate) fn is_offline() -> bool {
    !window().navigator().on_line()
}

/// Whether Twilio's signalling lets in whoever wants to say who they are.
pub(crate) async fn signalling() -> Reach {
    if !is_let_in().await {
        wait(PAUSE_MS, |_| {}).await;
        if !is_let_in().await {
            return Reach::Shut;
        }
    }
    Reach::Open
}

async fn is_let_in() -> bool {
    let Ok(socket) = WebSocket::new(SIGNALLING) else { return false };
    wait(PATIENCE_MS, |done| {
        socket.set_onopen(Some(done));
        socket.set_onerror(Some(done));
    })
    .await;
    let is_open = socket.ready_state() == WebSocket::OPEN;
    // Whatever it is at, nobody needs it any more.
    let _ = socket.close();
    is_open
}

/// Whether sound goes out of Chrome, and gets to Twilio and back, as far as that shows without a token:
/// Twilio's STUN server answers everybody. It has another port than the media servers, and in a network
/// that lets only these through nothing is heard of it.
pub(crate) async fn media() -> Reach {
    if !is_possible().await.unwrap_or_default() {
        Reach::Shut
    } else if is_answered().await.unwrap_or_default() {
        Reach::Open
    } else {
        Reach::Unsure
    }
}

/// Whether sound comes back into Chrome by way of this computer's own address.
async fn is_possible() -> Result<bool, JsValue> {
    let (one, other) = (RtcPeerConnection::new()?, RtcPeerConnection::new()?);
    let has_met = meet(&one, &other).await;
    one.close();
    other.close();
    has_met
}

/// Whether Twilio's STUN server has said what this computer is seen as.
async fn is_answered() -> Result<bool, JsValue> {
    let configuration = JSON::parse(STUN)?.unchecked_into();
    let connection = RtcPeerConnection::new_with_configuration(&configuration)?;
    connection.add_transceiver_with_str("audio");
    let description = describe(&connection, connection.create_offer()).await;
    connection.close();
    Ok(description?.get_sdp().is_some_and(|it| it.contains(REFLEXIVE)))
}

/// Lets two connections find each other, by UDP: TCP they only know to call by.
async fn meet(one: &RtcPeerConnection, other: &RtcPeerConnection) -> Result<bool, JsValue> {
    one.add_transceiver_with_str("audio");
    let offer = describe(one, one.create_offer()).await?;
    JsFuture::from(other.set_remote_description(&offer)).await?;
    let answer = describe(other, other.create_answer()).await?;
    JsFuture::from(one.set_remote_description(&answer)).await?;
    // To `connecting`, and then to `connected`.
    for _ in 0..2 {
        if one.connection_state() != RtcPeerConnectionState::Connected {
            wait(PATIENCE_MS, |done| one.set_onconnectionstatechange(Some(done))).await;
        }
    }
    Ok(one.connection_state() == RtcPeerConnectionState::Connected)
}

/// What a connection tells the other, with all ways to it.
async fn describe(
    connection: &RtcPeerConnection,
    description: Promise,
) -> Result<RtcSessionDescriptionInit, JsValue> {
    let description = JsFuture::from(description).await?;
    JsFuture::from(connection.set_local_description(description.unchecked_ref())).await?;
    // To `gathering`, and then to `complete`.
    for _ in 0..2 {
        if connection.ice_gathering_state() != RtcIceGatheringState::Complete {
            wait(PATIENCE_MS, |done| connection.set_onicegatheringstatechange(Some(done))).await;
        }
    }
    Ok(connection.local_description().ok_or("there is none")?.unchecked_into())
}

/// Waits until `done` is called, or for so many ms.
async fn wait(longest: i32, listen: impl FnOnce(&Function)) {
    let mut listen = Some(listen);
    let promise = Promise::new(&mut |done, _| {
        // An interval that is too long for Chrome would fire at once, and do no harm.
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&done, longest);
        if let Some(listen) = listen.take() {
            listen(&done);
        }
    });
    let _ = JsFuture::from(promise).await;
}
