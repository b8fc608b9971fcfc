// What the extension holds: memory, listeners, functions, connections. What is garbage is collected
// first, so that only what somebody holds on to counts.

import type { Chrome } from "../harness/chrome.ts";
import { TargetGone } from "../harness/devtools.ts";
import type { FlexTab } from "../harness/flex.ts";
import { extensionUrl } from "../harness/extension-origin.ts";
import { extensionProcesses, memoryOfItsOwn } from "../harness/processes.ts";
import { until } from "../harness/until.ts";

const MB = 1_024 * 1_024;

/** So long Chrome has, in ms, to give back what it has found to be garbage. */
const GIVE_BACK_MS = 300;
/** What is given back beyond this, in MB, is worth another round. */
const WORTH_IT_MB = 0.5;

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

/** Takes it while nothing happens. */
export async function footprint(chrome: Chrome, flex: FlexTab): Promise<Footprint> {
  const flexListeners = await ofFlex(chrome, flex);
  const document = await ofDocument(chrome);
  const worker = await ofWorker(chrome);
  const memoryMb = await ofProcesses(chrome);
  return { memoryMb, ...worker, ...document, flexListeners };
}

/**
 * What is garbage of JavaScript may hold much that is none: connections, audio. That goes a moment
 * later, and lets go of more garbage.
 */
async function ofProcesses(chrome: Chrome): Promise<number> {
  const pids = (await extensionProcesses(chrome)).map(({ pid }) => pid);
  let least = Infinity;
  for (;;) {
    for (const page of ["background.js", "offscreen.html"]) {
      await inTarget(chrome, page, (session) =>
        chrome.devTools.send("HeapProfiler.collectGarbage", {}, session),
      );
    }
    await new Promise((wake) => setTimeout(wake, GIVE_BACK_MS));
    const now = pids.reduce((sum, pid) => sum + memoryOfItsOwn(pid), 0);
    if (now > least - WORTH_IT_MB) return Math.min(now, least);
    least = now;
  }
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
