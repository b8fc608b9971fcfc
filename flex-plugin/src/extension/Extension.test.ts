import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";

import { TAKE_OVER } from "../protocol";
import { Extension } from "./Extension";
import { answer, beat, call, said, say, spyOnPage, state } from "./fakeExtension";

const configure = {
  voiceClientTokenGeneratorUrl: "https://x.twil.io/generateToken",
  accountSid: `AC${"0".repeat(32)}`,
  extensionVoiceClientPrefix: "ext_",
  protocol: 2,
};
const token = { token: "t", accountSid: configure.accountSid, expiration: "2030-01-01T00:00:00.000Z" };

let extension: Extension;

beforeEach(() => {
  jest.useFakeTimers();
  spyOnPage();
  extension = new Extension({ configure: () => configure, flexToken: () => token });
});

afterEach(() => {
  extension.stop();
  jest.useRealTimers();
  jest.restoreAllMocks();
});

const presence = () => extension.state.get().presence;
const muted = () => extension.state.get().heartbeat?.call?.muted;

test("the extension is configured at the start, and gets the token when it asks for it", () => {
  extension.start();
  expect(said()).toEqual([{ type: "VOICE_CLIENT_EXTENSION_CONFIGURE", payload: configure }]);
  answer("CONFIGURED");
  expect(said()).toEqual([{ type: "VOICE_CLIENT_EXTENSION_FLEX_TOKEN", payload: token }]);
  expect(presence()).toBe("here");
  answer("CONFIGURED");
  expect(said()).toEqual([{ type: "VOICE_CLIENT_EXTENSION_FLEX_TOKEN", payload: token }]);
});

test("nobody but an extension that took the configuration gets the token", () => {
  extension.start();
  said();
  extension.sendFlexToken();
  answer("CONFIG_REJECTED");
  extension.sendFlexToken();
  expect(said()).toEqual([]);
});

test("every message goes to this page's own origin", () => {
  extension.start();
  answer("CONFIGURED");
  extension.hangUp();
  extension.sendDigits("1#");
  extension.setMuted(true);
  extension.setAudioDevice("input", "Headset");
  const targets = jest.mocked(window.postMessage).mock.calls.map(([, target]) => target);
  expect(targets).toEqual(Array(6).fill(window.location.origin));
});

test("what is pressed names the call that is seen, and nothing with an older extension", () => {
  extension.start();
  answer("CONFIGURED");
  beat({ voiceClientIdentity: "ext_a", error: false });
  said();
  extension.hangUp();
  expect(said()).toEqual([{ type: "VOICE_CLIENT_EXTENSION_HANGUP_CALL", payload: {} }]);
  beat();
  extension.hangUp();
  expect(said()).toEqual([]);
  beat({ ...state, call });
  extension.hangUp();
  extension.setMuted(true, "CA-of-before");
  expect(said()).toEqual([
    { type: "VOICE_CLIENT_EXTENSION_HANGUP_CALL", payload: { callSid: call.callSid } },
    {
      type: "VOICE_CLIENT_EXTENSION_SET_MUTED",
      payload: { muted: true, callSid: "CA-of-before" },
    },
  ]);
});

test("what other windows and origins say is not heard", () => {
  extension.start();
  const configured = { type: "VOICE_CLIENT_EXTENSION_CONFIGURED" };
  say(configured, { source: null });
  say(configured, { origin: "https://elsewhere.example" });
  expect(presence()).toBe("looking");
});

test("a heartbeat about another account's agent is not believed", () => {
  extension.start();
  beat();
  expect(presence()).toBe("looking");
  answer("CONFIG_REJECTED");
  beat();
  expect(extension.state.get()).toEqual({ presence: "otherAccount", heartbeat: null });
});

test("a heartbeat that is older than the last one is dropped", () => {
  extension.start();
  answer("CONFIGURED");
  beat({ ...state, revision: 7, call: { ...call, muted: true } });
  beat({ ...state, revision: 6, call: { ...call, muted: false } });
  expect(muted()).toBe(true);
  beat({ ...state, revision: 7, call: { ...call, muted: false } });
  expect(muted()).toBe(false);
});

test("an extension that was started anew counts its revisions anew", () => {
  extension.start();
  answer("CONFIGURED");
  beat({ ...state, revision: 700, call });
  document.dispatchEvent(new Event(TAKE_OVER));
  answer("CONFIGURED");
  beat({ ...state, revision: 1, call: null });
  expect(extension.state.get().heartbeat?.revision).toBe(1);
});

test("an extension whose content script comes later is configured then", () => {
  extension.start();
  jest.advanceTimersByTime(20_000);
  expect(presence()).toBe("missing");
  said();
  document.dispatchEvent(new Event(TAKE_OVER));
  expect(said()).toEqual([{ type: "VOICE_CLIENT_EXTENSION_CONFIGURE", payload: configure }]);
  answer("CONFIGURED");
  expect(presence()).toBe("here");
});

test("a deployed extension that is installed later is found too", () => {
  extension.start();
  jest.advanceTimersByTime(20_000);
  said();
  jest.advanceTimersByTime(2_000);
  expect(said()).toEqual([{ type: "VOICE_CLIENT_EXTENSION_CONFIGURE", payload: configure }]);
});

test("an extension that disconnects is lost at once, and found again when it is back", () => {
  extension.start();
  answer("CONFIGURED");
  beat();
  answer("DISCONNECTED");
  expect(extension.state.get()).toEqual({ presence: "lost", heartbeat: null });
  said();
  jest.advanceTimersByTime(2_000);
  expect(said()).toEqual([{ type: "VOICE_CLIENT_EXTENSION_CONFIGURE", payload: configure }]);
  answer("CONFIGURED");
  beat();
  expect(presence()).toBe("here");
});

test("one of protocol 2 may be silent for 45 s, one of protocol 1 for 5 s", () => {
  for (const [payload, limit] of [
    [state, 45_000],
    [{ voiceClientIdentity: "ext_a", error: false }, 5_000],
  ] as const) {
    extension.start();
    answer("CONFIGURED");
    beat(payload);
    jest.advanceTimersByTime(limit - 1);
    expect(presence()).toBe("here");
    jest.advanceTimersByTime(1);
    expect(presence()).toBe("lost");
    extension.stop();
  }
});

test("one that speaks every half minute, as it promises, is asked for nothing", () => {
  extension.start();
  answer("CONFIGURED");
  said();
  for (let beats = 0; beats < 20; beats += 1) {
    beat({ ...state, revision: beats });
    jest.advanceTimersByTime(beats % 2 === 0 ? 30_000 : 35_000);
  }
  expect(said()).toEqual([]);
  expect(presence()).toBe("here");
});

test("one that has fallen silent is asked before it is called gone", () => {
  extension.start();
  answer("CONFIGURED");
  beat();
  said();
  jest.advanceTimersByTime(44_999);
  expect(said().map(({ type }) => type)).toEqual(Array(2).fill("VOICE_CLIENT_EXTENSION_CONFIGURE"));
  expect(presence()).toBe("here");
});

test("it is told that it has nothing to do for the agent any more, where it is there for them, and hears no more", () => {
  extension.start();
  said();
  extension.signOut();
  expect(said()).toEqual([]);
  extension.start();
  answer("CONFIGURED");
  said();
  extension.signOut();
  beat();
  jest.advanceTimersByTime(120_000);
  expect(said()).toEqual([{ type: "VOICE_CLIENT_EXTENSION_SIGNED_OUT" }]);
  expect(presence()).toBe("looking");
});

test("one that answers when it is asked is not lost", () => {
  extension.start();
  answer("CONFIGURED");
  beat();
  for (let minute = 0; minute < 10; minute += 1) {
    jest.advanceTimersByTime(40_000);
    answer("CONFIGURED");
  }
  expect(presence()).toBe("here");
});

test("after the end, nothing is said and nothing is heard", () => {
  extension.start();
  answer("CONFIGURED");
  extension.stop();
  said();
  answer("CONFIGURED");
  document.dispatchEvent(new Event(TAKE_OVER));
  jest.advanceTimersByTime(120_000);
  expect(said()).toEqual([]);
  expect(presence()).toBe("looking");
});
