// A working day in quick motion: what happens at which call.

import { expect } from "@playwright/test";

import type { FlexTab } from "../harness/flex.ts";
import { IDENTITY } from "../harness/flex.ts";
import type { Call } from "../harness/sandbox.ts";
import type { Stage } from "../harness/stage.ts";
import { until } from "../harness/until.ts";

/** How much of everything there is in a day. */
export interface Plan {
  calls: number;
  /** Refreshes of the Flex tab, each during a call. */
  refreshes: number;
  /** Deaths of the worker, every other one during a call. */
  deaths: number;
  /** Losses of the network during a call: signalling and media. */
  losses: number;
  /** Renewals of the Flex token, which make the client get a new voice token. */
  renewals: number;
}

/** What happens around one call. */
interface Happenings {
  refreshes: number;
  deathsIdle: number;
  deathsOnCall: number;
  losses: number;
  renewals: number;
}

/** Every so many calls the agent mutes and hangs up in the popup. */
const POPUP_EVERY = 10;
/** Every so many calls the customer hangs up. */
const CUSTOMER_EVERY = 3;
/** How long a loss may last, in ms: the client says within that that the call is back. */
const BACK_MS = 20_000;

/** What has come of a call. */
export interface Came {
  /** From Twilio's invitation to the first audio of the agent, in ms. */
  answerMs: number;
  /** Why it was lost, if no person has ended it. */
  lost?: string;
}

/** Spreads `total` events evenly over `among` calls: how many fall on the one of number `n`. */
function share(n: number, total: number, among: number): number {
  if (n >= among) return 0;
  return Math.floor(((n + 1) * total) / among) - Math.floor((n * total) / among);
}

/** For so many calls the worker may die: in the second half of the day it grows old. */
export function untilTheLastDeath(plan: Plan): number {
  return Math.ceil(plan.calls / 2);
}

/** What happens around call `n`. */
function happenings(plan: Plan, n: number): Happenings {
  const young = untilTheLastDeath(plan);
  return {
    refreshes: share(n, plan.refreshes, plan.calls),
    deathsIdle: share(n, Math.floor(plan.deaths / 2), young),
    deathsOnCall: share(n, Math.ceil(plan.deaths / 2), young),
    losses: share(n, plan.losses, plan.calls),
    renewals: share(n, plan.renewals, plan.calls),
  };
}

/** A day, of which the calls come one by one. */
export class Day {
  constructor(
    readonly stage: Stage,
    readonly flex: FlexTab,
    readonly plan: Plan,
  ) {}

  /** Lets call `n` come, be answered, suffer, and be hung up. */
  async call(n: number): Promise<Came> {
    const { sandbox } = this.stage;
    const around = happenings(this.plan, n);
    await this.#times(around.deathsIdle, () => this.#dieIdle());
    await this.#times(around.renewals, () => this.#renew());
    await this.flex.ready();

    const call = await sandbox.placeCall(IDENTITY);
    const { invitedAt, firstAudioFromAgentAt } = await sandbox.callIs(call, "audio");
    const answerMs = (firstAudioFromAgentAt ?? NaN) - invitedAt;
    let isWanted = true;
    try {
      await this.#times(around.refreshes, () => this.#refresh(call));
      await this.#times(around.deathsOnCall, () => this.#dieOnCall(call));
      await this.#times(around.losses, () => this.#loseNetwork(call));
      isWanted = false;
      const by = await this.#end(call, n);
      const { endedBy, endReason } = await sandbox.callIs(call, "ended");
      return endedBy === by ? { answerMs } : { answerMs, lost: `${endedBy}: ${endReason}` };
    } catch (error) {
      const { state, endedBy, endReason } = await sandbox.call(call);
      if (isWanted && state === "ended") return { answerMs, lost: `${endedBy}: ${endReason}` };
      throw error;
    }
  }

  async #times(count: number, what: () => Promise<void>): Promise<void> {
    for (let n = 0; n < count; n += 1) await what();
  }

  async #dieIdle(): Promise<void> {
    const { sandbox, chrome } = this.stage;
    await this.flex.ready();
    await sandbox.event("registered", () => chrome.serviceWorker.kill());
  }

  async #dieOnCall(call: string): Promise<void> {
    const before = await this.flex.heartbeats();
    await this.stage.chrome.serviceWorker.kill();
    await until("the next worker says something", async () => {
      return (await this.flex.heartbeats()) > before;
    });
    await this.#isOn(call);
  }

  async #refresh(call: string): Promise<void> {
    await this.flex.refresh();
    await this.#isOn(call);
  }

  async #renew(): Promise<void> {
    const { sandbox } = this.stage;
    await sandbox.event("token requested", () => this.flex.renewToken.click());
  }

  async #loseNetwork(call: string): Promise<void> {
    const { sandbox } = this.stage;
    await sandbox.setSignalling({ refuse: true });
    await sandbox.cutMedia(true);
    await sandbox.dropSockets();
    await this.flex.says({ call: { callSid: call, state: "reconnecting" } });
    await sandbox.cutMedia(false);
    await sandbox.setSignalling({});
    await this.#isOn(call);
    await sandbox.registered(IDENTITY, BACK_MS);
  }

  /** The call is on, and Flex says so. */
  async #isOn(call: string): Promise<void> {
    await this.flex.says({ call: { callSid: call, state: "active", muted: false } }, BACK_MS);
    await until("Twilio has the call", async () => {
      const { state, signallingConnected, endReason } = await this.stage.sandbox.call(call);
      if (state === "ended") throw new Error(`the call is over: ${endReason}`);
      return signallingConnected;
    }, BACK_MS);
  }

  /** Somebody hangs up. */
  async #end(call: string, n: number): Promise<Call["endedBy"]> {
    if (n % POPUP_EVERY === 0) {
      await this.#endInPopup(call);
    } else if (n % CUSTOMER_EVERY === 0) {
      await this.stage.sandbox.hangUp(call);
      return "caller";
    } else {
      await this.flex.hangUp.click();
    }
    return "agent";
  }

  async #endInPopup(call: string): Promise<void> {
    const popup = await this.stage.chrome.openPopup();
    await popup.mute.click();
    await this.flex.says({ call: { callSid: call, muted: true } });
    await popup.unmute.click();
    await this.flex.says({ call: { callSid: call, muted: false } });
    await popup.hangUp.click();
    await expect(popup.hangUp).toBeHidden();
    await popup.page.close();
  }
}
