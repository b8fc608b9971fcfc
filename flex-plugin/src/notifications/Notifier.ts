// What the agent is told in Flex's notification bar. The bar lies over the task list and the head of
// the task, where tasks are accepted and completed and calls are ended: from the offer of a task to
// the end of a call's wrap-up it stays empty, and the main header does the telling.

import type { Readable } from "../store";
import { Store } from "../store";
import { problemKey } from "../strings/strings";
import type { Voice } from "../voice";
import { ringsNobody } from "../voice";

/** The part of Flex's `Notifications` that is used. */
export interface Bar {
  /** Shows what is registered under `id`; `context` has what is put into its text, by name. */
  showNotification(id: string, context?: object): unknown;
  dismissNotificationById(id: string): void;
}

/** What the agent wanted, and can't have. */
export const REFUSALS = [
  "ActivityReserved",
  "ActivityNotReady",
  "AcceptNotReady",
  "MonitorNotReady",
  "CallNotReady",
] as const;
/** One of them. After `VoiceClient`, it is the key of its text and the id of its notification. */
export type Refused = (typeof REFUSALS)[number];

/**
 * Why the calls of a worker whose attributes say otherwise stay with Flex: the plugin was built without
 * the URL of the token Function, or Flex is part of another page.
 */
export type Obstacle = "NotSetUp" | "InFrame";

/** What is said in the main header for a moment: the key of its text, and what is put into it. */
export interface Reason {
  readonly key: string;
  readonly context: Readonly<Record<string, string>>;
}

/** Said where the workspace lacks the activity that is made for agents who wait. */
const NO_ACTIVITY = "VoiceClientNoActivity";

/** How long the main header shows a refusal instead, in ms. */
const REASON_MS = 8_000;

/**
 * Tells the agent in the bar, or in the main header where the bar would be in the way. It begins as it
 * is made, and goes on for as long as the page is there.
 */
export class Notifier {
  /** What is said in the main header instead, for the moment. */
  readonly reason = new Store<Reason | null>(null);
  private standing: string | null = null;
  private told = false;
  private readonly passing = new Set<string>();
  private timer: number | undefined;

  constructor(
    private readonly bar: Bar,
    private readonly voice: Readable<Voice>,
    /** Whether there is a task that could be accepted or completed, or a call that could be ended. */
    private readonly hasControls: Readable<boolean>,
    private readonly obstacle: Readable<Obstacle | null>,
  ) {
    voice.subscribe(this.update);
    obstacle.subscribe(this.update);
    hasControls.subscribe(this.update);
    this.update();
  }

  /** Says why not. */
  refuse(refused: Refused): void {
    this.pass(`VoiceClient${refused}`);
  }

  /** Says that the workspace lacks the activity that is made for agents who wait. */
  noActivity(activity: string): void {
    // The move may have been slower than what it was for.
    if (ringsNobody(this.voice.get())) this.pass(NO_ACTIVITY, { activity });
  }

  private pass(id: string, context: Reason["context"] = {}): void {
    if (this.hasControls.get()) {
      this.reason.set({ key: id, context });
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => this.reason.set(null), REASON_MS);
    } else {
      this.passing.add(id);
      // One bar for the same reason is enough.
      this.bar.dismissNotificationById(id);
      this.bar.showNotification(id, context);
    }
  }

  private withdraw(id: string): void {
    if (this.reason.get()?.key === id) this.reason.set(null);
    if (this.passing.delete(id)) this.bar.dismissNotificationById(id);
  }

  private readonly update = (): void => {
    const hasControls = this.hasControls.get();
    const { is } = this.voice.get();
    const isReady = is === "ready" || is === "onCall";
    const obstacle = this.obstacle.get();
    const standing = obstacle ? `VoiceClient${obstacle}` : standingOf(this.voice.get());
    const wanted = hasControls ? null : standing;
    if (wanted !== this.standing) {
      if (this.standing) this.bar.dismissNotificationById(this.standing);
      if (wanted) this.bar.showNotification(wanted);
      this.standing = wanted;
    }
    if (wanted) this.told = true;
    if (isReady && this.reason.get()?.key.endsWith("NotReady")) this.reason.set(null);
    if (!ringsNobody(this.voice.get())) this.withdraw(NO_ACTIVITY);
    if (hasControls) {
      // A call that is carried says it all.
      if (isReady) this.told = false;
      this.passing.forEach((id) => this.bar.dismissNotificationById(id));
      this.passing.clear();
    } else if (this.told && is === "ready") {
      this.told = false;
      this.pass("VoiceClientReadyAgain");
    } else if (is === "off") {
      this.told = false;
    }
  };
}

/** What is said for as long as it is so. */
function standingOf(voice: Voice): string | null {
  switch (voice.is) {
    case "missing":
      return "VoiceClientMissing";
    case "lost":
      return "VoiceClientLost";
    case "otherAccount":
      return "VoiceClientOtherAccount";
    case "problem":
      return problemKey(voice.problem);
    case "off":
    case "looking":
    case "connecting":
    case "ready":
    case "onCall":
      return null;
  }
}
