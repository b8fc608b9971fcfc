// Whoever runs `cargo xtask demo` is told the whole story.

import { spawn } from "node:child_process";

import { expect, test } from "@playwright/test";

const SCRIPT = "target/node/e2e/demo-told.mjs";

test("the demo tells its story to the end, and takes its pictures", async () => {
  const options = ["--bundle", "--platform=node", "--format=esm", "--target=node20", "--packages=external"];
  await run("esbuild", ["e2e/demo.ts", `--outfile=${SCRIPT}`, ...options, "--log-level=warning"]);
  const story = await run("node", ["--enable-source-maps", SCRIPT]);
  expect(story).toMatch(/3 refreshes of the Flex tab: 0 packets lost/);
  expect(story).toContain("There are pictures of Flex, popup, welcome page and badge in target/demo.");
});

/** Runs a program as one without a display does, and returns what it has said. */
async function run(program: string, options: string[]): Promise<string> {
  const { DISPLAY: _, WAYLAND_DISPLAY: __, ...env } = process.env;
  const child = spawn(program, options, { env, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const output of [child.stdout, child.stderr]) {
    output.setEncoding("utf8").on("data", (text: string) => (said += text));
  }
  const code = await new Promise((exited) => child.on("close", exited));
  expect(code, said).toBe(0);
  return said;
}
