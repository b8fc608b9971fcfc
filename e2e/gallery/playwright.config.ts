import { defineConfig } from "@playwright/test";

/** The dev pages in a real Chromium, in each of their states. */
export default defineConfig({
  testDir: ".",
  outputDir: "../../target/e2e/gallery",
  snapshotPathTemplate: "../../docs/pictures/{arg}{ext}",
  workers: 1,
  retries: 0,
  timeout: 300_000,
  expect: { timeout: 10_000 },
  reporter: "list",
  forbidOnly: true,
});
