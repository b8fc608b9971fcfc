// The extension's offscreen document, which holds calls. Playwright has no page for it.

import { CONTEXTS, DevTools } from "./devtools.ts";
import { extensionUrl } from "./extension-origin.ts";
import { until } from "./until.ts";

/** The document that holds calls; between two of them, the next one. */
export class OffscreenDocument {
  constructor(
    private readonly devTools: DevTools,
    private readonly profile: string,
  ) {}

  /** The ids of its targets: one, or none while there is no document. */
  targets(): Promise<string[]> {
    return this.devTools.targets(extensionUrl("offscreen.html"));
  }

  /** How many documents there are that hold calls: one or none. */
  async count(): Promise<number> {
    return (await this.targets()).length;
  }

  /** Does something with a session to it, as soon as there is one. */
  async withSession<T>(work: (sessionId: string) => Promise<T>): Promise<T> {
    return this.devTools.withTarget(await this.#target(), work);
  }

  /** Closes it, as soon as there is one, and returns once it is gone. */
  async close(): Promise<void> {
    const targetId = await this.#target();
    // A document whose call ends at this moment may go by itself: what counts is that it is gone.
    await this.devTools.send("Target.closeTarget", { targetId }).catch(() => {});
    await until("the offscreen document is gone", async () => {
      return !(await this.targets()).includes(targetId);
    });
  }

  /** Lets the next one wait before its first line, until it is let go. */
  async holdNext(): Promise<() => Promise<void>> {
    const devTools = await DevTools.connect(this.profile);
    const held: string[] = [];
    // A target may be gone before it is told anything.
    const letGo = (session: string) =>
      devTools.send("Runtime.runIfWaitingForDebugger", {}, session).catch(() => {});
    devTools.listen((method, { sessionId, targetInfo, waitingForDebugger }) => {
      if (method !== "Target.attachedToTarget" || !waitingForDebugger) return;
      // Before its first line it is no kind of page yet.
      if (targetInfo.type === "other") held.push(sessionId);
      else void letGo(sessionId);
    });
    await devTools.send("Target.setAutoAttach", {
      autoAttach: true,
      waitForDebuggerOnStart: true,
      flatten: true,
      filter: CONTEXTS,
    });
    return async () => {
      await Promise.all(held.map(letGo));
      devTools.close();
    };
  }

  #target(): Promise<string> {
    return until("there is an offscreen document", async () => (await this.targets()).at(0));
  }
}
