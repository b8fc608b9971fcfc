// What the plugin promises, measured in the real Flex UI.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { WORKER } from "../harness/flex.ts";
import type { FlexUi } from "../harness/flex-ui.ts";
import { ACCOUNT } from "../harness/function.ts";
import { parts } from "../harness/parts.ts";
import type { Popup } from "../harness/popup.ts";
import type { Stage } from "../harness/stage.ts";
import { add, median } from "./figures.ts";

const REFRESHES = 11;
const MUTES = 11;

/** What an agent presses to end a call: all that Flex alone brings back. */
const HANG_UP = ["hangup-footer"];
/** All controls of a call, in canvas, list and header. */
const CONTROLS = [
  ...["mute-call", "hold-participant", "dialpad", "call-transfer", "hangup-footer"],
  ...["hangup-task", "end-task-button"],
];

/** Refreshes during a call, with the plugin and without it; then mute, from the popup into Flex. */
export async function measureFlexUi(stage: Stage): Promise<void> {
  const { sandbox, chrome } = stage;
  await sandbox.hire(WORKER, ACCOUNT, "Available");
  const flex = await chrome.openFlexUi();
  await flex.ready();
  const { call } = await flex.takeCall(sandbox);
  await flex.canvasWorks();

  const popup = await chrome.openPopup();
  await mutes(flex, popup);
  await popup.page.close();
  await flex.page.bringToFront();

  const withPlugin = await refreshes(flex, CONTROLS);
  await flex.canvasWorks();
  await sandbox.setFlex({ withoutPlugins: true });
  // Without the plugin Flex has no call to mute, and this is all that comes back.
  const without = await refreshes(flex, HANG_UP);
  add("Flex without the plugin: refresh → hang-up usable", "ms", without);
  add("Flex with the plugin: refresh → canvas usable", "ms", withPlugin, median(without) + 300);
  await sandbox.hangUp(call);
}

/** How long it takes after each refresh until the buttons work, in ms, by the page's own clock. */
async function refreshes(flex: FlexUi, buttons: string[]): Promise<number[]> {
  const times = [];
  // The first one fills Chrome's caches.
  for (let n = 0; n < REFRESHES + 1; n += 1) {
    await flex.page.reload({ waitUntil: "commit" });
    const work = await flex.page.waitForFunction(
      (buttons) =>
        buttons.every((id) => document.querySelector(`[data-testid=${id}]:enabled`)) &&
        performance.now(),
      buttons,
      { polling: "raf" },
    );
    if (n > 0) times.push(Number(await work.jsonValue()));
    await flex.page.waitForLoadState("networkidle");
  }
  return times;
}

/** From the click in the popup until Flex's button says so. */
async function mutes(flex: FlexUi, popup: Popup): Promise<void> {
  const times = [];
  for (let n = 0; n < MUTES; n += 1) {
    const muted = n % 2 === 0;
    const shown = flex.mute.evaluate(
      (_, label) =>
        new Promise<number>((resolve) => {
          const observer = new MutationObserver(() => {
            const now = document.querySelector("[data-testid=mute-call]");
            if (!now?.getAttribute("aria-label")?.startsWith(label)) return;
            observer.disconnect();
            resolve(Date.now());
          });
          observer.observe(document, { subtree: true, childList: true, attributes: true });
        }),
      muted ? "Unmute" : "Mute",
    );
    const button = muted ? popup.mute : popup.unmute;
    const pressedAt = await button.evaluate((button) => {
      const now = Date.now();
      (button as HTMLElement).click();
      return now;
    });
    times.push((await shown) - pressedAt);
    await (muted ? popup.unmute : popup.mute).waitFor();
  }
  add("mute in the popup → shown in Flex", "ms", times, 100);
}

/** The size of what agents' browsers load of the plugin. */
export function gzipped(): void {
  const scripts = readdirSync(parts.plugins).filter((name) => name.endsWith(".js"));
  const sizes = scripts.map((name) => gzipSync(readFileSync(join(parts.plugins, name))).length);
  add("plugin, gzipped", "KB", sizes.reduce((sum, size) => sum + size, 0) / 1_000, 60);
}
