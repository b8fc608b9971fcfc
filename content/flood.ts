// A page that talks without end must not keep the worker from its work.

/** A token bucket. */
export class Flood {
  readonly #burst: number;
  readonly #perMs: number;
  #left: number;
  #at = 0;

  /** Admits `burst` messages at once, and `perSecond` in the long run. */
  constructor({ burst, perSecond }: { burst: number; perSecond: number }) {
    this.#burst = burst;
    this.#perMs = perSecond / 1_000;
    this.#left = burst;
  }

  /** Whether a message that comes now, in ms of any clock that only moves on, is admitted. */
  admits(now: number): boolean {
    this.#left = Math.min(this.#burst, this.#left + Math.max(0, now - this.#at) * this.#perMs);
    this.#at = now;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
