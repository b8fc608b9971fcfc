//! What a connection would offer to the other end.

/// Whether there is a way by UDP among the candidates of a session description: Twilio's media
/// servers know no other. Chrome finds none without a network, and where a policy keeps WebRTC to
/// the proxy.
///
/// <https://www.rfc-editor.org/rfc/rfc8839#section-5.1>
pub(crate) fn sends_by_udp(sdp: &str) -> bool {
    sdp.lines().filter_map(|line| line.strip_prefix("a=candidate:")).any(|it| {
        it.split(' ').nth(2).is_some_and(|transport| transport.eq_ignore_ascii_case("udp"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const UDP: &str = "a=candidate:1 1 udp 2113937151 5f5e.local 54321 typ host generation 0";
    const TCP: &str = "a=candidate:2 1 tcp 1518214911 192.0.2.7 9 typ host tcptype active";

    #[test]
    fn sound_goes_by_udp_and_by_nothing_else() {
        assert!(sends_by_udp(&format!("v=0\r\n{TCP}\r\n{UDP}\r\n")));
        assert!(sends_by_udp("a=candidate:1 1 UDP 1 192.0.2.7 5 typ host"));
        assert!(!sends_by_udp(&format!("v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n{TCP}\r\n")));
        assert!(!sends_by_udp(""));
    }
}
