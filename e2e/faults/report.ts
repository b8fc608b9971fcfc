// The matrix of the real browser, as a part of docs/FAULTS.md.

import { readFileSync, writeFileSync } from "node:fs";

import type { Exception, Fault } from "./fault.ts";
import { FAULTS, ONLY_SIMULATED } from "./list.ts";
import type { Came } from "./play.ts";
import { STATES, type State } from "./states.ts";

const DOCUMENT = "docs/FAULTS.md";
/** What stands before it is the simulation's; `cargo xtask faults` leaves the rest alone. */
const HEADING = "\n## Measured in the real browser\n";

const INTRODUCTION = `
Written by \`cargo xtask faults --browser\`, which plays each of these faults in each of these states
in a real Chromium, with the extension that ships, against the sandbox, once. Change
[\`e2e/faults/list.ts\`](../e2e/faults/list.ts), not this part. The same is promised as in the
simulation, as far as it can be seen from outside: what Flex shows is what Twilio knows, popup and
badge agree with it, one call is held at most, nothing is thrown in any context; in the end the agent
hangs up, and the next call is answered. A cell means the same as above, and its time is real. Cells
of the most telling states are played by \`cargo xtask test\` as well. \`?\` has not been played yet.
`;

/** A reference to a note. */
const LINK = / \[\d+\]\(#notes-on-the-real-browser\)/;

/** What has come of every cell that was played. */
export type Results = Record<string, Partial<Record<State, Came>>>;

/** What is expected of a cell that is not as it should be. */
export function exception(fault: Fault, state: State): Exception | undefined {
  return fault.except?.find((it) => it.states.includes(state));
}

/** Names a fault; some groups have faults of the same name. */
export function key(fault: Fault): string {
  return `${fault.group}: ${fault.name}`;
}

/** Every fault that the simulation plays is played here, or it is said why not. */
export function checkComplete(): void {
  const [simulated = ""] = readFileSync(DOCUMENT, "utf8").split("\n## Notes\n");
  const rows = [...simulated.matchAll(/^\| ([^|`]+[^|]*) \| (?:[–✗]|at once|\d)/gm)];
  const names = new Set(rows.map(([, name]) => name ?? ""));
  const spokenOf = [
    ...FAULTS.flatMap((it) => it.simulated ?? []),
    ...ONLY_SIMULATED.flatMap((it) => it.faults),
  ];
  const unknown = spokenOf.filter((it) => !names.has(it));
  for (const name of [...spokenOf, ...FAULTS.map((it) => it.name)]) names.delete(name);
  if (names.size > 0) throw new Error(`e2e/faults/list.ts says nothing of: ${[...names].join("; ")}`);
  if (unknown.length > 0) throw new Error(`${DOCUMENT} knows nothing of: ${unknown.join("; ")}`);
}

/** What the document says of the cells that were played. */
export function read(): Results {
  const [, measured = ""] = readFileSync(DOCUMENT, "utf8").split(HEADING);
  const results: Results = {};
  for (const section of measured.split("\n### ").slice(1)) {
    const [group, ...lines] = section.split("\n");
    const rows = new Map(lines.map((line) => line.split(" | ")).map(([name, ...it]) => [name, it]));
    for (const fault of FAULTS.filter((it) => it.group === group)) {
      const cells = [...rows].find(([name]) => name?.replace(LINK, "") === `| ${fault.name}`)?.[1];
      results[key(fault)] = Object.fromEntries(
        STATES.flatMap((state, n) => {
          const came = played(fault, state, cells?.[n] ?? "?");
          return came ? [[state, came]] : [];
        }),
      );
    }
  }
  return results;
}

/** What a cell says has come of it; nothing if it has not been played. */
function played(fault: Fault, state: State, cell: string): Came | undefined {
  if (cell.startsWith("✗")) return { outcome: "broken", recoveryMs: NaN };
  const [time, seconds] = /^(?:at once|([\d.]+) s)/.exec(cell) ?? [];
  if (time === undefined) return undefined;
  const outcome = exception(fault, state)?.outcome === "lost" ? "lost" : "held";
  return { outcome, recoveryMs: Number(seconds ?? 0) * 1_000 };
}

/** Writes the part of the document. */
export function write(results: Results): void {
  const [simulated = ""] = readFileSync(DOCUMENT, "utf8").split(HEADING);
  writeFileSync(DOCUMENT, `${simulated}${HEADING}${INTRODUCTION}${tables(results)}`);
}

function tables(results: Results): string {
  const notes: string[] = [];
  const lines: string[] = [];
  let group = "";
  for (const fault of FAULTS) {
    if (fault.group !== group) {
      group = fault.group;
      lines.push("", `### ${group}`, "", `| | ${STATES.join(" | ")} |`, `|---|${"---|".repeat(STATES.length)}`);
    }
    const cells = STATES.map((state) => entry(fault, state, results[key(fault)]?.[state], notes));
    lines.push(`| ${fault.name}${link(fault.note, notes)} | ${cells.join(" | ")} |`);
  }
  lines.push("", "### Notes on the real browser", "");
  notes.forEach((note, n) => lines.push(`${n + 1}. ${note}`));
  lines.push("", "### Only in the simulation", "");
  for (const { faults, why } of ONLY_SIMULATED) lines.push(`- **${faults.join("; ")}**: ${why}`);
  return `${lines.join("\n")}\n`;
}

function entry(fault: Fault, state: State, came: Came | undefined, notes: string[]): string {
  const expected = exception(fault, state);
  const note = link(expected?.why, notes);
  if (expected?.outcome === "none") return `–${note}`;
  if (!came) return `?${note}`;
  if (came.outcome !== (expected?.outcome ?? "held")) return `✗${note}`;
  if (came.outcome === "broken") return `✗${note}`;
  return `${short(came.recoveryMs)}${note}`;
}

function link(note: string | undefined, notes: string[]): string {
  if (note === undefined) return "";
  if (!notes.includes(note)) notes.push(note);
  return ` [${notes.indexOf(note) + 1}](#notes-on-the-real-browser)`;
}

/** A time as people want to read it. */
function short(ms: number): string {
  if (ms < 50) return "at once";
  return ms < 9_950 ? `${(ms / 1_000).toFixed(1)} s` : `${Math.round(ms / 1_000)} s`;
}
