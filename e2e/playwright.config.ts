import { defineConfig } from "@playwright/test";

/** Journeys through the extension that ships, in a real Chromium, against the sandbox. */
export default defineConfig({
  testDir: "tests",
  outputDir: "../target/e2e/results",
  // One browser at a time: figures are part of the promises, and need the machine for themselves.
  workers: 1,
  retries: 0,
  // Longer than anything takes on a machine that is busy with something else: how long things may take
  // is measured where it is promised.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  reporter: "list",
  forbidOnly: true,
});
