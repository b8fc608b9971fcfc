// The extension's side of the page, for tests.

import { jest } from "@jest/globals";

import type { FromPage, HeartbeatCall } from "../protocol";
import type { Heartbeat } from "./messages";

/** A call. */
export const call: HeartbeatCall = {
  callSid: `CA${"1".repeat(32)}`,
  state: "active",
  muted: false,
  startedAt: 1_000,
  quality: [],
};

/** A heartbeat of an extension of protocol 2 that is ready. */
export const state: Heartbeat = {
  voiceClientIdentity: "ext_agent",
  error: false,
  protocol: 2,
  version: "1.0.0",
  revision: 1,
  ready: true,
  problem: null,
  call: null,
};

let heard: FromPage[] = [];

/** From now on, what the page posts is kept. */
export function spyOnPage(): void {
  heard = [];
  jest.spyOn(window, "postMessage").mockImplementation(((message: FromPage) => {
    heard.push(message);
  }) as typeof window.postMessage);
}

/** What the page has said since this was asked last. */
export function said(): FromPage[] {
  return heard.splice(0);
}

/** Says something to the page, as its own content script would unless `init` says otherwise. */
export function say(data: unknown, init: Partial<MessageEventInit> = {}): void {
  const from = { source: window, origin: window.location.origin };
  window.dispatchEvent(new MessageEvent("message", { data, ...from, ...init }));
}

/** Says one of the messages that have no payload. */
export function answer(type: "CONFIGURED" | "CONFIG_REJECTED" | "DISCONNECTED"): void {
  say({ type: `VOICE_CLIENT_EXTENSION_${type}` });
}

/** Says a heartbeat. */
export function beat(payload: Heartbeat = state): void {
  say({ type: "VOICE_CLIENT_EXTENSION_HEARTBEAT", payload });
}
