// What the extension promises, measured: `cargo xtask bench`. Prints a table, and writes the figures
// to target/bench.json.

import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import type { Page } from "@playwright/test";

import { add, figures } from "./bench/figures.ts";
import { gzipped, measureFlexUi } from "./bench/flex-ui.ts";
import { measureRefreshes } from "./bench/refreshes.ts";
import type { Chrome } from "./harness/chrome.ts";
import { extensionUrl } from "./harness/extension-origin.ts";
import { IDENTITY, type FlexTab } from "./harness/flex.ts";
import { parts } from "./harness/parts.ts";
import { extensionProcesses, memory } from "./harness/processes.ts";
import { onStage, type Stage } from "./harness/stage.ts";
import { until } from "./harness/until.ts";

const CALLS = 9;
const WORKER_DEATHS = 7;
const POPUPS = 15;
const PRESSES = 10;
/** How long the extension is watched doing nothing, in ms, and how often: an alarm comes each time. */
const IDLE_MS = 30_000;
/**
 * What goes before has come to rest by then, in ms: for half a minute after a call Chrome clears
 * away, which took 4 times as much as being idle (measured).
 */
const SETTLING_MS = 60_000;
const IDLES = 3;
/** Something to work on. */
const PIECE = Buffer.from("a call outlives its tab ".repeat(200));

/** From Twilio's invitation to the first audio of the agent, and from the button to Twilio. */
async function calls({ sandbox }: Stage, flex: FlexTab): Promise<void> {
  const answers = [];
  const ends = [];
  for (let n = 0; n < CALLS; n += 1) {
    await flex.ready();
    const call = await sandbox.placeCall(IDENTITY);
    const { invitedAt, firstAudioFromAgentAt } = await sandbox.callIs(call, "audible");
    answers.push((firstAudioFromAgentAt ?? NaN) - invitedAt);
    const pressedAt = await flex.page.evaluate(() => {
      const now = Date.now();
      document.querySelector<HTMLElement>("[data-testid=hang-up]")?.click();
      return now;
    });
    const { endedAt } = await sandbox.callIs(call, "ended");
    ends.push((endedAt ?? NaN) - pressedAt);
  }
  add("incoming call → agent heard", "ms", answers, 300);
  add("hang-up in Flex → Twilio knows", "ms", ends);
}

async function idleDeaths({ sandbox, chrome }: Stage, flex: FlexTab): Promise<void> {
  const times = [];
  for (let n = 0; n < WORKER_DEATHS; n += 1) {
    await flex.ready();
    const before = (await sandbox.events()).length;
    const killedAt = Date.now();
    await chrome.serviceWorker.kill();
    const registered = await until("it is registered again", async () =>
      (await sandbox.events(before)).find((it) => it.what === "registered"),
    );
    times.push(registered.at - killedAt);
  }
  add("worker killed while idle → registered again", "ms", times, 1_000);
}

/** Mutes, and says when Flex knew that it was done. */
function muteInFlex(flex: FlexTab, muted: boolean): Promise<number> {
  return flex.page.evaluate(async (muted) => {
    const done = new Promise<number>((resolve) => {
      window.addEventListener("message", function listener({ data }) {
        if (data?.payload?.call?.muted !== muted || !data.type.endsWith("_HEARTBEAT")) return;
        window.removeEventListener("message", listener);
        resolve(Date.now());
      });
    });
    const type = "VOICE_CLIENT_EXTENSION_SET_MUTED";
    window.postMessage({ type, payload: { muted } }, location.origin);
    return done;
  }, muted);
}

/** Kills the worker, and lets Flex mute at once. */
async function deathsOnACall({ sandbox, chrome }: Stage, flex: FlexTab): Promise<void> {
  const call = await sandbox.answeredCall(IDENTITY);
  const times = [];
  for (let n = 0; n < WORKER_DEATHS; n += 1) {
    const killedAt = Date.now();
    await chrome.serviceWorker.kill();
    times.push((await muteInFlex(flex, n % 2 === 0)) - killedAt);
  }
  add("worker killed on a call → controls work again", "ms", times, 1_000);
  await flex.hangUp.click();
  await sandbox.callIs(call, "ended");
}

/** Opens the popup as an agent does who has opened it before. */
async function popups({ chrome }: Stage): Promise<void> {
  const page = await chrome.context.newPage();
  await page.setViewportSize({ width: 360, height: 480 });
  await page.addInitScript(() => {
    new MutationObserver((_, observer) => {
      // The version takes the place of “checking…” when the worker has spoken.
      if (!document.querySelector(".version")) return;
      observer.disconnect();
      (window as { trueAt?: number }).trueAt = performance.now();
    }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  });
  const popup = await paints(page, extensionUrl("popup.html"), true);
  // What Chrome takes to paint anything at all, on this machine and without a screen.
  const plain = await paints(page, extensionUrl("manifest.json"), false);
  await page.close();
  add("popup: first paint", "ms", popup.map(({ paint }) => paint), 60);
  add("popup: true state", "ms", popup.map(({ trueAt }) => trueAt), 75);
  add("  for comparison, a page of plain text: first paint", "ms", plain.map(({ paint }) => paint));
}

/** From a press in the popup until the button says that it is done. */
async function presses({ sandbox, chrome }: Stage, flex: FlexTab): Promise<void> {
  await flex.ready();
  const call = await sandbox.answeredCall(IDENTITY);
  const popup = await chrome.openPopup({ unfolded: false });
  const times = [];
  for (let n = 0; n < PRESSES; n += 1) {
    const [button, other] = n % 2 === 0 ? [popup.mute, popup.unmute] : [popup.unmute, popup.mute];
    times.push(
      await button.evaluate(
        (button) =>
          new Promise<number>((resolve) => {
            const before = button.textContent;
            const pressedAt = performance.now();
            new MutationObserver((_, observer) => {
              if (button.textContent === before) return;
              observer.disconnect();
              resolve(performance.now() - pressedAt);
            }).observe(button, { subtree: true, childList: true, characterData: true });
            (button as HTMLElement).click();
          }),
      ),
    );
    await other.waitFor();
  }
  add("popup: press → visible", "ms", times, 50);
  await popup.hangUp.click();
  await sandbox.callIs(call, "ended");
  await popup.page.close();
}

/** When a page paints first, and when the popup shows the true state; in ms since it was opened. */
async function paints(page: Page, url: string, isPopup: boolean) {
  const samples = [];
  for (let n = 0; n < POPUPS + 1; n += 1) {
    await page.goto(url);
    const times = await until("the page is painted", () =>
      page.evaluate((isPopup) => {
        const [paint] = performance.getEntriesByName("first-contentful-paint");
        const { trueAt } = window as { trueAt?: number };
        if (!paint || (isPopup && trueAt === undefined)) return undefined;
        return { paint: paint.startTime, trueAt: trueAt ?? 0 };
      }, isPopup),
    );
    // The first one fills Chrome's caches.
    if (n > 0) samples.push(times);
    await page.goto("about:blank");
    await page.waitForLoadState("networkidle");
  }
  return samples;
}

/** What the extension's processes take while nothing happens. */
async function idle({ chrome }: Stage, tabs: string): Promise<void> {
  await waits(SETTLING_MS);
  const used = [];
  let before = await cpuTimes(chrome);
  for (let n = 0; n < IDLES; n += 1) {
    await waits(IDLE_MS);
    const after = await cpuTimes(chrome);
    const spent = [...after].map(([pid, ms]) => ms - (before.get(pid) ?? 0));
    used.push((sum(spent) * 60_000) / IDLE_MS);
    before = after;
  }
  add(`idle, ${tabs}: CPU`, "ms a minute", used, 100);
  add(`idle, ${tabs}: memory`, "MB", sum([...before.keys()].map(memory)));
}

/** What a little work takes where nothing else is to be done, and after ten seconds of sleep. */
async function coldWork(): Promise<void> {
  work();
  const [hot, cold] = [[work()], [] as number[]];
  for (let n = 0; n < 5; n += 1) {
    hot.push(work());
    await waits(10_000);
    cold.push(work());
  }
  add("  for comparison, a piece of work", "ms", hot);
  add("  the same, after 10 s of sleep", "ms", cold);
}

/** Works for about a millisecond, and says for how much CPU time, in ms. */
function work(): number {
  const before = process.cpuUsage();
  for (let n = 0; n < 10; n += 1) gzipSync(PIECE);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

function waits(ms: number): Promise<void> {
  return new Promise((wake) => setTimeout(wake, ms));
}

function sum(values: number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

/** CPU time that each process of the extension has used, in ms. */
async function cpuTimes(chrome: Chrome): Promise<Map<number, number>> {
  const processes = await extensionProcesses(chrome);
  return new Map(processes.map(({ pid, cpuMs }) => [pid, cpuMs]));
}

function sizes(): void {
  const files = readdirSync(parts.extension, { recursive: true, encoding: "utf8" })
    .map((name) => ({ name, stat: statSync(join(parts.extension, name)) }))
    .filter(({ stat }) => stat.isFile())
    .map(({ name, stat }) => ({ name, kb: stat.size / 1_000 }));
  add("unpacked size", "KB", files.reduce((sum, { kb }) => sum + kb, 0), 900);
  for (const { name, kb } of files.filter(({ name }) => name.endsWith(".wasm"))) {
    // Popup and welcome page share one.
    const isOfPages = name.startsWith("voice-client-pages");
    add(`  of which ${name}`, "KB", kb, isOfPages ? 120 : undefined);
    if (!isOfPages) continue;
    const zipped = gzipSync(readFileSync(join(parts.extension, name))).length;
    add("    gzipped", "KB", zipped / 1_000, 50);
  }
}

function coreEvents(): void {
  const arguments_ = ["run", "--quiet", "--release", "--package", "voice-client-simulation"];
  const output = execFileSync("cargo", [...arguments_, "--example", "core_events"], {
    encoding: "utf8",
  });
  const [alone, recorded] = output.trim().split("\n").map(Number);
  add("core, natively: events", "a second", alone ?? NaN);
  add("core, natively: events, each recorded", "a second", recorded ?? NaN);
}

/** The page that the installation opens, which an agent has read and closed. */
async function forgetWelcome({ chrome }: Stage): Promise<void> {
  await (await chrome.welcomePage()).page.close();
}

async function measure(stage: Stage): Promise<void> {
  const { chrome } = stage;
  await forgetWelcome(stage);
  const flex = await chrome.openFlex();
  await flex.ready();
  // The first call of a browser's life warms up what all others find warm.
  const first = await stage.sandbox.answeredCall(IDENTITY);
  await flex.hangUp.click();
  await stage.sandbox.callIs(first, "ended");

  await calls(stage, flex);
  await idleDeaths(stage, flex);
  await deathsOnACall(stage, flex);
  await popups(stage);
  await presses(stage, flex);
  await measureRefreshes(stage, flex);
  await idle(stage, "1 tab");
  await coldWork();
  for (let n = 1; n < 10; n += 1) await chrome.openFlex();
  await idle(stage, "10 tabs");
}

/** The same ten tabs with a plugin that wants a heartbeat every few seconds. */
async function measureDeployed(stage: Stage): Promise<void> {
  await forgetWelcome(stage);
  for (let n = 0; n < 10; n += 1) {
    const flex = await stage.chrome.openFlex({ protocol: 1 });
    await flex.says({ voiceClientIdentity: IDENTITY });
  }
  await idle(stage, "10 tabs with a deployed plugin");
}

sizes();
gzipped();
coreEvents();
await onStage({}, measure);
await onStage({}, measureDeployed);
await onStage({}, measureFlexUi);
writeFileSync("target/bench.json", `${JSON.stringify({ figures }, null, 2)}\n`);
console.log("The figures are in target/bench.json.");
