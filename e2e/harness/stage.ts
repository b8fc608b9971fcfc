// What demo and bench play on: a sandbox and a Chromium that are cleared away whatever happens.

import { Chrome, type ChromeOptions } from "./chrome.ts";
import { checkParts } from "./parts.ts";
import { Sandbox } from "./sandbox.ts";

/** A sandbox, and Chromium in its world. */
export interface Stage {
  sandbox: Sandbox;
  chrome: Chrome;
}

/** Sets the stage, lets the play happen, and clears away: also when it fails, or is interrupted. */
export async function onStage(
  options: Omit<ChromeOptions, "sandbox">,
  play: (stage: Stage) => Promise<void>,
): Promise<void> {
  checkParts();
  const clear: (() => Promise<void>)[] = [];
  let interrupted = false;
  const interruption = new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.on(signal, () => {
        interrupted = true;
        resolve();
      });
    }
  });
  const performance = async () => {
    const sandbox = await Sandbox.start();
    clear.unshift(() => sandbox.stop());
    const chrome = await Chrome.launch({ ...options, sandbox });
    clear.unshift(() => chrome.close());
    await play({ sandbox, chrome });
  };
  const played = performance();
  // What is cut short fails at whatever it was about to do.
  played.catch(() => {});
  try {
    await Promise.race([played, interruption]);
  } catch (error) {
    if (!interrupted) throw error;
  } finally {
    for (const end of clear) await end();
  }
  // Waits that the interruption has made pointless are not waited for.
  if (interrupted) process.exit(0);
}
