import { expect, test } from "@jest/globals";

import { parse } from "./messages";

const short = { voiceClientIdentity: "ext_a", error: false };
const long = {
  ...short,
  protocol: 2,
  version: "1.0.0",
  revision: 1,
  ready: false,
  problem: null,
  call: {
    callSid: "CA1",
    state: "active",
    muted: false,
    startedAt: null,
    quality: ["high-rtt"],
  },
  devices: { inputs: ["Headset"], outputs: [], input: null, output: null },
};
const connection = { mos: 440, roundTrip: 40, jitter: 2, loss: 5 };
const heartbeat = (payload: unknown) => ({ type: "VOICE_CLIENT_EXTENSION_HEARTBEAT", payload });

test("what the extension says is taken", () => {
  for (const message of [
    { type: "VOICE_CLIENT_EXTENSION_CONFIGURED" },
    { type: "VOICE_CLIENT_EXTENSION_CONFIG_REJECTED" },
    { type: "VOICE_CLIENT_EXTENSION_DISCONNECTED" },
    heartbeat(short),
    heartbeat(long),
    heartbeat({ ...long, voiceClientIdentity: null, call: null, devices: null }),
    heartbeat({ ...long, problem: "a-problem-of-tomorrow" }),
    heartbeat({ ...long, call: { ...long.call, reconnectUntil: null, connection: null } }),
    heartbeat({ ...long, call: { ...long.call, reconnectUntil: 31_000, connection } }),
    heartbeat({ ...long, call: { ...long.call, speakingWhileMuted: true } }),
  ]) {
    expect(parse(message)).toEqual(message);
  }
});

test("what has another shape is nothing", () => {
  for (const data of [
    undefined,
    null,
    "VOICE_CLIENT_EXTENSION_CONFIGURED",
    {},
    { type: "VOICE_CLIENT_EXTENSION_CONFIGURE" },
    { type: "VOICE_CLIENT_EXTENSION_HEARTBEAT" },
    heartbeat(null),
    heartbeat({ ...short, error: "no" }),
    heartbeat({ ...short, voiceClientIdentity: 7 }),
    heartbeat({ ...long, revision: "1" }),
    heartbeat({ ...long, ready: undefined }),
    heartbeat({ ...long, call: {} }),
    heartbeat({ ...long, call: { ...long.call, quality: "bad" } }),
    heartbeat({ ...long, call: { ...long.call, startedAt: "now" } }),
    heartbeat({ ...long, call: { ...long.call, reconnectUntil: "soon" } }),
    heartbeat({ ...long, call: { ...long.call, speakingWhileMuted: 1 } }),
    heartbeat({ ...long, call: { ...long.call, connection: { ...connection, mos: undefined } } }),
    heartbeat({ ...long, devices: { inputs: [7] } }),
  ]) {
    expect(parse(data)).toBeUndefined();
  }
});
