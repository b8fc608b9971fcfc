// The meter of how loud the microphone is, in popup and welcome page.

import type { Locator } from "@playwright/test";

import { until } from "./until.ts";

/** How loud the microphone is now, from 0 to 100. */
export function level(meter: Locator): Promise<number> {
  return meter.evaluate((it) => (it as HTMLMeterElement).value);
}

/**
 * Waits until the meter shows one of the beeps of Chromium's fake microphone. They are short, and a
 * second apart: whoever looks once a second, as `expect.poll` comes to do, may miss each of them.
 */
export async function beeps(meter: Locator): Promise<void> {
  await until("the level of the microphone moves", async () => (await level(meter)) > 30);
}
