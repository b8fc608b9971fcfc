// What the plugin promises, measured in the real Flex UI.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { expect } from "@playwright/test";

import { WORKER } from "../harness/flex.ts";
import type { FlexUi } from "../harness/flex-ui.ts";
import { ACCOUNT } from "../harness/function.ts";
import { parts } from "../harness/parts.ts";
import type { Popup } from "../harness/popup.ts";
import type { Stage } from "../harness/stage.ts";
import { add, median } from "./figures.ts";

const REFRESHES = 7;
const MUTES = 11;

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

  const withPlugin = await refreshes(flex, () => flex.canvasWorks());
  await sandbox.setFlex({ withoutPlugins: true });
  // Without the plugin Flex has no call to mute, and this is all that comes back.
  const without = await refreshes(flex, () =>
    expect(flex.hangUp.canvas).toBeEnabled({ timeout: 20_000 }),
  );
  add("Flex without the plugin: refresh → hang-up usable", "ms", without);
  add("Flex with the plugin: refresh → canvas usable", "ms", withPlugin, median(without) + 300);
  await sandbox.hangUp(call);
}

/** How long Flex takes to come back after each refresh, in ms. */
async function refreshes(flex: FlexUi, isBack: () => Promise<unknown>): Promise<number[]> {
  const times = [];
  // The first one fills Chrome's caches.
  for (let n = 0; n < REFRESHES + 1; n += 1) {
    const startedAt = performance.now();
    await flex.refresh();
    await isBack();
    if (n > 0) times.push(performance.now() - startedAt);
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
  add("plugin, gzipped", "KB", sizes.reduce((sum, size) => sum + size, 0) / 1_024, 60);
}
