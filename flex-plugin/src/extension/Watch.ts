// Whether the extension is there. It is asked before it is called gone, and what counts is when
// something arrived, not when a timer fired: Chrome slows the timers of hidden tabs down to one a
// minute, and stops them while the computer sleeps.

/** How long a fresh page waits for the first answer, in ms. */
export const FIRST_ANSWER_MS = 5_000;

/** How often an extension that is not there is looked for, in ms. */
const LOOK_MS = 2_000;

/** A timer that is later than this, in ms, says nothing of the extension. */
const LATE_MS = 2_000;

/** What is due: asking the extension whether it is there, or calling it silent. */
export type Due = "ask" | "silent";

/** How long silence is borne, in ms: until it is asked first, and until it is called gone. */
export interface Patience {
  readonly ask: number;
  readonly limit: number;
}

/** How one verdict comes about: when to ask first, when again, and how often before giving up. */
interface Plan {
  readonly first: number;
  readonly between: number;
  readonly asks: number;
}

const FIRST: Plan = { first: 0, between: FIRST_ANSWER_MS / 4, asks: 4 };

/**
 * Tells when to ask the extension, and when to call it silent. It has no timer of its own: whoever
 * has one asks for what is `due` at `next`.
 */
export class Watch {
  private plan = FIRST;
  private asks = 0;
  private late = false;
  private gone = false;

  /** Watches from `since` on, in ms of a clock. */
  constructor(private since: number) {}

  /** The extension has spoken. */
  heard(now: number, { ask, limit }: Patience): void {
    this.begin(now, { first: ask, between: (limit - ask) / 2, asks: 2 });
  }

  /** The extension has said that it goes. */
  left(now: number): void {
    this.begin(now, FIRST);
    this.gone = true;
  }

  /** When `due` is to be asked next, in ms of the clock. */
  next(): number {
    return this.since + this.patience();
  }

  /** What is due, if anything: it counts as done from then on. */
  due(now: number): Due | undefined {
    const overdue = now - this.next();
    if (overdue < 0) return undefined;
    this.since = now;
    if (this.gone) return "ask";
    if (this.asks < this.plan.asks) {
      this.asks += 1;
      return "ask";
    }
    if (overdue > LATE_MS && !this.late) {
      this.late = true;
      return "ask";
    }
    this.gone = true;
    return "silent";
  }

  private begin(now: number, plan: Plan): void {
    this.since = now;
    this.plan = plan;
    this.asks = 0;
    this.late = false;
    this.gone = false;
  }

  private patience(): number {
    if (this.gone) return LOOK_MS;
    return this.asks === 0 ? this.plan.first : this.plan.between;
  }
}
