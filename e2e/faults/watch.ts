// What must hold at any time, whatever goes wrong: what Flex shows is compared with what Twilio knows.

import { IDENTITY, type Heartbeat } from "../harness/flex.ts";
import type { CloudState } from "../harness/sandbox.ts";
import type { Scene } from "./scene.ts";

/** How often it is looked, in ms. */
const LOOK_EVERY_MS = 50;
/** How long something may be shown that is not true any more, in ms. */
const SLACK_MS = 1_000;
/** How long a call may be shown that is over, in ms: the end is waited for that long. */
const END_SLACK_MS = 3_500;

interface Lie {
  what: string;
  slackMs: number;
}

/** Watches until it is stopped. */
export class Watch {
  readonly #lies = new Map<string, number>();
  #isOver = false;
  #worst: string | undefined;
  readonly #watching: Promise<void>;

  /**
   * Begins; `lagMs` is how much longer the fault keeps Flex from hearing anything, and `slowness` how
   * many times longer all takes on this machine.
   */
  constructor(
    readonly scene: Scene,
    readonly lagMs: number,
    readonly slowness: number,
  ) {
    this.#watching = this.#watch();
  }

  /** What was shown for too long that is not true, if anything. */
  async stop(): Promise<string | undefined> {
    this.#isOver = true;
    await this.#watching;
    return this.#worst;
  }

  async #watch(): Promise<void> {
    while (!this.#isOver) {
      await this.#look();
      await new Promise((wake) => setTimeout(wake, LOOK_EVERY_MS));
    }
  }

  async #look(): Promise<void> {
    const [cloud, heartbeat] = await Promise.all([
      this.scene.sandbox.state(),
      // A tab that is just being loaded shows nothing.
      this.scene.flex?.heartbeat().catch(() => undefined),
    ]);
    const now = performance.now();
    const lies = [...falsehoods(cloud, heartbeat)];
    for (const what of this.#lies.keys()) {
      if (!lies.some((it) => it.what === what)) this.#lies.delete(what);
    }
    for (const { what, slackMs } of lies) {
      const since = this.#lies.get(what) ?? now;
      this.#lies.set(what, since);
      const lasted = now - since;
      if (lasted > this.slowness * (slackMs + this.lagMs)) this.#worst ??= `${what} for ${Math.round(lasted)} ms`;
    }
  }
}

function* falsehoods(cloud: CloudState, shown: Heartbeat | undefined): Generator<Lie> {
  const held = cloud.calls.filter((it) => it.state === "active" && it.signallingConnected);
  if (held.length > 1) yield { what: `${held.length} calls are held at once`, slackMs: 0 };
  if (shown?.ready && !cloud.registered.includes(IDENTITY)) {
    yield { what: "Flex shows ready, and a call would not be answered", slackMs: SLACK_MS };
  }
  const call = cloud.calls.find((it) => it.callSid === shown?.call?.callSid);
  if (call?.state === "ended") {
    yield { what: "Flex shows a call that is over", slackMs: END_SLACK_MS };
  } else if (shown?.call?.state === "active" && call?.state !== "active") {
    yield { what: "Flex shows a call as heard that is not", slackMs: SLACK_MS };
  }
  if (shown && !shown.call && held.length > 0) {
    yield { what: "a call is held that Flex does not show", slackMs: SLACK_MS };
  }
}
