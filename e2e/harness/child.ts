// Child processes of ours.

import type { ChildProcess } from "node:child_process";
import { once } from "node:events";

/** Ends one, and returns when it is gone: at once if it is gone already, by a signal or by itself. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill();
  await gone;
}
