// The pages' elements: the tests are Rust, in `ui/tests/dom.rs`, and run in a real page.

import { spawn } from "node:child_process";

import { expect } from "@playwright/test";

import { test } from "./gallery.ts";

const TESTS = ["test", "--locked", "--target", "wasm32-unknown-unknown", "--package", "voice-client-ui", "--test", "dom"];

test("the pages' elements do as they promise", async ({ browser }) => {
  // Without a driver of its own it serves the page that runs the tests, and waits for a browser.
  const cargo = spawn("cargo", TESTS, {
    detached: true,
    env: {
      ...process.env,
      CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER: "wasm-bindgen-test-runner",
      NO_HEADLESS: "1",
      WASM_BINDGEN_TEST_ADDRESS: "127.0.0.1:0",
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const address = await new Promise<string>((served, failed) => {
      let said = "";
      cargo.stdout.setEncoding("utf8").on("data", (text: string) => {
        said += text;
        const [address] = /http:\/\/\S+/.exec(said) ?? [];
        if (address) served(address);
      });
      cargo.on("exit", () => failed(new Error(`the tests can't be had: ${said}`)));
    });

    const page = await browser.newPage();
    await page.goto(address);
    const output = page.locator("#output");
    await output.filter({ hasText: "test result:" }).waitFor({ timeout: 60_000 });
    const result = await output.innerText();
    expect(result, result).toMatch(/test result: ok\. [1-9]\d* passed; 0 failed/);
  } finally {
    // With the server that it has started.
    if (cargo.pid && cargo.exitCode === null) process.kill(-cargo.pid);
  }
});
