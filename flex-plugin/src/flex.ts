// What the plugin reads of Flex's state, as values that tell when they change.

import type { ITask, Manager } from "@twilio/flex-ui";
import { TaskHelper } from "@twilio/flex-ui";

import type { Worker } from "./availability/Availability";
import type { AttributesOwner } from "./contact-uri/ContactUri";
import type { Readable } from "./store";
import { derive } from "./store";

/** The worker attribute that hands the worker's calls to the extension. */
export const ENABLED_ATTRIBUTE = "extensionVoiceClientEnabled";

/**
 * TaskRouter's client is read anew each time, and Flex's store tells when: Flex removes all
 * listeners from the client once it is ready, and makes another one if that takes too long.
 */
export class FlexState {
  /** The identity of who is signed in. While nobody is, Flex throws where it is asked for its user. */
  readonly identity: Readable<string | undefined>;
  /** Whether the worker's calls go to the extension. */
  readonly enabled: Readable<boolean>;
  /** Whether there is a call that could be ended from Flex: the worker's, or one that it monitors. */
  readonly hasCall: Readable<boolean>;
  /** Whether the worker has the task of a call that is on, or that calls out. */
  readonly hasCallTask: Readable<boolean>;
  /** Whether something rings. */
  readonly isOffered: Readable<boolean>;
  /** Whether the worker has yet to complete a task whose call is over. */
  readonly isWrappingUp: Readable<boolean>;
  private readonly store: Pick<Readable<unknown>, "subscribe">;

  constructor(private readonly manager: Manager) {
    const { store } = manager;
    this.store = { subscribe: (listener) => store.subscribe(listener) };
    const from = [this.store];
    this.identity = derive(from, () => store.getState().flex.session.identity || undefined);
    // As it was, while there is no client: Flex has taken it away already where it signs out.
    let isEnabled = false;
    this.enabled = derive(from, () => {
      const { client } = this;
      if (client) isEnabled = client.attributes?.[ENABLED_ATTRIBUTE] === true;
      return isEnabled;
    });
    // Before `hasCall`, at whose end workers may be moved: whether this one still may follows from it.
    this.hasCallTask = derive(from, () => this.tasks().some(hasOwnCall));
    this.hasCall = derive(from, () => {
      const isMine = this.tasks().some((task) => TaskHelper.isLiveCall(task));
      return isMine || store.getState().flex.phone.activeCall !== undefined;
    });
    this.isOffered = derive(from, () => this.tasks().some((task) => task.status === "pending"));
    this.isWrappingUp = derive(from, () =>
      this.tasks().some((task) => TaskHelper.isCallTask(task) && TaskHelper.isInWrapupMode(task)),
    );
  }

  /** The worker, and whether it may be moved. `onCall` is what the extension says. */
  worker(onCall: Readable<boolean>): Readable<Worker> {
    const read = () => ({
      // A client that is not ready yet has none.
      activity: this.client?.activity ?? null,
      activities: Array.from(this.client?.activities?.values() ?? []),
      busy: this.hasCall.get() || this.isOffered.get() || onCall.get(),
    });
    return derive([this.store, this.hasCall, this.isOffered, onCall], read, isSameWorker);
  }

  /** Whether Flex's own voice client has failed, as Flex sees it before it calls out. */
  isVoiceDegraded(): boolean {
    const { degradeMap } = this.manager.store.getState().flex.flexErrors;
    if (this.manager.voiceClient) return degradeMap.VoiceClient === true;
    return Object.values(degradeMap).some(Boolean);
  }

  /** The worker's attributes. */
  attributes(): AttributesOwner {
    const { manager } = this;
    const client = () => this.client;
    const version = derive([this.store], () => client()?.version);
    return {
      get attributes() {
        return client()?.attributes ?? {};
      },
      get version() {
        return client()?.version ?? "";
      },
      setAttributes: async (attributes) => {
        if (!manager.workerClient) throw new Error("nobody is signed in");
        return manager.workerClient.setAttributes(attributes);
      },
      on: (_event, listener) => version.subscribe(listener),
    };
  }

  private get client(): Partial<NonNullable<Manager["workerClient"]>> | undefined {
    return this.manager.workerClient;
  }

  private tasks(): ITask[] {
    return Array.from(this.manager.store.getState().flex.worker.tasks?.values() ?? []);
  }
}

/** Whether the task has a call that is on, or calls out: one that the worker could hang up. */
export function hasOwnCall(task: ITask): boolean {
  return TaskHelper.isLiveCall(task) || TaskHelper.isInitialOutboundAttemptTask(task);
}

function isSameWorker(one: Worker, other: Worker): boolean {
  return (
    one.activity === other.activity &&
    one.busy === other.busy &&
    one.activities.length === other.activities.length &&
    one.activities.every((it, index) => it === other.activities[index])
  );
}
