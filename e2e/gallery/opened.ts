// What opens by a press, and so stands in no state by itself.

import { expect } from "@playwright/test";

import type { Gallery, Name } from "./gallery.ts";

/** Brings it about; by no words, which are others in each language. */
type Open = (shown: Gallery) => Promise<void>;

const KEYPAD = "[aria-controls=keypad]";
const RESTART = "details.details > button";

export const OPENED: Record<Name, Record<string, Open>> = {
  popup: {
    "the keypad, with digits sent": async (shown) => {
      await shown.enter("Calls: On a call");
      await press(shown, KEYPAD);
      for (const key of ["1", "#"]) await press(shown, `#keypad button:text-is("${key}")`);
    },
    "the keypad, which takes the place of the devices": async (shown) => {
      await shown.enter("Calls: Speaking, but muted");
      await press(shown, KEYPAD);
    },
    "the question before a restart": async (shown) => {
      await shown.enter("Before calls: Ready");
      await press(shown, RESTART);
      await expect(shown.exhibit.locator("dialog")).toBeVisible();
    },
    "the question before a restart that ends a call": async (shown) => {
      await shown.enter("Calls: Long names");
      await press(shown, RESTART);
      await expect(shown.exhibit.locator("dialog")).toBeVisible();
    },
    "the question before a restart of a worker that is silent during a call": async (shown) => {
      await shown.enter("Calls: On a call");
      await shown.enter("The popup has just been opened: while the worker is silent");
      await press(shown, ".summary .button");
      await expect(shown.exhibit.locator("dialog")).toBeVisible();
    },
    "a call that was last known": async (shown) => {
      await shown.enter("Calls: Waits for another program");
      await shown.enter("The popup has just been opened: once more");
    },
    "the test of the microphone": async (shown) => {
      await shown.enter("Before calls: Ready");
      const meter = shown.exhibit.locator(".sound meter");
      // It goes on from one state to the next.
      if (!(await meter.isVisible())) await press(shown, ".sound .try >> nth=0");
      await expect(meter).toBeVisible();
    },
    "a test sound that can't be played": async (shown) => {
      await shown.enter("Before calls: Ready, headset gone");
      // The dev page has no sounds.
      await press(shown, ".sound .try >> nth=1");
      await expect(shown.exhibit.locator(".sound p")).not.toBeEmpty();
    },
    "diagnostics that are copied": async (shown) => {
      await shown.enter("Before calls: Ready");
      const copy = shown.exhibit.locator("details.details [role=status] button");
      const before = await copy.textContent();
      await press(shown, "details.details [role=status] button");
      await expect(copy).not.toHaveText(before ?? "");
    },
  },
  welcome: {
    "the test of the microphone": async (shown) => {
      await shown.enter("Devices: Untried");
      await press(shown, ".bench .end:first-child .buttons button:visible");
      await expect(shown.exhibit.locator(".bench meter")).toBeVisible();
    },
    "a test sound that can't be played": async (shown) => {
      await shown.enter("Devices: Untried");
      await press(shown, ".bench .end:last-child .buttons button:visible");
      await expect(shown.exhibit.locator(".bench .end:last-child p:last-of-type")).not.toBeEmpty();
    },
  },
};

/** Puts the page back into a state that the next one can come after. */
export async function close({ page }: Gallery): Promise<void> {
  await page.evaluate(() => document.querySelector("dialog")?.close());
}

/** In the page itself: what is folded, or behind the panel's edge, can be pressed as well. */
async function press({ exhibit }: Gallery, selector: string): Promise<void> {
  await exhibit.locator(selector).dispatchEvent("click");
}
