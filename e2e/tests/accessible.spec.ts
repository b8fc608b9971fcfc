// The pages as they ship, with Chrome's own zoom. All of their states are looked at on the dev pages:
// e2e/gallery.

import type { Page } from "@playwright/test";

import { violations } from "../harness/axe.ts";
import { expect, IDENTITY, test } from "../harness/test.ts";

/** Zooms as the person does: all pages of an origin at once. */
async function zoom(pages: Page[], factor: number): Promise<void> {
  await pages[0]?.evaluate(async (factor) => {
    const tab = await chrome.tabs.getCurrent();
    await chrome.tabs.setZoom(tab?.id, factor);
  }, factor);
  for (const page of pages) {
    await expect.poll(() => page.evaluate(() => window.devicePixelRatio)).toBeCloseTo(factor);
  }
}

/** How far it can be scrolled sideways, in CSS pixels. */
function overhang(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}

test("axe finds nothing in the pages that ship, and nothing sticks out of them, at 100 % and 200 %", async ({
  sandbox,
  chrome,
  flex,
}) => {
  const welcome = (await chrome.welcomePage()).page;
  const popup = await chrome.openPopup();
  await expect(popup.headline).toHaveText("Ready for calls");
  // A popup is as wide as it wants to be; its tab is wide enough for twice that.
  await popup.page.setViewportSize({ width: 720, height: 1_200 });
  const call = await sandbox.answeredCall(IDENTITY);
  await expect(popup.mute).toBeEnabled();

  const pages = [popup.page, welcome];
  for (const factor of [1, 2]) {
    await zoom(pages, factor);
    for (const page of pages) {
      await page.bringToFront();
      expect.soft(await violations(page), `${page.url()} at ${factor}`).toEqual([]);
      expect.soft(await overhang(page), `${page.url()} at ${factor}`).toBeLessThanOrEqual(0);
    }
  }
  await flex.endCall(sandbox, call);
});
