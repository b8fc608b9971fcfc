import { expect, test } from "@jest/globals";
import * as fc from "fast-check";

import type { Due } from "./Watch";
import { FIRST_ANSWER_MS, Watch } from "./Watch";

const LIMIT = 45_000;
const PATIENCE = { ask: 37_000, limit: LIMIT };

/** Lets time go by, with a timer that fires when it should; says what was due, and when. */
function pass(watch: Watch, from: number, to: number): { at: number; due: Due }[] {
  const found: { at: number; due: Due }[] = [];
  for (let at = Math.max(from, watch.next()); at <= to; at = watch.next()) {
    const due = watch.due(at);
    if (due) found.push({ at, due });
  }
  return found;
}

const verdicts = (found: { at: number; due: Due }[]) =>
  found.filter((it) => it.due === "silent").map((it) => it.at);

test("an extension that never answers is missing after five seconds, and still looked for", () => {
  const found = pass(new Watch(0), 0, 60_000);
  expect(found[0]).toEqual({ at: 0, due: "ask" });
  expect(verdicts(found)).toEqual([FIRST_ANSWER_MS]);
  expect(found[found.length - 1]?.at).toBeGreaterThan(57_000);
});

test("an extension that falls silent is lost at its limit, having been asked twice", () => {
  const watch = new Watch(0);
  watch.heard(1_000, PATIENCE);
  const found = pass(watch, 1_000, 1_000 + LIMIT);
  expect(found.map((it) => it.due)).toEqual(["ask", "ask", "silent"]);
  expect(verdicts(found)).toEqual([1_000 + LIMIT]);
});

test("an extension that says goodbye is looked for, and not called silent on top of it", () => {
  const watch = new Watch(0);
  watch.heard(0, PATIENCE);
  watch.left(10);
  const found = pass(watch, 10, 120_000);
  expect(found.length).toBeGreaterThan(10);
  expect(verdicts(found)).toEqual([]);
});

test("a computer that slept is no reason to call the extension lost", () => {
  const watch = new Watch(0);
  watch.heard(0, PATIENCE);
  expect(pass(watch, 0, 42_000).map((it) => it.due)).toEqual(["ask", "ask"]);
  const awake = 8 * 3_600_000;
  expect(watch.due(awake)).toBe("ask");
  watch.heard(awake + 5, PATIENCE);
  expect(pass(watch, awake + 5, awake + 20_000)).toEqual([]);
});

test("in a hidden tab, where timers fire once a minute, silence is noticed all the same", () => {
  const watch = new Watch(0);
  watch.heard(0, { ask: 2_500, limit: 5_000 });
  const found: (Due | undefined)[] = [];
  for (let at = 60_000; at <= 300_000; at += 60_000) found.push(watch.due(at));
  expect(found).toEqual(["ask", "ask", "ask", "silent", "ask"]);
});

test("an extension that answers in time is never lost, however late the timers are", () => {
  const delays = fc.array(fc.integer({ min: 0, max: 90_000 }), { maxLength: 50 });
  fc.assert(
    fc.property(delays, (late) => {
      const watch = new Watch(0);
      watch.heard(0, PATIENCE);
      let now = 0;
      for (const delay of late) {
        now = Math.max(now, watch.next()) + delay;
        const due = watch.due(now);
        if (due === "silent") return false;
        if (due === "ask") watch.heard(now + 50, PATIENCE);
      }
      return true;
    }),
  );
});
