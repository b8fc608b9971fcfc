// The fault matrix in a real browser: `cargo xtask faults --browser`. Writes its part of
// docs/FAULTS.md, and fails when a cell is not as that says.
//
// `--only WORDS` plays the faults with these words in their name, `--state STATE` the cells of one
// state, `--rest` those that have not been played yet: what has come of the others stays there.

import { parseArgs } from "node:util";

import { checkParts } from "./harness/parts.ts";
import { Chrome } from "./harness/chrome.ts";
import { Sandbox } from "./harness/sandbox.ts";
import { Witness } from "./harness/witness.ts";
import type { Fault } from "./faults/fault.ts";
import { FAULTS } from "./faults/list.ts";
import { play, type Came } from "./faults/play.ts";
import { checkComplete, exception, key, read, write, type Results } from "./faults/report.ts";
import { Scene } from "./faults/scene.ts";
import { STATES, type State } from "./faults/states.ts";

/** A scene of its own for each fault, and another one after a cell that has failed. */
class Theatre {
  #scene: Scene | undefined;

  async scene(): Promise<Scene> {
    if (!this.#scene) {
      const sandbox = await Sandbox.start();
      const chrome = await Chrome.launch({ sandbox });
      this.#scene = new Scene(sandbox, chrome, await Witness.listen(chrome.devTools));
    }
    return this.#scene;
  }

  async clear(): Promise<void> {
    const scene = this.#scene;
    this.#scene = undefined;
    await scene?.chrome.close();
    await scene?.sandbox.stop();
  }
}

/** What is wrong with what was expected of a cell, if anything. */
function surprise(fault: Fault, state: State, came: Came): string | undefined {
  const expected = exception(fault, state)?.outcome ?? "held";
  if (expected === came.outcome) return undefined;
  return `${key(fault)}, ${state}: expected ${expected}, got ${came.outcome} (${came.why ?? "no more is known"})`;
}

type Row = Results[string];

async function playRow(theatre: Theatre, fault: Fault, states: State[]): Promise<Row> {
  const row: Row = {};
  for (const state of states) {
    const scene = await theatre.scene();
    await scene.clear();
    const came = await play(scene, state, fault);
    row[state] = came;
    const surprised = surprise(fault, state, came);
    const time = Number.isNaN(came.recoveryMs) ? "" : `${(came.recoveryMs / 1_000).toFixed(2)} s`;
    console.log(`${surprised ? "✗" : "✓"} ${key(fault)} | ${state}: ${came.outcome} ${time}`);
    if (surprised) console.log(`    ${came.why ?? ""}`);
    if (surprised || fault.lasting) await theatre.clear();
  }
  await theatre.clear();
  return row;
}

const { values } = parseArgs({
  options: { only: { type: "string" }, state: { type: "string" }, rest: { type: "boolean" } },
});
checkParts();
checkComplete();
const faults = FAULTS.filter((it) => values.only === undefined || key(it).includes(values.only));
const states = STATES.filter((it) => values.state === undefined || it === values.state);
if (faults.length === 0 || states.length === 0) throw new Error("there is no such fault or state");

const theatre = new Theatre();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => void theatre.clear().finally(() => process.exit(1)));
}
const begun = performance.now();
const results = read();
const surprises: string[] = [];
try {
  for (const fault of faults) {
    const before = results[key(fault)] ?? {};
    const there = states.filter((it) => exception(fault, it)?.outcome !== "none");
    const row = await playRow(theatre, fault, there.filter((it) => !(values.rest && before[it])));
    results[key(fault)] = { ...before, ...row };
    write(results);
    for (const state of there) {
      const came = results[key(fault)]?.[state];
      const surprised = came && surprise(fault, state, came);
      if (surprised) surprises.push(surprised);
    }
  }
} finally {
  await theatre.clear();
}
const minutes = ((performance.now() - begun) / 60_000).toFixed(1);
console.log(`${faults.length} faults, played in ${minutes} min`);
for (const it of surprises) console.log(`✗ ${it}`);
if (surprises.length > 0) process.exitCode = 1;
