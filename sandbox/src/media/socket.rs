//! The socket of a peer.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Instant;

use tokio::net::UdpSocket;

/// A UDP socket on loopback that knows when its datagrams arrived, however late they are read: what
/// a busy machine does to the sandbox is not what it does to a call.
pub(super) struct MediaSocket {
    socket: UdpSocket,
}

/// A datagram that has been read.
pub(super) struct Received {
    /// How many bytes it has.
    pub(super) length: usize,
    /// Who has sent it.
    pub(super) source: SocketAddr,
    /// When it arrived.
    pub(super) at: Instant,
}

impl MediaSocket {
    /// One on a port that is free, and its address.
    pub(super) fn bind() -> io::Result<(Self, SocketAddr)> {
        let socket = std::net::UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
        socket.set_nonblocking(true)?;
        stamp::ask_for(&socket)?;
        let address = socket.local_addr()?;
        Ok((Self { socket: UdpSocket::from_std(socket)? }, address))
    }

    /// Sends a datagram. One that can't be sent is lost, as on any network.
    pub(super) async fn send(&self, datagram: &[u8], destination: SocketAddr) {
        let _ = self.socket.send_to(datagram, destination).await;
    }

    /// The next datagram.
    pub(super) async fn receive(&self, buffer: &mut [u8]) -> io::Result<Received> {
        stamp::receive(&self.socket, buffer).await
    }
}

/// The kernel's time stamps.
#[cfg(target_os = "linux")]
mod stamp {
    use std::io::IoSliceMut;
    use std::net::{SocketAddr, SocketAddrV4};
    use std::os::fd::AsRawFd;
    use std::time::{Duration, SystemTime};

    use nix::sys::socket::{
        ControlMessageOwned, MsgFlags, SockaddrIn, recvmsg, setsockopt, sockopt,
    };
    use nix::sys::time::TimeSpec;
    use tokio::io::Interest;

    use super::{Instant, Received, UdpSocket, io};

    pub(super) fn ask_for(socket: &std::net::UdpSocket) -> io::Result<()> {
        Ok(setsockopt(socket, sockopt::ReceiveTimestampns, &true)?)
    }

    pub(super) async fn receive(socket: &UdpSocket, buffer: &mut [u8]) -> io::Result<Received> {
        socket.async_io(Interest::READABLE, || read(socket, buffer)).await
    }

    fn read(socket: &UdpSocket, buffer: &mut [u8]) -> io::Result<Received> {
        let mut stamps = nix::cmsg_space!(TimeSpec);
        let mut parts = [IoSliceMut::new(buffer)];
        let message = recvmsg::<SockaddrIn>(
            socket.as_raw_fd(),
            &mut parts,
            Some(&mut stamps),
            MsgFlags::empty(),
        )?;
        let source = message.address.ok_or(io::ErrorKind::AddrNotAvailable)?;
        let stamp = message.cmsgs()?.find_map(|it| {
            let ControlMessageOwned::ScmTimestampns(stamp) = it else { return None };
            Some(Duration::from(stamp))
        });
        // The stamp is of the clock on the wall.
        let waited = stamp
            .and_then(|stamp| SystemTime::now().duration_since(SystemTime::UNIX_EPOCH + stamp).ok())
            .unwrap_or_default();
        let now = Instant::now();
        Ok(Received {
            length: message.bytes,
            source: SocketAddr::V4(SocketAddrV4::from(source)),
            at: now.checked_sub(waited).unwrap_or(now),
        })
    }
}

/// Where the kernel gives none, a datagram has arrived when it is read.
#[cfg(not(target_os = "linux"))]
mod stamp {
    use super::{Instant, Received, UdpSocket, io};

    pub(super) fn ask_for(_: &std::net::UdpSocket) -> io::Result<()> {
        Ok(())
    }

    pub(super) async fn receive(socket: &UdpSocket, buffer: &mut [u8]) -> io::Result<Received> {
        let (length, source) = socket.recv_from(buffer).await?;
        Ok(Received { length, source, at: Instant::now() })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    #[cfg(target_os = "linux")]
    async fn a_datagram_that_is_read_late_has_arrived_when_it_arrived() {
        let (far_end, address) = MediaSocket::bind().unwrap();
        let (sender, _) = MediaSocket::bind().unwrap();
        let mut buffer = [0; 16];
        let mut read_late = async || {
            sender.send(b"early", address).await;
            let sent = Instant::now();
            // Nobody reads for a while.
            std::thread::sleep(Duration::from_millis(200));
            let received = far_end.receive(&mut buffer).await.unwrap();
            assert_eq!(&buffer[..received.length], b"early");
            assert!(sent.elapsed() >= Duration::from_millis(200));
            received.at < sent + Duration::from_millis(100)
        };
        // The first socket that asks has the kernel begin, which a busy one does a moment later.
        for _ in 0..20 {
            if read_late().await {
                break;
            }
        }
        for _ in 0..3 {
            assert!(read_late().await, "as early as it was sent");
        }
    }
}
