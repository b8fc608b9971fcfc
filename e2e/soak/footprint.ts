// What the extension holds: memory, listeners, functions, connections. What is garbage is collected
// first, so that only what somebody holds on to counts.

import type { Chrome } from "../harness/chrome.ts";
import { TargetGone } from "../harness/devtools.ts";
import type { FlexTab } from "../harness/flex.ts";
import { extensionUrl } from "../harness/extension-origin.ts";
import { extensionProcesses, memoryOfItsOwn } from "../harness/processes.ts";
import { until } from "../harness/until.ts";

const MB = 1_024 * 1_024;

/** The pause between two looks, in ms: in it Chrome gives back what it has found to be garbage. */
const LOOK_AGAIN_MS = 500;
/** After so many looks at which nothing has gone any more, nothing will. */
const CALM_LOOKS = 3;
/** Less than this is nothing, in MB and in functions. */
const WORTH_IT = { memoryMb: 0.5, workerFunctions: 5 };

/** What the extension holds at a moment. */
export interface Footprint {
  /** Memory that the extension's processes have of their own, in MB. */
  memoryMb: number;
  /** Of which the worker's JavaScript objects, in MB. */
  workerHeapMb: number;
  /** And the memory of the worker's wasm, in MB. */
  workerWasmMb: number;
  /** Functions that the worker holds: every listener, timer and callback is one. */
  workerFunctions: number;
  /** Listeners of all documents of the extension. */
  listeners: number;
  /** Listeners of what the Flex tab shows, and has shown: the content script's among them. */
  flexListeners: number;
  /** Documents of the extension. */
  documents: number;
  /** Peer connections of all documents. */
  connections: number;
}

/** Takes it when nothing happens any more. */
export async function footprint(chrome: Chrome, flex: FlexTab): Promise<Footprint> {
  const flexListeners = await ofFlex(chrome, flex);
  const { memoryMb, ...worker } = await atRest(chrome);
  const document = await ofDocument(chrome);
  return { memoryMb, ...worker, ...document, flexListeners };
}

/**
 * What of the last call is under way is let go of in a few seconds. What is garbage of JavaScript may
 * hold much that is none: connections, audio. That goes a moment later, and lets go of more garbage.
 */
async function atRest(chrome: Chrome) {
  let least = await look(chrome);
  let calm = 0;
  while (calm < CALM_LOOKS) {
    await new Promise((wake) => setTimeout(wake, LOOK_AGAIN_MS));
    const now = await look(chrome);
    const isLess = (it: keyof typeof WORTH_IT) => now[it] < least[it] - WORTH_IT[it];
    const isCalm = !isLess("memoryMb") && !isLess("workerFunctions");
    calm = isCalm ? calm + 1 : 0;
    if (!isCalm) least = now;
  }
  return least;
}

async function look(chrome: Chrome) {
  await inTarget(chrome, "offscreen.html", (session) =>
    chrome.devTools.send("HeapProfiler.collectGarbage", {}, session),
  );
  const worker = await ofWorker(chrome);
  const pids = (await extensionProcesses(chrome)).map(({ pid }) => pid);
  const memoryMb = pids.reduce((sum, pid) => sum + memoryOfItsOwn(pid), 0);
  return { memoryMb, ...worker };
}

async function ofWorker(chrome: Chrome) {
  return inTarget(chrome, "background.js", async (session) => {
    await chrome.devTools.send("HeapProfiler.collectGarbage", {}, session);
    const { usedSize } = await chrome.devTools.send("Runtime.getHeapUsage", {}, session);
    const count = (className: string, what: string) =>
      chrome.devTools.withObjects<number>(session, className, what);
    return {
      workerHeapMb: usedSize / MB,
      workerWasmMb:
        (await count(
          "WebAssembly.Memory",
          "(all) => all.reduce((sum, it) => sum + it.buffer.byteLength, 0)",
        )) / MB,
      workerFunctions: await count("Function", "(all) => all.length"),
    };
  });
}

async function ofDocument(chrome: Chrome) {
  return inTarget(chrome, "offscreen.html", async (session) => {
    const metric = await metrics(chrome, session);
    return {
      listeners: metric("JSEventListeners"),
      documents: metric("Documents"),
      connections: metric("RTCPeerConnections"),
    };
  });
}

async function ofFlex(chrome: Chrome, flex: FlexTab): Promise<number> {
  const targetId = await until("there is the Flex tab", async () =>
    (await chrome.devTools.targets(flex.page.url())).at(0),
  );
  return chrome.devTools.withTarget(targetId, async (session) =>
    (await metrics(chrome, session))("JSEventListeners"),
  );
}

/** What Chrome counts, by its names: what all documents of a target's process have. */
async function metrics(chrome: Chrome, session: string): Promise<(name: string) => number> {
  await chrome.devTools.send("HeapProfiler.collectGarbage", {}, session);
  await chrome.devTools.send("Performance.enable", {}, session);
  const answer = await chrome.devTools.send("Performance.getMetrics", {}, session);
  const all: { name: string; value: number }[] = answer.metrics;
  return (name) => all.find((it) => it.name === name)?.value ?? NaN;
}

async function inTarget<T>(
  chrome: Chrome,
  page: string,
  look: (session: string) => Promise<T>,
): Promise<T> {
  // A document or worker that is just being replaced goes without an answer; the next one answers.
  return until(`there is ${page}`, async () => {
    const targetId = (await chrome.devTools.targets(extensionUrl(page))).at(0);
    if (targetId === undefined) return undefined;
    return chrome.devTools.withTarget(targetId, look).catch((error: unknown) => {
      if (error instanceof TargetGone) return undefined;
      throw error;
    });
  });
}
