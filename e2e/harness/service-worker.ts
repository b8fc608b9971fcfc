// The extension's service worker, which Playwright has no page for.

import type { DevTools } from "./devtools.ts";
import { extensionUrl } from "./extension-origin.ts";
import { until } from "./until.ts";

/** The service worker, whether it runs or not. */
export class ExtensionServiceWorker {
  constructor(private readonly devTools: DevTools) {}

  /** The ids of its targets: one while it runs. */
  targets(): Promise<string[]> {
    return this.devTools.targets(extensionUrl("background.js"));
  }

  /** Runs a line of JavaScript in it. */
  async evaluate(expression: string): Promise<unknown> {
    return this.#evaluate(await this.#running(), expression);
  }

  /** Kills it, as Chrome does when it is idle, and returns once it is dead. */
  async kill(): Promise<void> {
    const targetId = await this.#running();
    await this.devTools.withTarget(targetId, async (session) => {
      await this.devTools.send("Inspector.enable", {}, session);
      // The target of a worker that is started again at once is the same one.
      const dead = this.devTools.next("Inspector.targetCrashed", session);
      await this.devTools.send("Target.closeTarget", { targetId });
      await dead;
    });
  }

  /** Stops it between two events, for good: it hears nothing more. */
  async stop(): Promise<void> {
    const [targetId] = await this.targets();
    const { sessionId } = await this.devTools.send("Target.attachToTarget", { targetId, flatten: true });
    await this.devTools.send("Debugger.enable", {}, sessionId);
    const paused = this.devTools.next("Debugger.paused", sessionId);
    await this.devTools.send("Debugger.pause", {}, sessionId);
    // What it stops before; the answer never comes.
    this.devTools.send("Runtime.evaluate", { expression: "0" }, sessionId).catch(() => {});
    await paused;
  }

  /** Whether Chrome has started one that is an extension's, beside the targets from before. */
  async hasStarted(before: string[]): Promise<boolean> {
    const worker = (await this.targets()).find((it) => !before.includes(it));
    if (worker === undefined) return false;
    // One that it has not quite started has no API, or one that answers nothing.
    const asks = `chrome.storage.session.get("-").then(() => true)`;
    const answer = this.#evaluate(worker, asks).catch(() => false);
    const noAnswer = new Promise<false>((pass) => setTimeout(pass, 2_000, false));
    return (await Promise.race([answer, noAnswer])) === true;
  }

  #running(): Promise<string> {
    return until("there is a worker", async () => (await this.targets()).at(0));
  }

  #evaluate(targetId: string, expression: string): Promise<unknown> {
    return this.devTools.withTarget(targetId, (session) =>
      this.devTools.evaluate(session, expression),
    );
  }
}
