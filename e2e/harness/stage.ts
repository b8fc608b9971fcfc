// What demo and bench play on: a sandbox and a Chromium that are cleared away whatever happens.

import { Runtime } from "../../serverless/tests/runtime.ts";
import { Chrome } from "./chrome.ts";
import { startFunction } from "./function.ts";
import type { ChromeOptions } from "./launch.ts";
import { checkParts } from "./parts.ts";
import { Sandbox } from "./sandbox.ts";

/** A sandbox, the token Function, and Chromium in their world. */
export interface Stage {
  sandbox: Sandbox;
  tokenFunction: Runtime;
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
    const tokenFunction = await startFunction(sandbox);
    clear.unshift(() => tokenFunction.stop());
    const chrome = await Chrome.launch({ ...options, sandbox });
    clear.unshift(() => chrome.close());
    await play({ sandbox, tokenFunction, chrome });
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
