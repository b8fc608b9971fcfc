// The pictures of README and docs, which are what the pages look like: `cargo xtask shots` makes
// them, and everybody else compares.

import { expect } from "@playwright/test";

import { test, type Name } from "./gallery.ts";

/**
 * Which part of the pixels may differ. Letters are drawn a little differently from one machine to the
 * next; the ink of a caller and a headline, or of one sentence on the welcome page, is more than that.
 */
const TOLERANCE = 0.005;

interface Picture {
  name: Name;
  /** What it is put into, one after the other. */
  states: string[];
  colorScheme: "light" | "dark";
  language?: string;
  unfold?: boolean;
}

const PICTURES: Record<string, Picture> = {
  "popup-ready": { name: "popup", states: ["Before calls: Ready"], colorScheme: "light" },
  "popup-call": { name: "popup", states: ["Calls: On a call"], colorScheme: "light" },
  "popup-call-dark": { name: "popup", states: ["Calls: Poor connection"], colorScheme: "dark" },
  "popup-problem": {
    name: "popup",
    states: ["Problems: Microphone denied"],
    colorScheme: "light",
    language: "de",
  },
  "popup-details": {
    name: "popup",
    states: ["Before calls: Ready"],
    colorScheme: "dark",
    unfold: true,
  },
  "welcome-microphone": {
    name: "welcome",
    states: [
      "Connection: Works",
      "Toolbar: Hidden",
      "Before calls: Waiting for Flex",
      "Microphone: Not asked",
    ],
    colorScheme: "light",
  },
  "welcome-works": { name: "welcome", states: ["Everything: Works"], colorScheme: "dark" },
};

for (const [file, { name, states, unfold, ...options }] of Object.entries(PICTURES)) {
  test(`${file} is up to date`, async ({ gallery }) => {
    const shown = await gallery(name, { ...options, reducedMotion: "reduce" });
    for (const state of states) await shown.enter(state);
    if (unfold) await shown.exhibit.locator("details.details > summary").click();
    // What the microphone hears is another thing each time: a meter that nobody moves stands in.
    await shown.exhibit.getByRole("meter").evaluateAll((meters) => {
      for (const meter of meters) {
        const still = meter.cloneNode() as HTMLMeterElement;
        still.value = 35;
        meter.replaceWith(still);
      }
    });
    await expect(shown.exhibit).toHaveScreenshot(`${file}.png`, { maxDiffPixelRatio: TOLERANCE });
  });
}
