/**
 * The activity to come back to. It survives a refresh, and all tabs of the worker share it: any of
 * them may be the one that notices that the voice client is ready again.
 */
export class Memory {
  constructor(private readonly worker: { readonly sid: string }) {}

  get(): string | null {
    return window.localStorage.getItem(this.key);
  }

  set(activitySid: string | null): void {
    if (activitySid === null) window.localStorage.removeItem(this.key);
    else window.localStorage.setItem(this.key, activitySid);
  }

  private get key(): string {
    return `voice-client-activity-${this.worker.sid}`;
  }
}
