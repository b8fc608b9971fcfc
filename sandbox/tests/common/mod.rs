//! A client of Twilio's that needs no browser: HTTP, signalling, and a telephone.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use base64::prelude::{BASE64_STANDARD, Engine};
use futures_util::{SinkExt, StreamExt};
use sandbox::media::{Hearing, Line, MediaPath, MediaReport, Peer};
use sandbox::{Config, Sandbox};
use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::client::danger::{
    HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier,
};
use tokio_rustls::rustls::crypto::{CryptoProvider, aws_lc_rs};
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use tokio_rustls::rustls::{ClientConfig, DigitallySignedStruct, Error, SignatureScheme};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{WebSocketStream, client_async};

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(5);
const FUNCTION: &str = "voice-client.twil.io";
const SIGNALLING: &str = "voice-js.roaming.twilio.com";
pub(crate) const ACCOUNT: &str = "AC00000000000000000000000000000000";

/// A sandbox, and the means to talk to it.
pub(crate) struct Cloud {
    sandbox: Sandbox,
}

/// An HTTP response.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

impl Cloud {
    pub(crate) async fn start() -> Self {
        Self { sandbox: Sandbox::start(Config::default()).await.unwrap() }
    }

    /// Asks the control API, which must agree.
    pub(crate) async fn control(&self, method: &str, path: &str, body: Value) -> Value {
        let reply = self.try_control(method, path, body).await;
        assert!((200..300).contains(&reply.status), "{method} {path}: {reply:?}");
        if reply.body.is_empty() { Value::Null } else { reply.json() }
    }

    pub(crate) async fn try_control(&self, method: &str, path: &str, body: Value) -> Reply {
        let stream = TcpStream::connect(self.sandbox.control()).await.unwrap();
        exchange(stream, method, "control", path, "application/json", &body.to_string()).await
    }

    pub(crate) async fn call(&self, sid: &str, wait: &str) -> Value {
        self.control("GET", &format!("/calls/{sid}?wait={wait}&timeoutMs=5000"), json!({})).await
    }

    /// Asks one of Twilio's hosts.
    pub(crate) async fn ask(
        &self,
        method: &str,
        host: &str,
        path: &str,
        kind: &str,
        body: &str,
    ) -> Reply {
        exchange(self.connect(host).await, method, host, path, kind, body).await
    }

    /// Asks whether a Flex token is valid, as a Function does.
    pub(crate) async fn validate(&self, token: &str, account: &str, auth_token: &str) -> Reply {
        let path = format!("/v1/Accounts/{account}/Tokens/validate");
        let credentials = BASE64_STANDARD.encode(format!("{account}:{auth_token}"));
        let kind = format!("application/json\r\nAuthorization: Basic {credentials}");
        let body = json!({ "token": token }).to_string();
        self.ask("POST", "iam.twilio.com", &path, &kind, &body).await
    }

    /// Signs a worker in to Flex. Returns the Flex token.
    pub(crate) async fn flex_token(&self, identity: &str) -> String {
        let body = json!({ "identity": identity, "account": ACCOUNT }).to_string();
        let reply =
            self.ask("POST", "flex.twilio.com", "/session", "application/json", &body).await;
        reply.json()["token"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn generate_token(&self, flex_token: &str) -> Reply {
        let form = format!("Token={flex_token}&VoiceClientPrefix=ext_");
        let kind = "application/x-www-form-urlencoded";
        self.ask("POST", FUNCTION, "/generateToken", kind, &form).await
    }

    pub(crate) async fn voice_token(&self, identity: &str) -> String {
        let flex_token = self.flex_token(identity).await;
        let reply = self.generate_token(&flex_token).await.json();
        reply["token"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn place_call(&self, to: &str) -> String {
        let placed = self.control("POST", "/calls", json!({ "to": to })).await;
        placed["callSid"].as_str().unwrap().to_owned()
    }

    /// Opens a signalling socket that listens.
    pub(crate) async fn listener(&self, token: &str) -> Signalling {
        let mut socket = self.signalling().await;
        socket.say("listen", json!({ "token": token, "reconnectTimeout": 30 })).await;
        socket.hear("connected").await;
        socket
    }

    /// Opens a signalling socket that takes calls.
    pub(crate) async fn registered(&self, token: &str) -> Signalling {
        let mut socket = self.listener(token).await;
        socket.say("register", json!({ "media": { "audio": true } })).await;
        socket.hear("ready").await;
        socket
    }

    /// A call to `identity` that its worker was told of and its document has taken over.
    pub(crate) async fn taken_over_call(&self, identity: &str) -> TakenOverCall {
        let token = self.voice_token(identity).await;
        let mut worker = self.registered(&token).await;
        let sid = self.place_call(&format!("ext_{identity}")).await;
        let invite = worker.hear("invite").await;
        let mut document = self.listener(&token).await;
        let mut telephone = Telephone::offering();
        telephone.take_over(&mut document, &invite).await;
        TakenOverCall { token, sid, invite, worker, document, telephone }
    }

    pub(crate) async fn signalling(&self) -> Signalling {
        let url = format!("wss://{SIGNALLING}/signal");
        let (stream, _) = client_async(url, self.connect(SIGNALLING).await).await.unwrap();
        Signalling { stream }
    }

    async fn connect(&self, host: &str) -> TlsStream<TcpStream> {
        let tcp = TcpStream::connect(self.sandbox.address()).await.unwrap();
        let name = ServerName::try_from(host.to_owned()).unwrap();
        trusting().connect(name, tcp).await.unwrap()
    }
}

/// A call whose media is where the extension has it: at another socket than the registered one.
pub(crate) struct TakenOverCall {
    /// The voice token of both sockets.
    pub(crate) token: String,
    pub(crate) sid: String,
    /// What the worker was told.
    pub(crate) invite: Value,
    /// The socket that is registered.
    pub(crate) worker: Signalling,
    /// The socket that has the call.
    pub(crate) document: Signalling,
    pub(crate) telephone: Telephone,
}

/// A signalling socket.
pub(crate) struct Signalling {
    stream: WebSocketStream<TlsStream<TcpStream>>,
}

impl Signalling {
    pub(crate) async fn say(&mut self, kind: &str, payload: Value) {
        let message = json!({ "type": kind, "payload": payload, "version": "1.6" });
        self.stream.send(Message::text(message.to_string())).await.unwrap();
    }

    /// The payload of the next message, which must be of this type.
    pub(crate) async fn hear(&mut self, kind: &str) -> Value {
        let next = timeout(PATIENCE, self.stream.next()).await;
        let next = next.unwrap_or_else(|_| panic!("no {kind} came"));
        let message = next.unwrap_or_else(|| panic!("closed instead of {kind}")).unwrap();
        let mut message: Value = serde_json::from_str(message.to_text().unwrap()).unwrap();
        assert_eq!(message["type"], kind, "{message}");
        message["payload"].take()
    }

    /// Waits until the socket is gone.
    pub(crate) async fn closed(mut self) {
        let gone = async { while let Some(Ok(_)) = self.stream.next().await {} };
        timeout(PATIENCE, gone).await.expect("the socket stays open");
    }
}

/// The agent's end of the media: a WebRTC endpoint that speaks all the time.
pub(crate) struct Telephone {
    pub(crate) peer: Peer,
    pub(crate) sdp: String,
    hearing: Arc<Mutex<Hearing>>,
}

impl Telephone {
    pub(crate) fn offering() -> Self {
        let hearing = Arc::default();
        let path = MediaPath::default();
        let (peer, sdp) =
            Peer::offering(path, Line::direct(), Arc::clone(&hearing), |_| {}).unwrap();
        Self { peer, sdp, hearing }
    }

    pub(crate) fn answering(offer: &str) -> Self {
        let hearing = Arc::default();
        let path = MediaPath::default();
        let (peer, sdp) =
            Peer::answering(offer, path, Line::direct(), Arc::clone(&hearing), |_| {}).unwrap();
        Self { peer, sdp, hearing }
    }

    /// Takes over the call that an `invite` told of.
    pub(crate) async fn take_over(&mut self, signalling: &mut Signalling, invite: &Value) {
        signalling.say("invite", self.invite(invite)).await;
        signalling.hear("ringing").await;
        let answer = signalling.hear("answer").await;
        let sdp = answer["sdp"].as_str().unwrap().to_owned();
        self.peer.accept_answer(sdp).await.unwrap();
    }

    pub(crate) fn invite(&self, invite: &Value) -> Value {
        json!({
            "callsid": invite["callsid"],
            "reconnect": invite["reconnect"],
            "sdp": self.sdp,
            "twilio": {},
        })
    }

    pub(crate) fn report(&self) -> MediaReport {
        self.hearing.lock().unwrap().report(Instant::now())
    }

    /// Waits until the caller can be heard.
    pub(crate) async fn hears(&self) {
        let heard = async {
            let mut ticks = tokio::time::interval(Duration::from_millis(10));
            while !self.report().audible {
                ticks.tick().await;
            }
        };
        timeout(PATIENCE, heard).await.expect("the caller is not heard");
    }
}

async fn exchange<S: AsyncRead + AsyncWrite + Unpin>(
    mut stream: S,
    method: &str,
    host: &str,
    path: &str,
    kind: &str,
    body: &str,
) -> Reply {
    let length = body.len();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: {kind}\r\n\
         Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut response = Vec::new();
    // A server may close without TLS's farewell; what has come by then counts.
    let _ = stream.read_to_end(&mut response).await;
    let response = String::from_utf8(response).unwrap();
    let (head, body) = response.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Reply { status, head: head.to_lowercase(), body: body.to_owned() }
}

/// Accepts any certificate, as the browsers in other tests are told to.
fn trusting() -> TlsConnector {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .unwrap()
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(AnyCertificate(provider)))
        .with_no_client_auth();
    TlsConnector::from(Arc::new(config))
}

#[derive(Debug)]
struct AnyCertificate(Arc<CryptoProvider>);

impl ServerCertVerifier for AnyCertificate {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
