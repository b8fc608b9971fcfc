// Chromium's processes: it says which they are; the operating system says what they take, stops them,
// and ends them.

import { readFileSync } from "node:fs";

import type { Chrome } from "./chrome.ts";
import { until } from "./until.ts";

/** A process of the extension. */
export interface ExtensionProcess {
  pid: number;
  /** CPU time that it has used, in ms. */
  cpuMs: number;
}

/** Stops all processes of the browser; what it returns lets them go on. */
export async function stopProcesses(chrome: Chrome): Promise<() => void> {
  const pids = await browserProcesses(chrome);
  for (const pid of pids) process.kill(pid, "SIGSTOP");
  return () => {
    for (const pid of pids) process.kill(pid, "SIGCONT");
  };
}

/** Crashes the process that microphones and speakers go through; Chrome starts another one. */
export async function crashAudio(chrome: Chrome): Promise<void> {
  const pid = await until("Chrome has opened the microphone", () => audioProcess(chrome));
  process.kill(pid, "SIGKILL");
  await until("it is gone", async () => (await audioProcess(chrome)) !== pid);
}

/** Crashes the browser's own process, and so all of them. */
export async function crashBrowser(chrome: Chrome): Promise<void> {
  const browser = (await processInfo(chrome)).find(({ type }) => type === "browser");
  if (!browser) throw new Error("the browser has no process");
  process.kill(browser.id, "SIGKILL");
}

/** All processes of the browser, its own included. */
async function browserProcesses(chrome: Chrome): Promise<number[]> {
  return (await processInfo(chrome)).map(({ id }) => id);
}

/** The process that microphones and speakers go through, if there is one. */
async function audioProcess(chrome: Chrome): Promise<number | undefined> {
  return (await browserProcesses(chrome)).find((pid) =>
    commandLine(pid).includes("--utility-sub-type=audio.mojom.AudioService"),
  );
}

async function processInfo(chrome: Chrome): Promise<{ id: number; type: string; cpuTime: number }[]> {
  return (await chrome.devTools.send("SystemInfo.getProcessInfo")).processInfo;
}

/** Empty where the process has just ended. */
function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}

/** The processes that worker, offscreen document and pages run in. */
export async function extensionProcesses(chrome: Chrome): Promise<ExtensionProcess[]> {
  const processes = await processInfo(chrome);
  const extension = processes.filter(({ id }) => commandLine(id).includes("--extension-process"));
  if (extension.length === 0) throw new Error("the extension has no process");
  return extension.map(({ id, cpuTime }) => ({ pid: id, cpuMs: cpuTime * 1_000 }));
}

/** The memory of a process, in MB: its own, and its share of what it shares. */
export function memory(pid: number): number {
  return rollup(pid, "Pss");
}

/**
 * The memory of a process, in MB, without what it only reads from files: of the program's own code
 * its share depends on how many other processes run it.
 */
export function memoryOfItsOwn(pid: number): number {
  return rollup(pid, "Pss_Anon") + rollup(pid, "Pss_Shmem");
}

/** What the kernel says of all memory of a process, in MB. */
function rollup(pid: number, name: string): number {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(text)?.[1]) / 1_024;
}
