// By the keyboard alone: Tab leads to all that can be pressed, in the order in which it is read out, and
// one sees where one is.

import { expect } from "@playwright/test";

import { test, type Gallery, type Name } from "./gallery.ts";

const STOPS = "button, select, input, summary";

const STATES: Record<Name, string[]> = {
  popup: [
    "Before calls: Another account",
    "Calls: Poor connection",
    "Calls: Waits for another program",
    "Problems: Microphone denied",
  ],
  welcome: ["Devices: Ringing", "Everything: Works", "Microphone: Denied"],
};

for (const [name, states] of Object.entries(STATES) as [Name, string[]][]) {
  test(`Tab leads to all that can be pressed in the ${name}, and shows where one is`, async ({
    gallery,
  }) => {
    const shown = await gallery(name, { reducedMotion: "reduce" });
    // The panel has stops of its own.
    await shown.narrow(600);
    for (const state of states) {
      await shown.enter(state);
      await unfold(shown);
      const all = await stops(shown);
      expect(all.length, state).toBeGreaterThan(2);

      const reached = [];
      await shown.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
      await shown.exhibit.locator("h1").first().evaluate((it: HTMLElement) => {
        it.tabIndex = -1;
        it.focus();
      });
      for (const _ of all) {
        await shown.page.keyboard.press("Tab");
        reached.push(await focused(shown));
      }
      expect.soft(reached, state).toEqual(all.map((stop) => ({ stop, isSeen: true })));
    }
  });
}

test("whoever presses by the keyboard does not lose the way", async ({ gallery }) => {
  const shown = await gallery("popup");
  const { exhibit, page } = shown;
  await shown.enter("Calls: On a call");
  await exhibit.getByRole("button", { name: "Mute", exact: true }).focus();
  await page.keyboard.press("Enter");
  await shown.pass(1);
  await expect(exhibit.getByRole("button", { name: "Unmute" })).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await expect(exhibit.getByRole("button", { name: "Keypad", expanded: true })).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await shown.pass(1);
  // The button that hung up is gone with the call.
  await expect(exhibit.getByRole("heading", { level: 1, name: "Ready for calls" })).toBeFocused();
});

async function unfold({ exhibit }: Gallery): Promise<void> {
  await exhibit.locator("details.details").evaluateAll((all) => {
    for (const it of all) (it as HTMLDetailsElement).open = true;
  });
}

/** What can be pressed, by its words, in the document's order. */
function stops({ exhibit }: Gallery): Promise<string[]> {
  return exhibit.locator(STOPS).evaluateAll((all) =>
    all
      .filter((it) => it.checkVisibility() && !it.matches(":disabled"))
      .map((it) => `${it.localName} ${it.ariaLabel ?? it.id} ${it.textContent}`),
  );
}

/** What has the focus, and whether one sees that. */
function focused({ page }: Gallery): Promise<{ stop: string; isSeen: boolean }> {
  return page.evaluate(() => {
    const it = document.activeElement ?? document.body;
    const { outlineStyle, outlineColor, boxShadow } = getComputedStyle(it);
    // What is transparent is there for forced colours, which draw it in one of their own.
    const isTransparent = /^rgba\(.*, 0\)$/.test(outlineColor);
    return {
      stop: `${it.localName} ${it.ariaLabel ?? it.id} ${it.textContent}`,
      isSeen: boxShadow !== "none" || (outlineStyle !== "none" && !isTransparent),
    };
  });
}
