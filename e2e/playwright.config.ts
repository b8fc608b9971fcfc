import { defineConfig } from "@playwright/test";

/** What happens in a real Chromium with the extension that ships, against the sandbox. */
export default defineConfig({
  testDir: "tests",
  outputDir: "../target/e2e/results",
  projects: [
    // Each has a browser and a sandbox of its own, and waits more than it works.
    { name: "journeys", testIgnore: "faults.spec.ts" },
    // How long the client takes to recover decides whether a cell of the fault matrix holds.
    { name: "faults", testMatch: "faults.spec.ts", workers: 1 },
  ],
  workers: 2,
  retries: 0,
  // How long something takes is the bench's business: here a slow machine is only slow.
  timeout: 300_000,
  expect: { timeout: 20_000 },
  reporter: "list",
  forbidOnly: true,
});
