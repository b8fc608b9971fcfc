// A worker's Flex page as far as the voice client extension can tell: the plugin's side of
// the messages, and buttons for what the plugin does on a person's behalf.
//
// Query parameters: identity, account, protocol (1 or 2), plugin (off), function (URL).
"use strict";

const PREFIX = "VOICE_CLIENT_EXTENSION_";
// A deployed plugin calls the extension dead after this long without a heartbeat.
const DEAD_AFTER_MS = 5_000;

const query = new URLSearchParams(location.search);
const identity = query.get("identity") ?? "agent_40example_2Ecom";
const accountSid = query.get("account") ?? `AC${"0123456789abcdef".repeat(2)}`;
const protocol = Number(query.get("protocol") ?? 1);
const functionUrl = query.get("function") ?? "https://voice-client-0000.twil.io/generateToken";
const element = (id) => document.getElementById(id);

/** Every message from the extension, oldest first, for tests. */
window.received = [];

let lastHeartbeatAt = -Infinity;
// Which call the buttons are about; protocol 1 knows of none.
let callSid;
// "disconnected" and "rejected" are final for a deployed plugin.
let finalState = null;

function post(type, payload) {
  const message = payload === undefined ? { type: PREFIX + type } : { type: PREFIX + type, payload };
  window.postMessage(message, location.origin);
}

function ofCall(payload) {
  return callSid === undefined ? payload : { ...payload, callSid };
}

async function sendFlexToken() {
  const response = await fetch("/session", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ identity, account: accountSid }),
  });
  const session = await response.json();
  const expiration = new Date(session.expiresAt * 1000).toISOString();
  element("token-expiry").textContent = `token until ${expiration}`;
  post("FLEX_TOKEN", { token: session.token, accountSid, expiration });
}

function showState() {
  const alive = performance.now() - lastHeartbeatAt < DEAD_AFTER_MS;
  const state = finalState ?? (alive ? "alive" : "dead");
  const field = element("extension");
  if (field.dataset.state !== state) {
    field.dataset.state = state;
    field.textContent = state;
  }
}

function showHeartbeat(payload) {
  lastHeartbeatAt = performance.now();
  callSid = payload.call?.callSid;
  element("identity").textContent = payload.voiceClientIdentity ?? "–";
  element("error").textContent = String(payload.error);
  element("contact-uri").textContent =
    payload.voiceClientIdentity ? `client:${payload.voiceClientIdentity}` : "–";
  element("heartbeat").textContent = JSON.stringify(payload, null, 2);
}

const handlers = {
  CONFIGURED: () => sendFlexToken(),
  CONFIG_REJECTED: () => { finalState = "rejected"; },
  HEARTBEAT: showHeartbeat,
  DISCONNECTED: () => { finalState = "disconnected"; },
};

function listen() {
  window.addEventListener("message", (event) => {
    if (event.source !== window || event.origin !== location.origin) return;
    const { type, payload } = event.data ?? {};
    const handle = typeof type === "string" && type.startsWith(PREFIX)
      ? handlers[type.slice(PREFIX.length)]
      : undefined;
    // What this page itself posts comes by here too, and has no handler.
    if (!handle) return;
    window.received.push(event.data);
    handle(payload ?? {});
    showState();
  });
}

function connectButtons() {
  element("hang-up").addEventListener("click", () => post("HANGUP_CALL", ofCall()));
  element("mute").addEventListener("click", () => post("SET_MUTED", ofCall({ muted: true })));
  element("unmute").addEventListener("click", () => post("SET_MUTED", ofCall({ muted: false })));
  element("renew").addEventListener("click", () => sendFlexToken());
  element("digits-form").addEventListener("submit", (event) => {
    event.preventDefault();
    post("SEND_DTMF_DIGITS", ofCall({ digits: element("digits").value }));
    element("digits").value = "";
  });
  for (const button of document.querySelectorAll("[data-needs]")) {
    button.disabled = protocol < Number(button.dataset.needs);
  }
}

function start() {
  element("worker").textContent = identity;
  element("account").textContent = accountSid;
  if (query.get("plugin") === "off") {
    element("extension").textContent = "no plugin";
    element("extension").dataset.state = "off";
    for (const control of document.querySelectorAll("button, input")) control.disabled = true;
    return;
  }
  connectButtons();
  listen();
  setInterval(showState, 250);
  const configuration = {
    voiceClientTokenGeneratorUrl: functionUrl,
    accountSid,
    extensionVoiceClientPrefix: "ext_",
  };
  post("CONFIGURE", protocol >= 2 ? { ...configuration, protocol: 2 } : configuration);
}

start();
