import { defineConfig } from "@playwright/test";

/** The dev pages in a real Chromium, in each of their states. */
export default defineConfig({
  testDir: ".",
  outputDir: "../../target/e2e/gallery",
  snapshotPathTemplate: "../../docs/pictures/{arg}{ext}",
  // Nothing here is measured: the states are looked at side by side.
  fullyParallel: true,
  workers: 2,
  retries: 0,
  timeout: 300_000,
  expect: { timeout: 10_000 },
  reporter: "list",
  forbidOnly: true,
});
