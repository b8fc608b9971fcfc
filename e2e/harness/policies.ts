// What an administrator decides for Chrome. On Linux Chromium reads it from one folder of the whole
// computer: a browser that is started here sees another one in its place, and no other program does.
// <https://www.chromium.org/administrators/linux-quick-start/>

import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { parts } from "./parts.ts";
import type { Store } from "./store.ts";

/** Where Debian's Chromium looks. */
const FOLDER = "/etc/chromium";

/** A mount namespace of one's own; whoever is not root gets it along with a user namespace. */
const UNSHARE = ["unshare", "--mount", ...(process.getuid?.() === 0 ? [] : ["--map-root-user"])];

/** Whether this computer lets a program have its own view of a folder: not every container does. */
export function canSetPolicies(): boolean {
  const [program = "", ...options] = UNSHARE;
  return spawnSync(program, [...options, "mount", "--bind", "/tmp", FOLDER]).status === 0;
}

/** The policies of docs/ROLLOUT.md, with the extension from another store than Chrome's. */
export function rolloutPolicies({ id, updateUrl }: Store): object {
  const [, json = ""] = /```json\n(.*?)```/s.exec(readFileSync("docs/ROLLOUT.md", "utf8")) ?? [];
  const policies = JSON.parse(json.replaceAll("ID", id));
  const elsewhere = { update_url: updateUrl, override_update_url: true };
  Object.assign(policies.ExtensionSettings[id], elsewhere);
  // Else Chrome lets nobody look into what an administrator has installed, a test included.
  return { ...policies, DeveloperToolsAvailability: 1 };
}

/** Writes a program into `folder` that starts Chromium with these policies, and returns its path. */
export function chromiumWithPolicies(folder: string, policies: object): string {
  const seen = join(folder, "policies-seen");
  mkdirSync(join(seen, "policies", "managed"), { recursive: true });
  writeFileSync(join(seen, "policies", "managed", "policies.json"), JSON.stringify(policies));
  const program = join(folder, "chromium-with-policies");
  const start = `mount --bind "$0" ${FOLDER} && exec "$@"`;
  const line = `exec ${UNSHARE.join(" ")} sh -c '${start}' '${seen}' '${parts.chromium}' "$@"`;
  writeFileSync(program, `#!/bin/sh\n${line}\n`, { mode: 0o755 });
  return program;
}
