// Keeps agents out of available activities while nobody could call them.

import type { Readable } from "../store";
import type { Voice } from "../voice";
import type { Activity, Move, Parking, Readiness, Refusal } from "./decide";
import { CONNECTING_MS, findParking, nextMove, readinessOf, refusal } from "./decide";
import type { Memory } from "./Memory";

/**
 * How long a move may take, and how long to wait after one that failed, in ms: doubling up to the
 * last. Flex says each time that TaskRouter has refused it.
 */
const AGAIN_MS = { first: 10_000, last: 300_000 };

/** The worker, as far as it matters here. */
export interface Worker {
  /** Null until it is known. */
  readonly activity: Activity | null;
  /** All of the workspace's; none until they are known. */
  readonly activities: readonly Activity[];
  /** A call is on, or something rings. */
  readonly busy: boolean;
}

/** What decides about the agent's activity here, and what changes it. */
export interface AvailabilityOptions {
  readonly voice: Readable<Voice>;
  readonly worker: Readable<Worker>;
  /** Where the activity to come back to is kept, by its SID. */
  readonly memory: Pick<Memory, "get" | "set">;
  /** The name of the activity that is made for agents who wait. */
  readonly offlineActivityName: string;
  /** The SID of the workspace's Offline activity. */
  readonly offlineActivitySid: string | undefined;
  /** Changes the worker's activity. Rejects if Flex refuses it, or a listener of the action does. */
  setActivity(activity: Activity): Promise<unknown>;
  /** The agent was moved, though not into the activity that is made for it: there is none. */
  onNoActivity(): void;
}

/** A change of activity that is under way. */
interface Moving {
  readonly move: Move;
  /** When it has failed, if the worker is still elsewhere. */
  readonly until: number;
}

/**
 * Moves the agent out of available activities while the voice client is not ready, and back once it
 * is. It begins as it is made, and goes on for as long as the page is there.
 */
export class Availability {
  private voice: Voice;
  private voiceSince = Date.now();
  private activitySid: string | undefined;
  /**
   * Somebody else has made the agent available while nobody could call them here: a Flex in another
   * browser, where the voice client is ready, or a supervisor. Two that know nothing of each other
   * would move the agent back and forth without end. The one that can't take the calls gives in, until
   * its own voice client is another way.
   */
  private yielded = false;
  private moving: Moving | undefined;
  /** Where a move of ours went that was given up: it may come through all the same. */
  private lateSid: string | undefined;
  private notBefore = 0;
  private failures = 0;
  private timer: number | undefined;

  constructor(private readonly options: AvailabilityOptions) {
    this.voice = options.voice.get();
    this.activitySid = options.worker.get().activity?.sid;
    options.voice.subscribe(this.update);
    options.worker.subscribe(this.update);
    this.update();
  }

  /** Why the agent may not choose the activity; nothing if it may. */
  refuses(activitySid: string): Refusal | undefined {
    if (this.voice.is === "off" || activitySid === this.moving?.move.to.sid) return undefined;
    const target = this.options.worker.get().activities.find((it) => it.sid === activitySid);
    return target && refusal(target, this.parking(), this.readiness());
  }

  /** The agent signs out. Flex sets them to Offline, from where they must not be brought back later. */
  signOut(): void {
    if (!this.parking()?.dedicated) this.options.memory.set(null);
  }

  private readonly update = (): void => {
    const now = Date.now();
    const voice = this.options.voice.get();
    if (voice.is !== this.voice.is) {
      this.voiceSince = now;
      this.yielded = false;
      [this.failures, this.notBefore] = [0, Math.min(this.notBefore, now + AGAIN_MS.first)];
    }
    this.voice = voice;
    this.notice();
    // Flex takes some refusals for granted: then all that is known is that nothing has come of it.
    if (this.moving && now >= this.moving.until) this.failed();
    if (voice.is !== "off" && !this.moving && now >= this.notBefore) this.settle(now);
    this.comeBack(now);
  };

  /** Takes note of where the worker is now. */
  private notice(): void {
    const before = this.activitySid;
    const { activity } = this.options.worker.get();
    const sid = activity?.sid;
    this.activitySid = sid;
    if (sid === undefined || before === undefined || sid === before) return;
    [this.failures, this.notBefore] = [0, 0];
    const parkingSid = this.parking()?.activity.sid;
    if (sid === this.moving?.move.to.sid) {
      this.arrived(this.moving.move);
      this.moving = undefined;
    } else if (sid !== parkingSid) {
      // Somebody else has decided where the agent is: there is no way back any more.
      this.options.memory.set(null);
      const isOurs = sid === this.lateSid;
      if (before === parkingSid && activity?.available && !isOurs && this.readiness() === "notReady") {
        this.yielded = true;
      }
    }
    this.lateSid = undefined;
  }

  private arrived(move: Move): void {
    // Where agents also go by hand, none must be brought back later. Otherwise it stays noted: a
    // tab that hears of it later must not think of another activity.
    if (this.parking()?.dedicated) return;
    if (move.remember === null) this.options.memory.set(null);
    else this.options.onNoActivity();
  }

  private settle(now: number): void {
    const { activity, ...worker } = this.options.worker.get();
    if (!activity) return;
    const move = nextMove({
      ...worker,
      activity,
      readiness: this.readiness(),
      parking: this.parking(),
      remembered: this.options.memory.get(),
      yielded: this.yielded,
    });
    if (!move) return;
    // Written first: the page may be refreshed before the move is through.
    if (move.remember !== null) this.options.memory.set(move.remember);
    const moving = { move, until: now + AGAIN_MS.first };
    this.moving = moving;
    this.options.setActivity(move.to).catch(() => {
      // Flex or the plugin that refused it has said so. It is tried again, but not at once.
      if (this.moving === moving) this.failed();
      this.update();
    });
  }

  private failed(): void {
    this.lateSid = this.moving?.move.to.sid;
    this.moving = undefined;
    this.notBefore = Date.now() + Math.min(AGAIN_MS.first * 2 ** this.failures, AGAIN_MS.last);
    this.failures += 1;
  }

  /** Looks again when time alone may have changed something. */
  private comeBack(now: number): void {
    window.clearTimeout(this.timer);
    const times = [
      this.notBefore,
      this.moving?.until ?? 0,
      this.voice.is === "connecting" ? this.voiceSince + CONNECTING_MS : 0,
    ].filter((at) => at > now);
    if (times.length > 0) this.timer = window.setTimeout(this.update, Math.min(...times) - now);
  }

  private readiness(): Readiness {
    return readinessOf(this.voice, Date.now() - this.voiceSince);
  }

  private parking(): Parking | undefined {
    const { offlineActivityName, offlineActivitySid } = this.options;
    const { activities } = this.options.worker.get();
    return findParking(activities, offlineActivityName, offlineActivitySid);
  }
}
