import { defineConfig } from "@playwright/test";

/** Journeys through the extension that ships, in a real Chromium, against the sandbox. */
export default defineConfig({
  testDir: "tests",
  outputDir: "../target/e2e/results",
  // One browser at a time: each has a Flex in it, and a machine of two cores is busy with one.
  workers: 1,
  retries: 0,
  // How long something takes is the bench's business: here a slow machine is only slow.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: "list",
  forbidOnly: true,
});
