import { expect, test } from "@jest/globals";

import type { Voice } from "../voice";
import type { Parking, Situation } from "./decide";
import { CONNECTING_MS, findParking, nextMove, readinessOf, refusal } from "./decide";

const available = { sid: "WA1", name: "Available", available: true };
const training = { sid: "WA2", name: "Training", available: true };
const lunch = { sid: "WA3", name: "Lunch", available: false };
const offline = { sid: "WA4", name: "Offline", available: false };
const waiting = { sid: "WA5", name: "Voice Client Offline", available: false };
const activities = [offline, available, training, lunch, waiting];
const dedicated: Parking = { activity: waiting, dedicated: true };

const call = { callSid: "CA1", state: "active", muted: false, startedAt: 1, quality: [] } as const;

test("a voice client that connects has a moment for it, one that has failed has not", () => {
  const table: [Voice, number, string][] = [
    [{ is: "ready" }, 0, "ready"],
    [{ is: "onCall", call: { ...call, quality: [] } }, 0, "ready"],
    [{ is: "looking" }, 0, "unsettled"],
    [{ is: "connecting" }, CONNECTING_MS - 1, "unsettled"],
    [{ is: "connecting" }, CONNECTING_MS, "notReady"],
    [{ is: "missing" }, 0, "notReady"],
    [{ is: "lost" }, 0, "notReady"],
    [{ is: "otherAccount" }, 0, "notReady"],
    [{ is: "problem", problem: "microphone-denied" }, 0, "notReady"],
  ];
  for (const [voice, forMs, expected] of table) expect(readinessOf(voice, forMs)).toBe(expected);
});

test("without its own activity, Offline is where agents wait", () => {
  expect(findParking(activities, waiting.name, offline.sid)).toEqual(dedicated);
  const others = activities.filter((it) => it !== waiting);
  const fallback = { activity: offline, dedicated: false };
  expect(findParking(others, waiting.name, offline.sid)).toEqual(fallback);
  expect(findParking(others, waiting.name, undefined)).toEqual(fallback);
  const open = [...others, { ...waiting, available: true }];
  expect(findParking(open, waiting.name, offline.sid)).toEqual(fallback);
});

const situation: Situation = {
  readiness: "ready",
  busy: false,
  activity: available,
  activities,
  parking: dedicated,
  remembered: null,
  yielded: false,
};
const move = (it: Partial<Situation>) => nextMove({ ...situation, ...it });

test("who is ready is left alone", () => {
  for (const activity of activities.filter((it) => it !== waiting)) {
    expect(move({ activity })).toBeUndefined();
    expect(move({ activity, remembered: training.sid })).toBeUndefined();
  }
});

test("only who is available is moved when the voice client is not ready", () => {
  expect(move({ readiness: "notReady", activity: training })).toEqual({
    to: waiting,
    remember: training.sid,
  });
  for (const activity of [lunch, offline, waiting]) {
    expect(move({ readiness: "notReady", activity })).toBeUndefined();
  }
});

test("where others have the last word, nobody is moved away, but back all the same", () => {
  const yielded = true;
  expect(move({ readiness: "notReady", activity: training, yielded })).toBeUndefined();
  expect(move({ activity: waiting, yielded })).toEqual({ to: available, remember: null });
});

test("the earlier activity comes back; where it is not known, one that is available", () => {
  const back = { activity: waiting, remembered: training.sid };
  expect(move(back)).toEqual({ to: training, remember: null });
  expect(move({ activity: waiting })).toEqual({ to: available, remember: null });
  expect(move({ activity: waiting, remembered: "WA-gone" })?.to).toBe(available);
});

test("who is just Offline stays so, unless moved there", () => {
  const parking = { activity: offline, dedicated: false };
  expect(move({ activity: offline, parking })).toBeUndefined();
  expect(move({ activity: offline, parking, remembered: available.sid })?.to).toBe(available);
});

test("nobody is moved during a call, or before it is clear how the voice client is", () => {
  for (const activity of activities) {
    expect(move({ activity, readiness: "notReady", busy: true })).toBeUndefined();
    expect(move({ activity, readiness: "ready", busy: true })).toBeUndefined();
    expect(move({ activity, readiness: "unsettled" })).toBeUndefined();
  }
});

test("by hand, only what makes sense can be chosen", () => {
  expect(refusal(waiting, dedicated, "ready")).toBe("reserved");
  expect(refusal(waiting, dedicated, "notReady")).toBe("reserved");
  expect(refusal(available, dedicated, "notReady")).toBe("notReady");
  expect(refusal(available, dedicated, "unsettled")).toBeUndefined();
  expect(refusal(available, dedicated, "ready")).toBeUndefined();
  expect(refusal(lunch, dedicated, "notReady")).toBeUndefined();
  expect(refusal(offline, { activity: offline, dedicated: false }, "ready")).toBeUndefined();
});
