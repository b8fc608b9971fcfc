import { expect, test } from "@jest/globals";

import { call } from "../extension/fakeExtension";
import { STRINGS } from "../strings/strings";
import type { Voice } from "../voice";
import { clock, statusOf } from "./status";

const words = (voice: Voice) => statusOf(voice)?.words.map((key) => STRINGS[key]).join(", ");
const advice = (voice: Voice) => STRINGS[statusOf(voice)?.advice ?? ""];

test("a worker whose calls go to Flex sees nothing", () => {
  expect(statusOf({ is: "off" })).toBeNull();
});

test("the state is said in a word or two", () => {
  expect(words({ is: "ready" })).toBe("Ready");
  expect(words({ is: "connecting" })).toBe("Connecting");
  const ofAnother = statusOf({ is: "connecting", isOfAnother: true });
  expect(ofAnother).toMatchObject({ tone: "wait", advice: "VoiceClientOfAnother" });
  expect(words({ is: "onCall", call })).toBe("On a call");
  expect(words({ is: "onCall", call: { ...call, muted: true } })).toBe("On a call, Muted");
  expect(words({ is: "onCall", call: { ...call, state: "reconnecting" } })).toBe("Reconnecting");
  const poor = { ...call, quality: ["high-rtt" as const] };
  expect(words({ is: "onCall", call: poor })).toBe("On a call, Poor connection");
});

test("a call that is lost says to stay on the line, and for how long", () => {
  const lost = { ...call, state: "reconnecting" as const, reconnectUntil: 31_000 };
  expect(statusOf({ is: "onCall", call: lost })).toMatchObject({ tone: "wait", until: 31_000 });
  expect(advice({ is: "onCall", call: lost })).toMatch(/^Stay on the line/);
  // An extension that is older than the count-down.
  const { reconnectUntil: _, ...older } = lost;
  expect(statusOf({ is: "onCall", call: older })).toMatchObject({ tone: "wait", until: null });
});

test("an agent who speaks while muted is told", () => {
  const speaks = { ...call, muted: true, speakingWhileMuted: true };
  expect(advice({ is: "onCall", call: speaks })).toMatch(/muted/);
  expect(advice({ is: "onCall", call: { ...speaks, speakingWhileMuted: false } })).toBeUndefined();
});

test("the connection is as good as the worst that most people would not mind", () => {
  const bars = (mos: number) => {
    const connection = { mos, roundTrip: 40, jitter: 2, loss: 5 };
    return statusOf({ is: "onCall", call: { ...call, connection } })?.connection;
  };
  expect([440, 390, 320, 250].map((mos) => bars(mos)?.bars)).toEqual([4, 3, 2, 1]);
  expect(bars(440)?.figures).toBe("MOS 4.4 · RTT 40 ms · jitter 2 ms · loss 0.5 %");
  for (const mos of [440, 390, 320, 250]) expect(STRINGS).toHaveProperty(bars(mos)?.word ?? "");
  expect(statusOf({ is: "onCall", call })?.connection).toBeNull();
});

test("the silence of a muted microphone is no poor connection", () => {
  const silent = { ...call, muted: true, quality: ["constant-audio-input-level" as const] };
  expect(words({ is: "onCall", call: silent })).toBe("On a call, Muted");
});

test("whatever is wrong comes with the one thing to do", () => {
  for (const voice of [
    { is: "missing" },
    { is: "lost" },
    { is: "otherAccount" },
    { is: "problem", problem: null },
    { is: "problem", problem: "microphone-denied" },
    { is: "problem", problem: "a-problem-of-tomorrow" as never },
  ] as Voice[]) {
    expect(advice(voice)).toMatch(/\.$/);
  }
});

test("a duration reads as a clock", () => {
  expect([0, 59_999, 60_000, 3_599_000, 3_600_000, 36_061_000, -5].map(clock)).toEqual([
    "0:00",
    "0:59",
    "1:00",
    "59:59",
    "1:00:00",
    "10:01:01",
    "0:00",
  ]);
});

test("a state or a problem that is called like a method of every object is one that is not known", () => {
  const voice = { is: "problem" as const, problem: "toString" as never };
  expect(advice(voice)).toBe(STRINGS.VoiceClientProblem);
  const odd = { ...call, state: "constructor" as never };
  expect(words({ is: "onCall", call: odd })).toBe("On a call");
});
