//! `stun:global.stun.twilio.com:3478`: tells whoever asks by UDP what they are seen as.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use stun_types::attribute::XorMappedAddress;
use stun_types::message::{
    BINDING, Message, MessageClass, MessageWrite, MessageWriteExt, MessageWriteVec,
};
use tokio::net::UdpSocket;

use super::MediaPath;

/// The port of STUN, which a client does not look for elsewhere when a host is mapped.
const PORT: u16 = 3478;
/// What everybody is seen as (RFC 5737). A client takes no note of an address that it knows as its
/// own.
const OUTSIDE: IpAddr = IpAddr::V4(Ipv4Addr::new(203, 0, 113, 1));

/// The address that is this sandbox's own among those of loopback, by the port of its hosts.
pub(crate) fn address(port: u16) -> Ipv4Addr {
    let [high, low] = port.to_be_bytes();
    Ipv4Addr::new(127, 1, high, low)
}

/// Opens its socket.
pub(crate) async fn bind(address: Ipv4Addr) -> std::io::Result<UdpSocket> {
    UdpSocket::bind((address, PORT)).await
}

/// Answers for as long as it is awaited, but not while the way of all media is cut.
pub(crate) async fn serve(socket: UdpSocket, path: MediaPath) {
    let mut buffer = [0; 1_500];
    loop {
        // An error is somebody's who does not listen any more.
        let Ok((length, source)) = socket.recv_from(&mut buffer).await else { continue };
        if path.is_cut() {
            continue;
        }
        if let Some(answer) = buffer.get(..length).and_then(|it| answer(it, source)) {
            // One that can't be sent is lost, as on any network.
            let _ = socket.send_to(&answer, source).await;
        }
    }
}

fn answer(datagram: &[u8], source: SocketAddr) -> Option<Vec<u8>> {
    let is_request =
        |it: &Message<'_>| it.has_class(MessageClass::Request) && it.has_method(BINDING);
    let request = Message::from_bytes(datagram).ok().filter(is_request)?;
    let seen_as = SocketAddr::new(OUTSIDE, source.port());
    let mut answer = Message::builder_success(&request, MessageWriteVec::new());
    let address = XorMappedAddress::new(seen_as, request.transaction_id());
    answer.add_attribute(&address).ok()?;
    Some(answer.finish())
}
