/**
 * The activity to come back to. It survives a refresh, and all tabs of the worker share it: any of
 * them may be the one that notices that the voice client is ready again.
 */
export class Memory {
  private readonly key: string;

  constructor(workerSid: string) {
    this.key = `voice-client-activity-${workerSid}`;
  }

  get(): string | null {
    return window.localStorage.getItem(this.key);
  }

  set(activitySid: string | null): void {
    if (activitySid === null) window.localStorage.removeItem(this.key);
    else window.localStorage.setItem(this.key, activitySid);
  }
}
