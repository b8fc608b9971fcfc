import { defineConfig } from "@playwright/test";

/** Journeys through the extension that ships, in a real Chromium, against the sandbox. */
export default defineConfig({
  testDir: "tests",
  outputDir: "../target/e2e/results",
  // One browser at a time: figures are part of the promises, and need the machine for themselves.
  workers: 1,
  retries: 0,
  timeout: 40_000,
  expect: { timeout: 10_000 },
  reporter: "list",
  forbidOnly: true,
});
