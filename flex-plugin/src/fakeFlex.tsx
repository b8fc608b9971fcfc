// As much of Flex as the plugin touches, for tests.

import type { Manager } from "@twilio/flex-ui";
import { EventEmitter } from "events";
import * as React from "react";

import type { FlexCall } from "./call/FlexCall";
import type { Attributes } from "./contact-uri/ContactUri";

type Payload = Record<string, unknown> | undefined;
type Original = (payload: Payload) => Promise<unknown>;

/** What was added to a component of Flex, and what was removed from it. */
class FakeContent {
  readonly added: { element: JSX.Element; options: { if?: (props: object) => boolean } }[] = [];
  readonly removed: { key: string; options: { if?: (props: object) => boolean } }[] = [];

  private readonly wrappers: ((Original: React.ComponentType) => React.ComponentType)[] = [];

  readonly Content = {
    addWrapper: (wrapper: FakeContent["wrappers"][number]) => this.wrappers.push(wrapper),
    add: (element: JSX.Element, options = {}) => this.added.push({ element, options }),
    remove: (key: string, options = {}) => this.removed.push({ key, options }),
  };

  /** The component, which Flex draws only when its props change. */
  component(stock: string[], props: object): React.ComponentType {
    const Plain = React.memo(() => <p>{this.keys(stock, props).join(" ")}</p>);
    return this.wrappers.reduce((It, wrap) => wrap(It), Plain as React.ComponentType);
  }

  /** The keys of what is shown for these props, of the stock parts named and of the added ones. */
  keys(stock: string[], props: object): string[] {
    const gone = this.removed.filter((it) => it.options.if?.(props) ?? true).map((it) => it.key);
    const more = this.added.filter((it) => it.options.if?.(props) ?? true);
    return [...stock.filter((key) => !gone.includes(key)), ...more.map((it) => `${it.element.key}`)];
  }
}

/** Flex's actions, with what they really did. */
class FakeActions {
  done: [string, Payload][] = [];
  private readonly emitter = new EventEmitter();
  private readonly replaced = new Map<string, (payload: Payload, original: Original) => unknown>();
  private readonly real = new Map<string, (payload: Payload) => unknown>();

  addListener(event: string, listener: (payload: Payload, cancel: () => void) => void): void {
    this.emitter.on(event, listener);
  }

  replaceAction(name: string, action: (payload: Payload, original: Original) => unknown): void {
    this.replaced.set(name, action);
  }

  define(name: string, action: (payload: Payload) => unknown): void {
    this.real.set(name, action);
  }

  async invokeAction(name: string, payload?: Payload): Promise<unknown> {
    let isCancelled = false;
    this.emitter.emit(`before${name}`, payload, () => {
      isCancelled = true;
    });
    if (isCancelled) throw new Error(`Action ${name} cancelled by before event`);
    const original: Original = async (it) => {
      this.done.push([name, it]);
      return this.real.get(name)?.(it);
    };
    const replaced = this.replaced.get(name);
    return replaced ? replaced(payload, original) : original(payload);
  }
}

/** The workspace's only activity in which workers are offered tasks. */
export const available = { sid: "WA1", name: "Available", available: true };
/** One that agents choose by hand, and in which they are offered none. */
export const lunch = { sid: "WA2", name: "Lunch", available: false };
/** The workspace's Offline. */
export const offline = { sid: "WA3", name: "Offline", available: false };
/** The one that is made for agents whose voice client is not ready. */
export const waiting = { sid: "WA4", name: "Voice Client Offline", available: false };

/** TaskRouter's client for the worker. */
class FakeWorkerClient extends EventEmitter {
  readonly sid = "WK1";
  readonly accountSid = `AC${"0".repeat(32)}`;
  attributes: Attributes = {};
  version = "0";
  activity = available;
  readonly activities = new Map([available, lunch, offline, waiting].map((it) => [it.sid, it]));
  moves: string[] = [];

  async setAttributes(attributes: Attributes): Promise<void> {
    await Promise.resolve();
    this.write(attributes);
  }

  /** As from somewhere else. */
  write(attributes: Attributes): void {
    this.attributes = attributes;
    this.version = `${Number(this.version) + 1}`;
    this.emit("attributesUpdated", this);
  }

  move(sid: string): void {
    this.activity = this.activities.get(sid) ?? this.activity;
    this.moves.push(this.activity.name);
    this.emit("activityUpdated", this);
  }
}

/** A task, as far as the plugin looks at it. */
export interface FakeTask {
  sid: string;
  /** `pending`, `accepted` or `wrapping`. */
  status: string;
  isCall: boolean;
  /** Whether the worker calls. */
  isOut?: boolean;
}

/** Flex's Redux store. */
class FakeStore {
  private state = {
    flex: {
      session: { identity: "agent" as string | undefined },
      flexErrors: { degradeMap: {} as Record<string, boolean> },
      phone: { activeCall: undefined as unknown },
      worker: { tasks: new Map<string, FakeTask>() },
      view: {
        componentViewStates: {} as Record<string, { digits: string }>,
        isOutboundDialerOpen: false,
        isDirectoryOpen: false,
      },
    },
  };
  private readonly listeners = new Set<() => void>();
  /** Whether this Flex knows the actions of its phone state. */
  knowsPhone = true;

  getState() {
    return this.state;
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  dispatch({ type, payload }: { type: string; payload: unknown }): void {
    if (this.knowsPhone) {
      const activeCall = type === "PHONE_REMOVE_CALL" ? undefined : payload;
      this.change({ phone: { activeCall } });
    }
  }

  setTask(task: FakeTask): void {
    this.change({ worker: { tasks: new Map([[task.sid, task]]) } });
  }

  show(part: Partial<FakeStore["state"]["flex"]["view"]>): void {
    this.change({ view: { ...this.state.flex.view, ...part } });
  }

  change(part: Partial<FakeStore["state"]["flex"]>): void {
    this.state = { flex: { ...this.state.flex, ...part } };
    this.listeners.forEach((listener) => listener());
  }
}

/** One page of Flex. */
export class FakeFlex {
  readonly actions = new FakeActions();
  /** TaskRouter's client, which may be replaced by another one: see `connect`. */
  client = new FakeWorkerClient();
  readonly store = new FakeStore();
  readonly events = new EventEmitter();
  /** The components that take parts of a plugin's, by their names in `@twilio/flex-ui`. */
  readonly contents = {
    CallCanvasActions: new FakeContent(),
    ConnectingOutboundCallCanvas: new FakeContent(),
    MainHeader: new FakeContent(),
    TaskCanvasHeader: new FakeContent(),
    TaskListButtons: new FakeContent(),
  };
  /** The ids of the notifications that are shown, the oldest first. */
  bars: string[] = [];
  private readonly registered = new Map<string, { actions?: JSX.Element[] }>();
  /** What Flex hands to the plugin. */
  readonly manager: Manager;

  /** A page of a worker with these attributes, who is signed in. */
  constructor(attributes: Attributes) {
    this.client.attributes = attributes;
    const client = () => this.client;
    this.manager = {
      get workerClient() {
        return client();
      },
      voiceClient: {},
      store: this.store,
      events: this.events,
      strings: {},
      serviceConfiguration: {
        account_sid: `AC${"0".repeat(32)}`,
        taskrouter_offline_activity_sid: offline.sid,
      },
      user: {
        token: "token-1",
        tokenExpirationDate: new Date("2030-01-01T00:00:00Z"),
      },
    } as unknown as Manager;
    this.follow();
    this.actions.define("ToggleOutboundDialer", () => {
      const { isOutboundDialerOpen } = this.store.getState().flex.view;
      this.store.show({ isOutboundDialerOpen: !isOutboundDialerOpen });
    });
    this.actions.define("HideDirectory", () => this.store.show({ isDirectoryOpen: false }));
    this.actions.define("SetActivity", (payload) => this.client.move(String(payload?.activitySid)));
    this.actions.define("HangupCall", () => this.activeCall()?.disconnect());
    this.actions.define("SendDTMFDigits", (it) => this.activeCall()?.sendDigits(String(it?.digits)));
  }

  /** Flex's own listeners to TaskRouter's client write into the store. */
  private follow(): void {
    const write = () => this.store.change({});
    for (const event of ["attributesUpdated", "activityUpdated"]) this.client.on(event, write);
  }

  /** TaskRouter's client is ready late: Flex has removed all listeners, or made another client. */
  connect(attributes: Attributes, client = new FakeWorkerClient()): void {
    client.removeAllListeners();
    client.attributes = attributes;
    client.version = `${Number(this.client.version) + 1}`;
    this.client = client;
    this.follow();
    this.store.change({});
  }

  /** Nobody is signed in any more. */
  signOut(): void {
    // Its client goes first, long before who was signed in.
    Object.defineProperty(this.manager, "workerClient", { get: () => undefined });
    this.store.change({});
    Object.defineProperty(this.manager, "user", {
      get: () => {
        throw new TypeError("Cannot read properties of undefined (reading 'permissions')");
      },
    });
    this.store.change({ session: { identity: undefined }, worker: { tasks: new Map() } });
  }

  /** What the plugin imports as `@twilio/flex-ui`. */
  readonly module = {
    Actions: this.actions,
    ...this.contents,
    Notifications: {
      registerNotification: (it: { id: string; actions?: JSX.Element[] }) =>
        this.registered.set(it.id, it),
      showNotification: (id: string) => {
        if (!this.registered.has(id)) throw new Error(`${id} is not registered`);
        this.bars.push(id);
      },
      dismissNotificationById: (id: string) => {
        this.bars = this.bars.filter((it) => it !== id);
      },
    },
    NotificationBar: {
      Action: ({ label, onClick }: { label: string; onClick: () => void }) => (
        <button type="button" onClick={onClick}>
          {label}
        </button>
      ),
    },
    NotificationType: { error: "error", success: "success", warning: "warning" },
    TaskHelper: {
      isCallTask: ({ isCall }: FakeTask) => isCall,
      isLiveCall: ({ isCall, status }: FakeTask) => isCall && status === "accepted",
      isInitialOutboundAttemptTask: ({ isCall, isOut, status }: FakeTask) =>
        isCall && isOut === true && status === "pending",
      isInWrapupMode: ({ status }: FakeTask) => status === "wrapping",
      canTransfer: () => true,
    },
    StateHelper: { getCurrentPhoneCallState: () => this.activeCall() },
    IconButton: (props: object) => <button type="button" {...plain(props)} />,
    Button: (props: object) => <button type="button" {...plain(props)} />,
    withTheme: <T,>(component: T) => component,
  };

  /** The buttons in the bar of a notification. */
  actionsOf(id: string): JSX.Element[] {
    return this.registered.get(id)?.actions ?? [];
  }

  /** The call in Flex's phone state. */
  activeCall(): FlexCall | undefined {
    return this.store.getState().flex.phone.activeCall as FlexCall | undefined;
  }
}

/** Without what React would warn of. */
function plain(props: object): object {
  const unknown = ["icon", "variant", "size", "themeOverride"];
  return Object.fromEntries(Object.entries(props).filter(([name]) => !unknown.includes(name)));
}
