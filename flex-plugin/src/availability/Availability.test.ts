import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import * as fc from "fast-check";

import { call } from "../extension/fakeExtension";
import { Store } from "../store";
import type { Voice } from "../voice";
import type { Worker } from "./Availability";
import { Availability } from "./Availability";
import type { Activity } from "./decide";
import { Memory } from "./Memory";

const available = { sid: "WA1", name: "Available", available: true };
const training = { sid: "WA2", name: "Training", available: true };
const lunch = { sid: "WA3", name: "Lunch", available: false };
const offline = { sid: "WA4", name: "Offline", available: false };
const waiting = { sid: "WA5", name: "Voice Client Offline", available: false };

/** A worker in TaskRouter, and a Flex page that may be refreshed. */
class Desk {
  moves: string[] = [];
  /** What the plugin's own guard said to these moves. */
  refusals: (string | undefined)[] = [];
  noActivity = 0;
  /** TaskRouter refuses the next moves, which Flex passes on or takes for granted. */
  refuses: "loudly" | "quietly" | false = false;
  /** How many moves it has refused. */
  refused = 0;
  readonly worker: Store<Worker>;
  voice = new Store<Voice>({ is: "looking" });
  availability: Availability;
  private readonly memory = new Memory({ sid: "WK1" });

  constructor(activity: Activity = available, activities = [available, training, lunch, offline, waiting]) {
    this.worker = new Store<Worker>({ activity, activities, busy: false });
    this.availability = this.open();
  }

  /** The page is loaded anew: all that it knew is gone. */
  refresh(): void {
    // What the old page still does reaches nobody.
    this.voice = new Store<Voice>({ is: "looking" });
    const { activity, activities, busy } = this.worker.get();
    jest.clearAllTimers();
    Object.assign(this, { worker: new Store<Worker>({ activity, activities, busy }) });
    this.availability = this.open();
  }

  /** Where the worker is, after what TaskRouter does in the background. */
  async settle(): Promise<string> {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    return this.worker.get().activity?.name ?? "nowhere";
  }

  byHand(activity: Activity | null): void {
    this.worker.set({ ...this.worker.get(), activity });
  }

  busy(busy: boolean): void {
    this.worker.set({ ...this.worker.get(), busy });
  }

  private open(): Availability {
    return new Availability({
      voice: this.voice,
      worker: this.worker,
      memory: this.memory,
      offlineActivityName: waiting.name,
      offlineActivitySid: offline.sid,
      setActivity: async (activity) => {
        if (this.refuses) this.refused += 1;
        if (this.refuses === "loudly") throw new Error("500");
        // As Flex does with 400 and 429, after a bar of its own.
        if (this.refuses === "quietly") return;
        this.moves.push(activity.name);
        this.refusals.push(this.availability.refuses(activity.sid));
        await Promise.resolve();
        this.byHand(activity);
      },
      onNoActivity: () => {
        this.noActivity += 1;
      },
    });
  }
}

beforeEach(() => {
  window.localStorage.clear();
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

const ready: Voice = { is: "ready" };
const denied: Voice = { is: "problem", problem: "microphone-denied" };

test("a refresh with a healthy extension changes no activity", async () => {
  const desk = new Desk(training);
  for (let refresh = 0; refresh < 3; refresh += 1) {
    jest.advanceTimersByTime(4_900);
    desk.voice.set({ is: "connecting" });
    jest.advanceTimersByTime(3_000);
    desk.voice.set(ready);
    jest.advanceTimersByTime(60_000);
    expect(await desk.settle()).toBe("Training");
    desk.refresh();
  }
  expect(desk.moves).toEqual([]);
});

test("an agent without a voice client is moved, and is back where it was once it is ready", async () => {
  const desk = new Desk(training);
  desk.voice.set({ is: "missing" });
  expect(await desk.settle()).toBe("Voice Client Offline");
  desk.voice.set({ is: "connecting" });
  expect(await desk.settle()).toBe("Voice Client Offline");
  desk.voice.set(ready);
  expect(await desk.settle()).toBe("Training");
  expect(desk.moves).toEqual(["Voice Client Offline", "Training"]);
});

test("the activity to come back to survives a refresh", async () => {
  const desk = new Desk(training);
  desk.voice.set(denied);
  await desk.settle();
  desk.refresh();
  desk.voice.set(denied);
  await desk.settle();
  desk.refresh();
  desk.voice.set(ready);
  expect(await desk.settle()).toBe("Training");
});

test("a connection that is lost for a moment moves nobody, one that stays lost does", async () => {
  const desk = new Desk();
  desk.voice.set(ready);
  desk.voice.set({ is: "connecting" });
  jest.advanceTimersByTime(9_000);
  desk.voice.set(ready);
  desk.voice.set({ is: "connecting" });
  jest.advanceTimersByTime(9_999);
  expect(await desk.settle()).toBe("Available");
  jest.advanceTimersByTime(1);
  expect(await desk.settle()).toBe("Voice Client Offline");
});

test("nobody is moved during a call; the move comes after it", async () => {
  const desk = new Desk();
  desk.voice.set({ is: "onCall", call });
  desk.busy(true);
  desk.voice.set({ is: "lost" });
  jest.advanceTimersByTime(600_000);
  expect(await desk.settle()).toBe("Available");
  desk.busy(false);
  expect(await desk.settle()).toBe("Voice Client Offline");
});

test("a Flex that does not know the activity at first forgets nothing, and waits for it", async () => {
  const desk = new Desk(training);
  desk.voice.set(denied);
  await desk.settle();
  desk.byHand(null);
  desk.refresh();
  desk.voice.set(ready);
  expect(await desk.settle()).toBe("nowhere");
  desk.byHand(waiting);
  expect(await desk.settle()).toBe("Training");
});

test("a second tab, which hears of it all a moment later, brings the agent to the same activity", async () => {
  const desk = new Desk(training);
  desk.voice.set(denied);
  await desk.settle();
  const late = new Desk(waiting);
  desk.voice.set(ready);
  await desk.settle();
  late.voice.set(ready);
  expect(await late.settle()).toBe("Training");
});

/** TaskRouter's worker, open in several Flex sessions that share nothing else. */
class Sessions {
  private readonly moves: string[] = [];
  private readonly activities = [available, training, lunch, offline, waiting];
  private readonly worker: Store<Worker>;

  constructor(activity: Activity) {
    this.worker = new Store<Worker>({ activity, activities: this.activities, busy: false });
  }

  /** Another browser signs in. */
  open(): Store<Voice> {
    const voice = new Store<Voice>({ is: "looking" });
    let remembered: string | null = null;
    new Availability({
      voice,
      worker: this.worker,
      memory: {
        get: () => remembered,
        set: (it) => {
          remembered = it;
        },
      },
      offlineActivityName: waiting.name,
      offlineActivitySid: offline.sid,
      setActivity: async (it) => {
        this.moves.push(it.name);
        await new Promise((resolve) => void window.setTimeout(resolve, 200));
        this.set(it);
      },
      onNoActivity: () => undefined,
    });
    return voice;
  }

  set(activity: Activity): void {
    this.worker.set({ ...this.worker.get(), activity });
  }

  /** A minute later: the moves since this was asked last, and where the worker is. */
  async minute(): Promise<readonly [string[], string | undefined]> {
    for (let part = 0; part < 600; part += 1) {
      for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
      jest.advanceTimersByTime(100);
    }
    return [this.moves.splice(0), this.worker.get().activity?.name];
  }
}

test("two sessions, of which one has no voice client, do not move the agent back and forth", async () => {
  const sessions = new Sessions(training);
  const [one, other] = [sessions.open(), sessions.open()];
  one.set(ready);
  other.set({ is: "missing" });
  expect(await sessions.minute()).toEqual([["Voice Client Offline", "Available"], "Available"]);
  expect(await sessions.minute()).toEqual([[], "Available"]);
  // How its own voice client is has changed: it looks once more.
  other.set(denied);
  expect(await sessions.minute()).toEqual([["Voice Client Offline", "Available"], "Available"]);
  other.set(ready);
  one.set({ is: "lost" });
  expect(await sessions.minute()).toEqual([["Voice Client Offline", "Available"], "Available"]);
});

test("who is set to an available activity by a supervisor stays there until something changes", async () => {
  const sessions = new Sessions(training);
  const voice = sessions.open();
  voice.set(denied);
  expect(await sessions.minute()).toEqual([["Voice Client Offline"], "Voice Client Offline"]);
  sessions.set(training);
  expect(await sessions.minute()).toEqual([[], "Training"]);
  sessions.set(lunch);
  sessions.set(available);
  expect(await sessions.minute()).toEqual([[], "Available"]);
  voice.set(ready);
  voice.set({ is: "lost" });
  expect(await sessions.minute()).toEqual([["Voice Client Offline"], "Voice Client Offline"]);
});

test("who is brought back from Offline can go there by hand, and stays", async () => {
  const desk = new Desk(available, [available, lunch, offline]);
  desk.voice.set(denied);
  await desk.settle();
  desk.voice.set(ready);
  await desk.settle();
  desk.byHand(offline);
  expect(await desk.settle()).toBe("Offline");
});

test("who has gone elsewhere by hand is not brought back", async () => {
  const desk = new Desk(training);
  desk.voice.set(denied);
  await desk.settle();
  desk.byHand(lunch);
  desk.voice.set(ready);
  expect(await desk.settle()).toBe("Lunch");
});

test("choosing by hand is refused where it makes no sense, and only for these workers", async () => {
  const desk = new Desk(lunch);
  desk.voice.set(denied);
  expect(desk.availability.refuses(available.sid)).toBe("notReady");
  expect(desk.availability.refuses(waiting.sid)).toBe("reserved");
  expect(desk.availability.refuses(offline.sid)).toBeUndefined();
  desk.voice.set({ is: "off" });
  expect(desk.availability.refuses(available.sid)).toBeUndefined();
  expect(desk.availability.refuses(waiting.sid)).toBeUndefined();
});

test("its own moves are not refused", async () => {
  const desk = new Desk(available);
  desk.voice.set(denied);
  await desk.settle();
  desk.voice.set(ready);
  await desk.settle();
  expect(desk.moves).toEqual(["Voice Client Offline", "Available"]);
  expect(desk.refusals).toEqual([undefined, undefined]);
});

test("where the activity is missing, the agent is set to Offline and told so, and comes back", async () => {
  const desk = new Desk(available, [available, lunch, offline]);
  desk.voice.set({ is: "missing" });
  expect(await desk.settle()).toBe("Offline");
  expect(desk.noActivity).toBe(1);
  desk.voice.set(ready);
  expect(await desk.settle()).toBe("Available");
});

test("who signs out while waiting in Offline stays there at the next sign-in", async () => {
  const desk = new Desk(available, [available, lunch, offline]);
  desk.voice.set(denied);
  expect(await desk.settle()).toBe("Offline");
  desk.availability.signOut();
  desk.refresh();
  desk.voice.set(ready);
  expect(await desk.settle()).toBe("Offline");
});

test("a move that TaskRouter refuses is tried again, but not at once", async () => {
  const desk = new Desk();
  desk.refuses = "loudly";
  desk.voice.set(denied);
  await desk.settle();
  desk.refuses = false;
  jest.advanceTimersByTime(5_000);
  expect(await desk.settle()).toBe("Available");
  jest.advanceTimersByTime(5_000);
  expect(await desk.settle()).toBe("Voice Client Offline");
});

test("a TaskRouter that goes on refusing is asked ever more seldom, and the move comes in the end", async () => {
  for (const refuses of ["loudly", "quietly"] as const) {
    const desk = new Desk();
    desk.refuses = refuses;
    desk.voice.set(denied);
    for (let minute = 0; minute < 30; minute += 1) {
      for (let part = 0; part < 12; part += 1) {
        await desk.settle();
        jest.advanceTimersByTime(5_000);
      }
    }
    expect(desk.refused).toBeGreaterThan(5);
    expect(desk.refused).toBeLessThan(15);
    desk.refuses = false;
    jest.advanceTimersByTime(320_000);
    expect(await desk.settle()).toBe("Voice Client Offline");
  }
});

test("a worker whose calls go to Flex is left alone", async () => {
  const desk = new Desk();
  desk.voice.set({ is: "off" });
  desk.byHand(waiting);
  jest.advanceTimersByTime(60_000);
  expect(await desk.settle()).toBe("Voice Client Offline");
  expect(desk.moves).toEqual([]);
});

test("whatever happens, the agent ends up available if the voice client is ready, and not if it is not", async () => {
  const voices: Voice[] = [ready, denied, { is: "lost" }, { is: "connecting" }, { is: "looking" }];
  const step = fc.oneof(
    fc.record({ voice: fc.constantFrom(...voices) }),
    fc.record({ busy: fc.boolean() }),
    fc.record({ wait: fc.integer({ min: 1, max: 30_000 }) }),
    fc.constant("refresh" as const),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 25 }),
      fc.constantFrom(ready, denied),
      async (steps, last) => {
        window.localStorage.clear();
        const desk = new Desk(training);
        for (const it of steps) {
          const before = await desk.settle();
          if (it === "refresh") desk.refresh();
          else if ("voice" in it) desk.voice.set(it.voice);
          else if ("busy" in it) desk.busy(it.busy);
          else jest.advanceTimersByTime(it.wait);
          const after = await desk.settle();
          if (desk.worker.get().busy && it !== "refresh") expect(after).toBe(before);
        }
        desk.busy(false);
        desk.voice.set(last);
        jest.advanceTimersByTime(60_000);
        expect(await desk.settle()).toBe(last === ready ? "Training" : "Voice Client Offline");
      },
    ),
    // A move back that comes through after it was given up, by when the voice client has a problem.
    { examples: [[[{ voice: { is: "lost" } }, { busy: true }, { voice: ready }], denied]] },
  );
});
