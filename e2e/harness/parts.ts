// Where the parts are. `cargo xtask` says so; without it, what it builds is looked for.

import { accessSync } from "node:fs";
import { resolve } from "node:path";

/** The programs, the extension, and the folders with Flex UI and plugin, by absolute path. */
export const parts = {
  chromium: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
  sandbox: resolve(process.env["SANDBOX"] ?? "target/debug/sandbox"),
  extension: resolve(process.env["EXTENSION"] ?? "dist/extension"),
  flexUi: resolve(process.env["FLEX_UI"] ?? "target/flex-ui"),
  plugins: resolve(process.env["PLUGINS"] ?? "target/plugins"),
};

/** Throws, with what to do about it, unless all parts are there. */
export function checkParts(): void {
  for (const [name, path] of Object.entries(parts)) {
    try {
      accessSync(path);
    } catch {
      throw new Error(`there is no ${name} at ${path}: \`cargo xtask demo\` makes all parts that are missing`);
    }
  }
}
