// A working day in quick motion: `cargo xtask soak`. Prints the curve, and writes it to
// target/soak.json. Fails when a call is lost that no person has ended, or when something rises
// from the 50th call on that should not.

import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";

import { median } from "./bench/figures.ts";
import { onStage, type Stage } from "./harness/stage.ts";
import { Day, untilTheLastDeath, type Came, type Plan } from "./soak/day.ts";
import { footprint, type Footprint } from "./soak/footprint.ts";
import { rise, sparkline } from "./soak/trend.ts";

/** Every so many calls what the extension holds is measured, and printed; in a short day more often. */
const MEASURE_EVERY = 10;
const PRINT_EVERY = 50;
/** From this call on everything is warm, and has to stay as it is; in a short day from a third on. */
const WARM = 50;
/** So many calls a new worker takes until it has compiled and cached what it needs. */
const WORKER_WARM = 20;
/** With fewer points a trend is one of chance. */
const LEAST_POINTS = 5;
/** The life of a voice token, in s: it is renewed by time as well. */
const TOKEN_LIFE_S = 120;

/** What was measured after so many calls. */
interface Sample extends Footprint {
  calls: number;
  /** The median of the answers since the last sample, in ms. */
  answerMs: number;
}

type Measure = Exclude<keyof Sample, "calls">;

/**
 * How much a measure may rise from the 50th call to the last: a share of its median, or an amount
 * that is as good as nothing, whichever is more. What a worker takes with it when it dies may rise
 * so much from the 50th call to the last death, and as much in the life of the worker that comes
 * then, which is half a day long: that one is older than those before it, and holds more.
 */
interface Allowed {
  name: string;
  digits: number;
  share: number;
  amount: number;
  isWorkers?: boolean;
}

const MEASURES: Record<Measure, Allowed> = {
  // The rest is the machine's, which does other things too.
  answerMs: { name: "answer ms", digits: 0, share: 0.2, amount: 40 },
  // Chromium 148 keeps some 8 KB of each document that is closed, also of an empty one in any page, and
  // 2.5 KB of each request of a worker that lives: 20 KB for each call. What is ours is counted below.
  memoryMb: { name: "memory MB", digits: 1, share: 0.1, amount: 8, isWorkers: true },
  // Code that is used more often is compiled and kept, up to a bound.
  workerHeapMb: { name: "heap MB", digits: 2, share: 0.1, amount: 0.1, isWorkers: true },
  // It grows by whole pages, and never shrinks: what was needed once stays. The flight recorder
  // fills up to its bound.
  workerWasmMb: { name: "wasm MB", digits: 2, share: 0.1, amount: 0.1, isWorkers: true },
  // Some belong to what is just under way. One listener that is left with each call would be more.
  workerFunctions: { name: "functions", digits: 0, share: 0.05, amount: 10, isWorkers: true },
  listeners: { name: "listeners", digits: 0, share: 0, amount: 2 },
  // The tab is one all day, however often it is refreshed.
  flexListeners: { name: "in Flex", digits: 0, share: 0, amount: 2 },
  documents: { name: "documents", digits: 0, share: 0, amount: 1 },
  connections: { name: "connections", digits: 0, share: 0, amount: 0.5 },
};
const NAMES = Object.keys(MEASURES) as Measure[];

function plan(): Plan {
  const number = (value: string) => ({ type: "string", default: value }) as const;
  const { values } = parseArgs({
    options: {
      calls: number("500"),
      refreshes: number("200"),
      deaths: number("50"),
      losses: number("20"),
      renewals: number("50"),
    },
  });
  const count = (name: keyof Plan) => {
    const value = Number(values[name]);
    if (!Number.isInteger(value) || value < 0) throw new Error(`--${name} takes a whole number`);
    return value;
  };
  return {
    calls: count("calls"),
    refreshes: count("refreshes"),
    deaths: count("deaths"),
    losses: count("losses"),
    renewals: count("renewals"),
  };
}

function row(cells: (string | number)[]): string {
  return cells.map((it) => String(it).padStart(12)).join("");
}

function show(sample: Sample): void {
  const values = NAMES.map((name) => sample[name].toFixed(MEASURES[name].digits));
  console.log(row([sample.calls, ...values]));
}

/** What a day has been like. */
interface Lived {
  samples: Sample[];
  came: Came[];
  voiceTokens: number;
}

/** Lets the day pass. */
async function live(stage: Stage, plan: Plan): Promise<Lived> {
  const { sandbox, chrome } = stage;
  await sandbox.setFunction({ lifetimeS: TOKEN_LIFE_S });
  const flex = await chrome.openFlex();
  await flex.ready();
  const day = new Day(stage, flex, plan);
  const came: Came[] = [];
  const samples: Sample[] = [];
  let voiceTokens = 0;
  console.log(row(["calls", ...NAMES.map((name) => MEASURES[name].name)]));
  for (let n = 0; n < plan.calls; n += 1) {
    const call = await day.call(n);
    came.push(call);
    if (call.lost !== undefined) console.log(`✗ call ${n + 1} was lost: ${call.lost}`);
    const every = Math.min(MEASURE_EVERY, Math.ceil(plan.calls / 20));
    if (came.length % every > 0 && came.length < plan.calls) continue;
    await flex.ready();
    voiceTokens += (await sandbox.state()).functionRequests;
    const answerMs = median(came.slice(-every).map((it) => it.answerMs));
    const sample = { calls: n + 1, answerMs, ...(await footprint(chrome, flex)) };
    samples.push(sample);
    if (sample.calls % PRINT_EVERY === 0 || sample.calls === plan.calls) show(sample);
    // What is over costs the sandbox time with each look at its state.
    await sandbox.reset();
    await sandbox.setFunction({ lifetimeS: TOKEN_LIFE_S });
  }
  return { samples, came, voiceTokens };
}

/** The stretches of a day, from call to call, in each of which a measure has to stay as it is. */
function stretches(plan: Plan, isWorkers: boolean): [from: number, to: number][] {
  const warm = Math.min(WARM, plan.calls / 3);
  if (!isWorkers) return [[warm, plan.calls]];
  const young = untilTheLastDeath(plan);
  const warmAgain = Math.max(warm, young + Math.min(WORKER_WARM, (plan.calls - young) / 3));
  return [
    [warm, young],
    [warmAgain, plan.calls],
  ];
}

/** How much a measure rises in a stretch, from call to call; of one too short nothing can be said. */
function riseOf(measure: Measure, samples: Sample[], [from, to]: [number, number]): number | undefined {
  const points = samples.filter(({ calls }) => calls >= from && calls <= to);
  if (points.length < LEAST_POINTS) return undefined;
  return rise(points.map((it) => ({ calls: it.calls, value: it[measure] })));
}

/** Says of each measure how it went, and returns those that rise. */
function judge(samples: Sample[], plan: Plan): string[] {
  return NAMES.filter((measure) => {
    const { name, digits, share, amount, isWorkers = false } = MEASURES[measure];
    const values = samples.map((it) => it[measure]);
    const rises = stretches(plan, isWorkers).map((stretch) => riseOf(measure, samples, stretch));
    // Of a short day the first stretch may be too short.
    if (rises.at(-1) === undefined) throw new Error(`${plan.calls} calls are too few to see a trend in`);
    const seen = rises.filter((it) => it !== undefined);
    const allowed = Math.max(share * median(values), amount);
    const isFlat = seen.every((it) => it <= allowed);
    const [least, most] = [Math.min(...values), Math.max(...values)].map((it) => it.toFixed(digits));
    const signed = (value: number) => `${value < 0 ? "" : "+"}${value.toFixed(digits + 1)}`;
    console.log(
      `${isFlat ? "✓" : "✗"} ${name.padEnd(12)}${sparkline(values)}  ${least}–${most}, trend ` +
        `${seen.map(signed).join(", ")} (allowed ${signed(allowed)})`,
    );
    return !isFlat;
  });
}

const day = plan();
await onStage({}, async (stage) => {
  const begun = performance.now();
  const { samples, came, voiceTokens } = await live(stage, day);
  const minutes = (performance.now() - begun) / 60_000;
  console.log(
    `${day.calls} calls, ${day.refreshes} refreshes, ${day.deaths} worker deaths, ${day.losses} ` +
      `network losses and ${voiceTokens} voice tokens in ` +
      `${minutes.toFixed(1)} min: ${((minutes * 60) / day.calls).toFixed(2)} s a call`,
  );
  const rising = judge(samples, day);
  const lost = came.flatMap(({ lost }, n) => (lost === undefined ? [] : [{ call: n + 1, lost }]));
  const report = { plan: day, minutes, lost, rising, samples, answersMs: came.map((it) => it.answerMs) };
  writeFileSync("target/soak.json", `${JSON.stringify(report, null, 2)}\n`);
  console.log("The curve is in target/soak.json.");
  if (lost.length > 0) console.log(`✗ ${lost.length} calls were lost, and no person had ended them`);
  if (rising.length > 0) console.log(`✗ what rises: ${rising.join(", ")}`);
  if (lost.length + rising.length > 0) process.exitCode = 1;
});
