/**
 * The activity to come back to. It survives a refresh, and all tabs of the worker share it: any of
 * them may be the one that notices that the voice client is ready again.
 */
export class Memory {
  /** The worker's SID is read anew each time; what is kept is the worker's alone. */
  constructor(private readonly worker: { readonly sid: string }) {}

  /**
   * Its SID; null if there is none. Throws a `SecurityError` where Chrome lets the page keep nothing:
   * https://html.spec.whatwg.org/multipage/webstorage.html#dom-localstorage
   */
  get(): string | null {
    return window.localStorage.getItem(this.key);
  }

  /** Keeps its SID; null forgets it. Throws as `get` does, and a `QuotaExceededError` if it is full. */
  set(activitySid: string | null): void {
    if (activitySid === null) window.localStorage.removeItem(this.key);
    else window.localStorage.setItem(this.key, activitySid);
  }

  private get key(): string {
    return `voice-client-activity-${this.worker.sid}`;
  }
}
