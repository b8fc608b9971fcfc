// What the plugin reads of Flex's state, as values that tell when they change.

import type { ITask, Manager } from "@twilio/flex-ui";
import { TaskHelper } from "@twilio/flex-ui";

import type { Worker } from "./availability/Availability";
import type { Readable } from "./store";
import { derive } from "./store";

/** The worker attribute that hands the worker's calls to the extension. */
export const ENABLED_ATTRIBUTE = "extensionVoiceClientEnabled";

type WorkerClient = NonNullable<Manager["workerClient"]>;

export class FlexState {
  /** Whether the worker's calls go to the extension. */
  readonly enabled: Readable<boolean>;
  /** Whether there is a call that could be ended from Flex: the worker's, or one that it monitors. */
  readonly hasCall: Readable<boolean>;
  /** Whether the worker has the task of a call, which rings or is on. */
  readonly hasCallTask: Readable<boolean>;
  /** Whether something rings. */
  readonly isOffered: Readable<boolean>;
  /** Whether the worker has yet to complete a task whose call is over. */
  readonly isWrappingUp: Readable<boolean>;

  constructor(
    private readonly manager: Manager,
    private readonly client: WorkerClient,
  ) {
    const store = { subscribe: (listener: () => void) => manager.store.subscribe(listener) };
    const attributes = changes(client, "attributesUpdated");
    const ready = changes(client, "ready");
    this.enabled = derive([attributes, ready], () => client.attributes?.[ENABLED_ATTRIBUTE] === true);
    this.hasCall = derive([store], () => {
      const isMine = this.tasks().some((task) => TaskHelper.isLiveCall(task));
      return isMine || manager.store.getState().flex.phone.activeCall !== undefined;
    });
    this.hasCallTask = derive([store], () =>
      this.tasks().some((task) => {
        const isPending = task.status === "pending" && TaskHelper.isCallTask(task);
        return isPending || TaskHelper.isLiveCall(task);
      }),
    );
    this.isOffered = derive([store], () => this.tasks().some((task) => task.status === "pending"));
    this.isWrappingUp = derive([store], () =>
      this.tasks().some((task) => TaskHelper.isCallTask(task) && TaskHelper.isInWrapupMode(task)),
    );
  }

  /** The worker, and whether it may be moved. `onCall` is what the extension says. */
  worker(onCall: Readable<boolean>): Readable<Worker> {
    const moved = changes(this.client, "activityUpdated");
    const ready = changes(this.client, "ready");
    // A new object each time, so that every change is told.
    return derive([moved, ready, this.hasCall, this.isOffered, onCall], () => ({
      // A client that is not ready yet has none.
      activity: this.client.activity ?? null,
      activities: Array.from(this.client.activities.values()),
      busy: this.hasCall.get() || this.isOffered.get() || onCall.get(),
    }));
  }

  private tasks(): ITask[] {
    return Array.from(this.manager.store.getState().flex.worker.tasks?.values() ?? []);
  }
}

function changes(
  client: WorkerClient,
  event: "ready" | "attributesUpdated" | "activityUpdated",
): Pick<Readable<unknown>, "subscribe"> {
  return {
    subscribe: (listener) => {
      client.on(event, listener);
      return () => client.removeListener(event, listener);
    },
  };
}
