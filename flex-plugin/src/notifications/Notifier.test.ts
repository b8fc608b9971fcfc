import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";

import { call } from "../extension/fakeExtension";
import { Store } from "../store";
import { STRINGS } from "../strings/strings";
import type { Voice } from "../voice";
import type { Obstacle } from "./Notifier";
import { Notifier } from "./Notifier";

/** Flex's notification bar. */
class FakeBar {
  shown: string[] = [];

  showNotification(id: string): void {
    expect(Object.keys(STRINGS)).toContain(id);
    this.shown.push(id);
  }

  dismissNotificationById(id: string): void {
    this.shown = this.shown.filter((it) => it !== id);
  }
}

function open(is: Voice = { is: "looking" }) {
  const bar = new FakeBar();
  const voice = new Store<Voice>(is);
  const hasControls = new Store(false);
  const obstacle = new Store<Obstacle | null>(null);
  const notifier = new Notifier(bar, voice, hasControls, obstacle);
  return { bar, voice, hasControls, obstacle, notifier };
}

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

test("what is wrong is said for as long as it is", () => {
  const { bar, voice } = open();
  const table: [Voice, string[]][] = [
    [{ is: "missing" }, ["VoiceClientMissing"]],
    [{ is: "connecting" }, []],
    [{ is: "lost" }, ["VoiceClientLost"]],
    [{ is: "otherAccount" }, ["VoiceClientOtherAccount"]],
    [{ is: "problem", problem: "voice-error" }, ["VoiceClientProblem-voice-error"]],
    [{ is: "problem", problem: "microphone-denied" }, ["VoiceClientProblem-microphone-denied"]],
    [{ is: "problem", problem: null }, ["VoiceClientProblem"]],
    [{ is: "problem", problem: "new" as never }, ["VoiceClientProblem"]],
    [{ is: "ready" }, ["VoiceClientReadyAgain"]],
    [{ is: "off" }, ["VoiceClientReadyAgain"]],
  ];
  for (const [is, shown] of table) {
    voice.set(is);
    expect(bar.shown).toEqual(shown);
  }
});

test("a start and a refresh with a healthy extension say nothing", () => {
  const { bar, voice } = open();
  voice.set({ is: "connecting" });
  voice.set({ is: "ready" });
  expect(bar.shown).toEqual([]);
});

test("during a call the bar is empty, as it would lie over the buttons that end it", () => {
  const { bar, voice, hasControls, notifier } = open({ is: "missing" });
  notifier.refuse("ActivityNotReady");
  notifier.noActivity("Voice Client Offline");
  expect(bar.shown).toHaveLength(3);
  hasControls.set(true);
  expect(bar.shown).toEqual([]);
  voice.set({ is: "lost" });
  voice.set({ is: "ready" });
  voice.set({ is: "onCall", call });
  notifier.refuse("ActivityReserved");
  expect(bar.shown).toEqual([]);
  voice.set({ is: "lost" });
  hasControls.set(false);
  expect(bar.shown).toEqual(["VoiceClientLost"]);
});

test("a refusal during a call is said in the main header, for a moment", () => {
  const { hasControls, notifier } = open({ is: "ready" });
  hasControls.set(true);
  notifier.refuse("ActivityReserved");
  expect(notifier.reason.get()?.key).toBe("VoiceClientActivityReserved");
  jest.advanceTimersByTime(8_000);
  expect(notifier.reason.get()).toBeNull();
});

test("that something can't be done yet is said until it can, and no longer", () => {
  for (const is of [{ is: "ready" }, { is: "onCall", call }] as const) {
    const { voice, hasControls, notifier } = open({ is: "connecting" });
    hasControls.set(true);
    notifier.refuse("AcceptNotReady");
    expect(notifier.reason.get()?.key).toBe("VoiceClientAcceptNotReady");
    voice.set(is);
    expect(notifier.reason.get()).toBeNull();
  }
});

test("that the activity is missing is said until it is of no matter any more", () => {
  for (const is of [{ is: "ready" }, { is: "onCall", call }, { is: "off" }] as const) {
    const { bar, voice, hasControls, notifier } = open({ is: "missing" });
    notifier.noActivity("Voice Client Offline");
    voice.set({ is: "connecting" });
    expect(bar.shown).toEqual(["VoiceClientNoActivity"]);
    voice.set(is);
    expect(bar.shown).not.toContain("VoiceClientNoActivity");
    // The move was slower than what it was for.
    notifier.noActivity("Voice Client Offline");
    expect(bar.shown).not.toContain("VoiceClientNoActivity");
    voice.set({ is: "lost" });
    hasControls.set(true);
    notifier.noActivity("Voice Client Offline");
    expect(notifier.reason.get()?.key).toBe("VoiceClientNoActivity");
    voice.set(is);
    expect(notifier.reason.get()).toBeNull();
  }
});

test("that all is well again is not said after a call that has shown it", () => {
  const { bar, voice, hasControls } = open({ is: "missing" });
  hasControls.set(true);
  voice.set({ is: "onCall", call });
  voice.set({ is: "ready" });
  hasControls.set(false);
  expect(bar.shown).toEqual([]);
});

test("why the calls stay with Flex is said whenever it becomes so, also after a call", () => {
  const { bar, hasControls, obstacle } = open({ is: "off" });
  hasControls.set(true);
  obstacle.set("NotSetUp");
  expect(bar.shown).toEqual([]);
  hasControls.set(false);
  expect(bar.shown).toEqual(["VoiceClientNotSetUp"]);
  obstacle.set(null);
  expect(bar.shown).toEqual([]);
  obstacle.set("InFrame");
  expect(bar.shown).toEqual(["VoiceClientInFrame"]);
});

test("the same refusal twice is one bar", () => {
  const { bar, notifier } = open({ is: "missing" });
  notifier.refuse("CallNotReady");
  notifier.refuse("CallNotReady");
  expect(bar.shown).toEqual(["VoiceClientMissing", "VoiceClientCallNotReady"]);
});
