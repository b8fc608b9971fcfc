import { strict as assert } from "node:assert";
import { test } from "node:test";

import fc from "fast-check";

import { onceActivated, type Prerendered } from "./activation.ts";
import { check } from "./check.ts";
import { Flood } from "./flood.ts";
import { Presses } from "./presses.ts";

const configure = {
  type: "VOICE_CLIENT_EXTENSION_CONFIGURE",
  payload: {
    voiceClientTokenGeneratorUrl: "https://x-1234-dev.twil.io/generateToken",
    accountSid: `AC${"0".repeat(32)}`,
    extensionVoiceClientPrefix: "ext_",
  },
};

test("what a deployed plugin says passes as it is", () => {
  for (const message of [
    configure,
    {
      type: "VOICE_CLIENT_EXTENSION_FLEX_TOKEN",
      payload: { token: "t", accountSid: "AC", expiration: "2026-01-01T00:00:00Z" },
    },
    { type: "VOICE_CLIENT_EXTENSION_SIGNED_OUT", payload: {} },
    { type: "VOICE_CLIENT_EXTENSION_HANGUP_CALL", payload: {} },
    { type: "VOICE_CLIENT_EXTENSION_HANGUP_CALL", payload: { callSid: "CA" } },
    { type: "VOICE_CLIENT_EXTENSION_SEND_DTMF_DIGITS", payload: { digits: "12#" } },
    { type: "VOICE_CLIENT_EXTENSION_SET_MUTED", payload: { muted: true } },
    { type: "VOICE_CLIENT_EXTENSION_SET_AUDIO_DEVICE", payload: { kind: "input", label: "" } },
  ]) {
    assert.deepEqual(check(message), message);
  }
});

test("fields that are not known stay behind", () => {
  const more = { ...configure, payload: { ...configure.payload, more: "x" }, sender: "page" };
  assert.deepEqual(check(more), configure);
  const hangUp = { type: "VOICE_CLIENT_EXTENSION_HANGUP_CALL" };
  const clean = { ...hangUp, payload: {} };
  assert.deepEqual(check({ ...hangUp, payload: { anything: "x" } }), clean);
  for (const payload of [undefined, null, "x"]) {
    assert.deepEqual(check({ ...hangUp, payload }), clean, "as a deployed plugin may say it");
  }
});

test("what is not a message of the page is nothing", () => {
  for (const data of [
    undefined,
    null,
    "VOICE_CLIENT_EXTENSION_CONFIGURE",
    [],
    {},
    { type: "toString" },
    { type: "__proto__", payload: {} },
    { type: "VOICE_CLIENT_EXTENSION_CONFIGURED" },
    { type: "VOICE_CLIENT_EXTENSION_HEARTBEAT", payload: { error: false } },
    { type: "VOICE_CLIENT_EXTENSION_CONFIGURE" },
    { type: "VOICE_CLIENT_EXTENSION_CONFIGURE", payload: [] },
    { ...configure, payload: { ...configure.payload, accountSid: 7 } },
    { ...configure, payload: { ...configure.payload, voiceClientTokenGeneratorUrl: "x".repeat(2049) } },
    { type: "VOICE_CLIENT_EXTENSION_SET_MUTED", payload: { muted: "yes" } },
    { type: "VOICE_CLIENT_EXTENSION_SEND_DTMF_DIGITS", payload: { digits: "1".repeat(513) } },
    { type: "VOICE_CLIENT_EXTENSION_SET_AUDIO_DEVICE", payload: { kind: "camera", label: "" } },
    { type: "VOICE_CLIENT_EXTENSION_SET_AUDIO_DEVICE", payload: { kind: "output" } },
    {
      type: "VOICE_CLIENT_EXTENSION_SET_AUDIO_DEVICE",
      payload: { kind: "output", label: "x".repeat(513) },
    },
  ]) {
    assert.equal(check(data), undefined, JSON.stringify(data));
  }
});

test("whatever a page posts, what passes is a message and passes again", () => {
  const types = ["CONFIGURE", "FLEX_TOKEN", "HANGUP_CALL", "SEND_DTMF_DIGITS", "SET_MUTED"]
    .concat("SET_AUDIO_DEVICE", "SIGNED_OUT", "HEARTBEAT", "CONFIGURED")
    .map((name) => `VOICE_CLIENT_EXTENSION_${name}`);
  const fields = ["voiceClientTokenGeneratorUrl", "accountSid", "extensionVoiceClientPrefix"]
    .concat("protocol", "token", "expiration", "digits", "muted", "callSid", "kind", "label")
    .concat("__proto__");
  const value = fc.oneof(
    fc.string(),
    fc.string({ minLength: 500, maxLength: 20_000 }),
    fc.constantFrom("input", "output", true, 2, null, undefined),
    fc.anything(),
  );
  const nearlyRight = fc.record({
    type: fc.constantFrom(...types),
    payload: fc.oneof(fc.dictionary(fc.constantFrom(...fields), value), fc.anything()),
  });
  let passed = 0;
  fc.assert(
    fc.property(fc.oneof(nearlyRight, fc.anything()), (data) => {
      const message = check(data);
      if (message === undefined) return;
      passed += 1;
      assert.deepEqual(check(message), message);
      const { type, payload = {} } = message as { type: string; payload?: object };
      assert(types.slice(0, 7).includes(type));
      assert(Object.keys(payload).every((name) => fields.includes(name)));
      const texts = Object.values(payload).filter((it) => typeof it === "string");
      assert(texts.every((it) => it.length <= 16 * 1024));
      assert(Object.values(payload).every((it) => it === null || typeof it !== "object"));
    }),
    { numRuns: 2_000 },
  );
  assert(passed > 50, "hardly anything has passed");
});

test("a flood is dropped, and the page is heard again after it", () => {
  const flood = new Flood({ burst: 3, perSecond: 10 });
  const admitted = [0, 0, 0, 0, 50].map((now) => flood.admits(now));
  assert.deepEqual(admitted, [true, true, true, false, false]);
  assert.equal(flood.admits(150), true);
});

test("a page that Chrome loads ahead begins when a person comes to see it, and once", () => {
  const begun = (document: Prerendered, signal = new AbortController().signal) => {
    const times: number[] = [];
    onceActivated(document, () => times.push(1), signal);
    return times;
  };
  assert.equal(begun(new EventTarget()).length, 1);

  const ahead = Object.assign(new EventTarget(), { prerendering: true });
  const another = new AbortController();
  const [times, none] = [begun(ahead), begun(ahead, another.signal)];
  // Another script has taken over meanwhile.
  another.abort();
  assert.equal(times.length, 0);
  for (let n = 0; n < 2; n += 1) ahead.dispatchEvent(new Event("prerenderingchange"));
  assert.equal(times.length, 1);
  assert.equal(none.length, 0);
});

test("a press is said to the next worker, once, if its own died without a word", () => {
  const callSid = `CA${"0".repeat(32)}`;
  const hangUp = { type: "VOICE_CLIENT_EXTENSION_HANGUP_CALL", payload: { callSid } } as const;
  const mute = {
    type: "VOICE_CLIENT_EXTENSION_SET_MUTED",
    payload: { muted: true, callSid },
  } as const;
  const presses = new Presses();

  for (const message of [mute, hangUp]) assert(presses.note(message, 100));
  assert.deepEqual(presses.take(200), [mute, hangUp]);
  assert.deepEqual(presses.take(300), [], "once");

  presses.note(hangUp, 1_000);
  presses.answered();
  assert.deepEqual(presses.take(1_100), [], "it has been heard");

  presses.note(hangUp, 2_000);
  assert.deepEqual(presses.take(60_000), [], "a person has pressed again");
});

test("digits are not said twice, nor a press that may mean another call by then", () => {
  const presses = new Presses();
  for (const message of [
    {
      type: "VOICE_CLIENT_EXTENSION_SEND_DTMF_DIGITS",
      payload: { digits: "1", callSid: `CA${"0".repeat(32)}` },
    },
    { type: "VOICE_CLIENT_EXTENSION_HANGUP_CALL", payload: {} },
    { type: "VOICE_CLIENT_EXTENSION_SET_MUTED", payload: { muted: true } },
  ] as const) {
    assert(!presses.note(message, 100));
  }
  assert.deepEqual(presses.take(200), []);
});
