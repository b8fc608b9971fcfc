// How the welcome page looks, where a picture would not tell.

import { expect } from "@playwright/test";

import { test } from "./gallery.ts";

/** Each has a card. */
const STEPS = 5;

for (const colorScheme of ["light", "dark"] as const) {
  test(`cards are lighter than their page, in ${colorScheme} colours`, async ({ gallery }) => {
    const { page, exhibit } = await gallery("welcome", { colorScheme });
    const brightness = (colour: string) =>
      (colour.match(/\d+/g) ?? []).map(Number).reduce((a, b) => a + b, 0);
    const behind = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const parts = await exhibit.locator(".progress, .card").all();
    expect(parts).toHaveLength(1 + STEPS);
    for (const part of parts) {
      const colour = await part.evaluate((it) => getComputedStyle(it).backgroundColor);
      expect(brightness(colour)).toBeGreaterThan(brightness(behind));
    }
  });
}
