import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import type * as FlexUi from "@twilio/flex-ui";
import * as React from "react";
import * as ReactDOM from "react-dom";
import { act } from "react-dom/test-utils";

import { answer, beat, call, said, spyOnPage, state } from "./extension/fakeExtension";
import type { FakeTask } from "./fakeFlex";
import { available, FakeFlex, lunch, waiting } from "./fakeFlex";

jest.mock("@twilio/flex-plugin", () => ({ FlexPlugin: class {} }));

const live: FakeTask = { sid: "WR1", status: "accepted", isCall: true };
const enabled = { extensionVoiceClientEnabled: true, contact_uri: "client:agent" };

const URL_VARIABLE = "FLEX_APP_VOICE_CLIENT_TOKEN_GENERATOR_URL";
const EXTENSION_VARIABLE = "FLEX_APP_VOICE_CLIENT_EXTENSION_URL";

let flex: FakeFlex;
let place: HTMLElement | undefined;

/** Opens Flex, as a sign-in or a refresh does. */
function open(attributes: object, prepare = (_flex: FakeFlex): void => undefined): void {
  flex = new FakeFlex({ ...attributes });
  prepare(flex);
  jest.resetModules();
  jest.doMock("@twilio/flex-ui", () => flex.module);
  jest.doMock("react", () => React);
  const { default: Plugin } = jest.requireActual(
    "./VoiceClientPlugin",
  ) as typeof import("./VoiceClientPlugin");
  new Plugin().init(flex.module as unknown as typeof FlexUi, flex.manager);
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

const types = () => said().map(({ type }) => type.replace("VOICE_CLIENT_EXTENSION_", ""));

beforeEach(() => {
  Object.assign(process.env, {
    [URL_VARIABLE]: "https://x.twil.io/generateToken",
    [EXTENSION_VARIABLE]: "",
  });
  window.localStorage.clear();
  jest.useFakeTimers();
  spyOnPage();
});

afterEach(() => {
  const shown = place;
  if (shown) act(() => void ReactDOM.unmountComponentAtNode(shown));
  place = undefined;
  // What an earlier page listens to must not answer in the next test.
  flex.signOut();
  jest.clearAllTimers();
  jest.useRealTimers();
  jest.restoreAllMocks();
});

test("a start with a healthy extension: token handed over, contact_uri set, no activity changed", async () => {
  open({ ...enabled, roles: ["agent"] });
  expect(types()).toEqual(["CONFIGURE"]);
  answer("CONFIGURED");
  expect(types()).toEqual(["FLEX_TOKEN"]);
  beat();
  await settle();
  expect(flex.client.attributes).toEqual({
    extensionVoiceClientEnabled: true,
    contact_uri: "client:ext_agent",
    roles: ["agent"],
  });
  jest.advanceTimersByTime(40_000);
  expect(flex.client.moves).toEqual([]);
  expect(flex.bars).toEqual([]);
});

test("a write to a worker who has signed out fails, rather than be done at once and again", async () => {
  open({ ...enabled, roles: ["agent"] });
  const { FlexState } = jest.requireActual("./flex") as typeof import("./flex");
  const attributes = new FlexState(flex.manager).attributes();
  flex.signOut();
  await expect(attributes.setAttributes({ contact_uri: "client:agent" })).rejects.toThrow();
});

test("a renewed token is handed over", () => {
  open(enabled);
  answer("CONFIGURED");
  said();
  flex.events.emit("tokenUpdated", { token: "token-2", expiration: "2030-01-01T01:00:00Z" });
  expect(said()).toMatchObject([{ payload: { token: "token-2" } }]);
});

test("a worker without the attribute gets Flex's own client back, and nothing else happens", async () => {
  for (const it of [undefined, false, "true", 1]) {
    open({ extensionVoiceClientEnabled: it, contact_uri: "client:ext_agent" });
    jest.advanceTimersByTime(60_000);
    await settle();
    expect(flex.client.attributes.contact_uri).toBe("client:agent");
    expect(types()).toEqual([]);
    expect(flex.client.moves).toEqual([]);
    expect(flex.bars).toEqual([]);
    await flex.actions.invokeAction("SetActivity", { activitySid: waiting.sid });
    expect(flex.client.moves).toEqual(["Voice Client Offline"]);
    await flex.actions.invokeAction("StartOutboundCall", {});
    expect(flex.actions.done).toContainEqual(["StartOutboundCall", {}]);
  }
});

test("a plugin that was built without the Function's URL says so, and leaves the calls to Flex", async () => {
  Object.assign(process.env, { [URL_VARIABLE]: "" });
  open({ ...enabled, contact_uri: "client:ext_agent" });
  jest.advanceTimersByTime(60_000);
  await settle();
  expect(flex.bars).toEqual(["VoiceClientNotSetUp"]);
  expect(types()).toEqual([]);
  expect(flex.client.attributes.contact_uri).toBe("client:agent");
  expect(flex.client.moves).toEqual([]);
});

test("the attribute takes effect both ways while Flex is open", async () => {
  open({ contact_uri: "client:agent" });
  said();
  flex.client.write(enabled);
  expect(types()).toEqual(["CONFIGURE"]);
  answer("CONFIGURED");
  flex.store.setTask(live);
  beat({ ...state, call });
  await settle();
  expect(flex.client.attributes.contact_uri).toBe("client:ext_agent");
  expect(flex.activeCall()).toBeDefined();
  flex.client.write({ ...flex.client.attributes, extensionVoiceClientEnabled: false });
  await settle();
  expect(flex.client.attributes.contact_uri).toBe("client:agent");
  // The call goes on, and so do its controls, also when the extension is updated meanwhile.
  answer("DISCONNECTED");
  await settle();
  answer("CONFIGURED");
  beat({ ...state, revision: 2, call });
  flex.activeCall()?.mute(true);
  expect(types()).toContain("SET_MUTED");
  beat({ ...state, revision: 3, call: null });
  expect(flex.activeCall()).toBeUndefined();
  // Now the extension may forget what it was given.
  expect(types()).toEqual(["SIGNED_OUT"]);
  answer("CONFIGURED");
  jest.advanceTimersByTime(60_000);
  expect(types()).toEqual([]);
  flex.client.write({ ...flex.client.attributes, extensionVoiceClientEnabled: true });
  expect(types()).toEqual(["CONFIGURE"]);
});

test("a worker whose attribute is taken away is held by no call of an extension that is gone", async () => {
  for (const isGoneFirst of [true, false]) {
    open(enabled);
    flex.store.setTask(live);
    answer("CONFIGURED");
    beat({ ...state, call });
    await settle();
    const takeAway = () => {
      flex.client.write({ ...flex.client.attributes, extensionVoiceClientEnabled: false });
    };
    if (isGoneFirst) answer("DISCONNECTED");
    takeAway();
    if (!isGoneFirst) answer("DISCONNECTED");
    await settle();
    // It may be back for the call.
    const calling = flex.actions.invokeAction("StartOutboundCall", {});
    await expect(calling).rejects.toThrow();
    flex.store.setTask({ ...live, status: "wrapping" });
    jest.advanceTimersByTime(60_000);
    await settle();
    expect(flex.client.attributes.contact_uri).toBe("client:agent");
    expect(flex.client.moves).toEqual([]);
    await flex.actions.invokeAction("StartOutboundCall", {});
    expect(flex.actions.done).toContainEqual(["StartOutboundCall", {}]);
    flex.signOut();
  }
});

test("without an extension the agent is moved and told; with it, back again", async () => {
  open(enabled);
  jest.advanceTimersByTime(5_000);
  await settle();
  expect(flex.client.moves).toEqual(["Voice Client Offline"]);
  expect(flex.bars).toEqual(["VoiceClientMissing"]);
  answer("CONFIGURED");
  beat();
  await settle();
  expect(flex.client.moves).toEqual(["Voice Client Offline", "Available"]);
  expect(flex.bars).toEqual(["VoiceClientReadyAgain"]);
});

test("going available without a voice client is refused with the reason", async () => {
  open(enabled, ({ client }) => {
    client.activity = lunch;
  });
  jest.advanceTimersByTime(5_000);
  const going = flex.actions.invokeAction("SetActivity", { activitySid: available.sid });
  await expect(going).rejects.toThrow();
  expect(flex.client.activity).toBe(lunch);
  expect(flex.bars).toContain("VoiceClientActivityNotReady");
});

test("nobody chooses by hand the activity of who waits for the voice client, and the reason is said", async () => {
  open(enabled);
  answer("CONFIGURED");
  beat();
  const going = flex.actions.invokeAction("SetActivity", { activitySid: waiting.sid });
  await expect(going).rejects.toThrow();
  expect(flex.client.activity).toBe(available);
  expect(flex.bars).toEqual(["VoiceClientActivityReserved"]);
});

test("calling out is refused with the reason until the voice client is ready", async () => {
  open(enabled);
  answer("CONFIGURED");
  await expect(flex.actions.invokeAction("StartOutboundCall", {})).rejects.toThrow();
  expect(flex.bars).toEqual(["VoiceClientCallNotReady"]);
  beat();
  await flex.actions.invokeAction("StartOutboundCall", {});
  expect(flex.actions.done).toContainEqual(["StartOutboundCall", {}]);
});

test("a call is not accepted until the voice client is ready, and anything else is", async () => {
  open(enabled);
  const offered = { ...live, status: "pending" };
  const chat = { ...offered, isCall: false };
  await expect(flex.actions.invokeAction("AcceptTask", { task: offered })).rejects.toThrow();
  await flex.actions.invokeAction("AcceptTask", { task: chat });
  answer("CONFIGURED");
  beat();
  await flex.actions.invokeAction("AcceptTask", { task: offered });
  expect(flex.actions.done).toEqual([
    ["AcceptTask", { task: chat }],
    ["AcceptTask", { task: offered }],
  ]);
});

test("a call is not monitored until the voice client is ready, as it would ring nobody", async () => {
  open(enabled);
  await expect(flex.actions.invokeAction("MonitorCall", { task: live })).rejects.toThrow();
  expect(flex.bars).toEqual(["VoiceClientMonitorNotReady"]);
  answer("CONFIGURED");
  beat();
  await flex.actions.invokeAction("MonitorCall", { task: live });
  expect(flex.actions.done).toEqual([["MonitorCall", { task: live }]]);
  flex.signOut();
  open({});
  await flex.actions.invokeAction("MonitorCall", { task: live });
  expect(flex.actions.done).toEqual([["MonitorCall", { task: live }]]);
});

test("why a call is not accepted is said where it covers no button", async () => {
  open(enabled);
  jest.advanceTimersByTime(5_000);
  expect(flex.bars).toEqual(["VoiceClientMissing"]);
  const shown = header();
  const offered = { ...live, status: "pending" };
  act(() => flex.store.setTask(offered));
  await act(async () => {
    const accepting = flex.actions.invokeAction("AcceptTask", { task: offered });
    await expect(accepting).rejects.toThrow();
  });
  expect(flex.bars).toEqual([]);
  expect(shown.textContent).toContain("You can't take the call yet");
  act(() => flex.store.setTask({ ...offered, status: "rescinded" }));
  expect(flex.bars).toEqual(["VoiceClientMissing"]);
});

test("a notification has the button that helps, with its text as it is in Flex now", async () => {
  Object.assign(process.env, { [EXTENSION_VARIABLE]: "https://example.com/extension" });
  open(enabled);
  const opened = jest.spyOn(window, "open").mockReturnValue(null);
  const texts = { VoiceClientActionSignIn: "Neu anmelden" };
  flex.manager.strings = { ...flex.manager.strings, ...texts } as FlexUi.Manager["strings"];
  const buttons = (id: string) =>
    Array.from(show(<>{flex.actionsOf(id)}</>).querySelectorAll("button"));
  const missing = buttons("VoiceClientMissing");
  expect(missing.map((it) => it.textContent)).toEqual(["Get the extension", "Refresh"]);
  missing[0]?.click();
  expect(opened).toHaveBeenCalledWith("https://example.com/extension", "_blank", "noopener");
  const [signIn] = buttons("VoiceClientProblem-flex-token-refused");
  expect(signIn?.textContent).toBe("Neu anmelden");
  signIn?.click();
  expect(flex.actions.done).toContainEqual(["Logout", { forceLogout: false }]);
});

test("who signs out is called no more, and what comes later is not heard", async () => {
  open(enabled);
  answer("CONFIGURED");
  beat();
  await settle();
  said();
  flex.signOut();
  expect(types()).toEqual(["SIGNED_OUT"]);
  beat({ ...state, revision: 2, voiceClientIdentity: "ext_other" });
  answer("CONFIGURED");
  flex.events.emit("tokenUpdated", { token: "late", expiration: "2030-01-01T01:00:00Z" });
  jest.advanceTimersByTime(120_000);
  await settle();
  expect(types()).toEqual([]);
  expect(flex.client.attributes.contact_uri).toBe("client:ext_agent");
});

test("an extension that is still there for another agent is waited for", async () => {
  const protocol1 = { voiceClientIdentity: "ext_before", error: false } as typeof state;
  for (const before of [protocol1, { ...state, ...protocol1 }]) {
    open(enabled);
    const shown = header();
    act(() => {
      answer("CONFIGURED");
      beat(before);
    });
    await act(settle);
    expect(shown.textContent).toContain("Connecting");
    expect(flex.client.attributes.contact_uri).toBe("client:agent");
    act(() => beat({ ...before, voiceClientIdentity: "ext_agent" }));
    await act(settle);
    expect(shown.textContent).toContain("Ready");
    expect(flex.client.attributes.contact_uri).toBe("client:ext_agent");
    act(() => flex.signOut());
    act(() => void ReactDOM.unmountComponentAtNode(shown));
  }
});

test("a TaskRouter that is slow to start, or starts twice, is followed all the same", async () => {
  open({});
  for (const client of [flex.client, undefined]) {
    flex.connect({ ...enabled, contact_uri: "client:agent" }, client);
    answer("CONFIGURED");
    beat();
    await settle();
    expect(flex.client.attributes.contact_uri).toBe("client:ext_agent");
    flex.client.write({ ...flex.client.attributes, contact_uri: "client:elsewhere" });
    await settle();
    expect(flex.client.attributes.contact_uri).toBe("client:ext_agent");
  }
  answer("DISCONNECTED");
  await settle();
  expect(flex.client.moves).toEqual(["Voice Client Offline"]);
});

test("in a Flex that is part of another page the calls stay with Flex, and no tab is fought over that", async () => {
  jest.doMock("./frame", () => ({ isInFrame: () => true }));
  try {
    open({ ...enabled, contact_uri: "client:ext_agent" });
  } finally {
    jest.dontMock("./frame");
  }
  jest.advanceTimersByTime(60_000);
  await settle();
  expect(flex.bars).toEqual(["VoiceClientInFrame"]);
  expect(types()).toEqual([]);
  expect(flex.client.attributes.contact_uri).toBe("client:agent");
  expect(flex.client.moves).toEqual([]);
  flex.client.write({ ...enabled, contact_uri: "client:ext_agent" });
  await settle();
  expect(flex.client.attributes.contact_uri).toBe("client:ext_agent");
});

test("a call out is not begun in silence where Flex would not begin it", async () => {
  open(enabled);
  answer("CONFIGURED");
  beat();
  flex.store.change({ flexErrors: { degradeMap: { VoiceClient: true } } });
  await expect(flex.actions.invokeAction("StartOutboundCall", {})).rejects.toThrow("Refresh");
  expect(flex.actions.done).toEqual([]);
});

test("who signs out while waiting in Offline is not brought back later", async () => {
  open(enabled, ({ client }) => client.activities.delete(waiting.sid));
  jest.advanceTimersByTime(5_000);
  await settle();
  expect(flex.client.moves).toEqual(["Offline"]);
  await flex.actions.invokeAction("Logout");
  answer("CONFIGURED");
  beat();
  await settle();
  expect(flex.client.moves).toEqual(["Offline"]);
});

/** A call out that rings yet. */
const calling: FakeTask = { ...live, status: "pending", isOut: true };

/** A page of Flex with a live call. */
function openCall(heartbeat = { ...state, ready: false, call }, prepare?: (it: FakeFlex) => void) {
  open(enabled, prepare);
  flex.store.setTask(live);
  answer("CONFIGURED");
  beat(heartbeat);
  said();
}

const HANG_UP = {
  type: "VOICE_CLIENT_EXTENSION_HANGUP_CALL",
  payload: { callSid: call.callSid },
};
// An extension that says nothing of its call is told of none.
const HANG_UP_WHATEVER = { type: "VOICE_CLIENT_EXTENSION_HANGUP_CALL", payload: {} };

const stock = {
  canvas: ["toggleMute", "directory", "dialpad", "hangup"],
  header: ["actions"],
  list: ["hold-task"],
};

/** What stands in the three places for the task. */
function places() {
  const { CallCanvasActions, TaskCanvasHeader, TaskListButtons } = flex.contents;
  return {
    canvas: CallCanvasActions.keys(stock.canvas, { task: live }),
    header: TaskCanvasHeader.keys(stock.header, { task: live }),
    list: TaskListButtons.keys(stock.list, { task: live }),
  };
}

test("in Flex's own controls, hang-up, mute and digits reach the extension", async () => {
  openCall();
  expect(places()).toEqual(stock);
  await flex.actions.invokeAction("HangupCall", { task: live });
  expect(said()).toEqual([HANG_UP]);
  await flex.actions.invokeAction("SendDTMFDigits", { task: live, digits: "5" });
  expect(said()).toMatchObject([{ payload: { digits: "5" } }]);
  flex.activeCall()?.mute(true);
  expect(said()).toMatchObject([{ payload: { muted: true } }]);
});

test("after a refresh during a call, the call and its mute state are there with the first heartbeat", () => {
  openCall({ ...state, ready: false, call: { ...call, muted: true } });
  expect(flex.activeCall()?.isMuted()).toBe(true);
  beat({ ...state, revision: 2, call: null });
  expect(flex.activeCall()).toBeUndefined();
});

test("wrapping up a live call hangs up, and the task goes on to wrap-up", async () => {
  openCall();
  await flex.actions.invokeAction("WrapupTask", { task: live });
  expect(said()).toEqual([HANG_UP]);
  expect(flex.actions.done).toContainEqual(["WrapupTask", { task: live }]);
});

test("nobody is hung up on where another plugin does not let the action happen", async () => {
  for (const [action, prepare] of [
    ["WrapupTask", undefined],
    ["StopMonitoringCall", ({ store }: FakeFlex) => void (store.knowsPhone = false)],
  ] as const) {
    openCall(undefined, prepare);
    let isCancelled = true;
    flex.actions.addListener(`before${action}`, (_payload, cancel) => isCancelled && cancel());
    await expect(flex.actions.invokeAction(action, { task: live })).rejects.toThrow();
    expect(said()).toEqual([]);
    isCancelled = false;
    await flex.actions.invokeAction(action, { task: live });
    expect(said()).toEqual([HANG_UP]);
  }
});

test("wrapping up anything else hangs up nothing", async () => {
  openCall();
  const chat = { sid: "WR2", status: "accepted", isCall: false };
  await flex.actions.invokeAction("WrapupTask", { task: chat });
  expect(said()).toEqual([]);
});

/** A live task without a call, as far as is known: Flex would offer to join it elsewhere. */
const unknown = { ...stock, header: ["voice-client-end"] };

const own = {
  canvas: ["mute", "transfer", "dialpad", "hang-up"].map((it) => `voice-client-${it}`),
  header: ["voice-client-end"],
  list: ["hold-task", "voice-client-hang-up"],
};

test("where Flex does not take the call, the plugin's own controls do the same", async () => {
  openCall(undefined, ({ store }) => {
    store.knowsPhone = false;
  });
  expect(places()).toEqual(own);
  await flex.actions.invokeAction("HangupCall", { task: live });
  await flex.actions.invokeAction("StopMonitoringCall");
  expect(said()).toEqual([HANG_UP, HANG_UP]);
  await flex.actions.invokeAction("SendDTMFDigits", { task: live, digits: "5" });
  expect(said()).toMatchObject([{ payload: { digits: "5" } }]);
  expect(flex.actions.done).toContainEqual(["SetDTMFDialpadDigits", { task: live, digits: "5" }]);
  beat({ ...state, revision: 2, call: null });
  expect(places()).toEqual(unknown);
});

test("with an extension of protocol 1, calls are ended in all places and nobody is shown a mute", async () => {
  openCall({ voiceClientIdentity: "ext_agent", error: false } as never);
  expect(places()).toEqual({ ...own, canvas: own.canvas.slice(1) });
  await flex.actions.invokeAction("HangupCall", { task: live });
  await flex.actions.invokeAction("WrapupTask", { task: live });
  expect(said()).toEqual([HANG_UP_WHATEVER, HANG_UP_WHATEVER]);
});

test("a call out that rings yet is hung up in Flex where Flex has no call of it", async () => {
  openCall({ voiceClientIdentity: "ext_agent", error: false } as never);
  flex.store.setTask(calling);
  const { ConnectingOutboundCallCanvas, TaskListButtons } = flex.contents;
  expect(ConnectingOutboundCallCanvas.keys([], { task: calling })).toEqual(["voice-client-hang-up"]);
  expect(TaskListButtons.keys([], { task: calling })).toEqual(["voice-client-hang-up"]);
  expect(ConnectingOutboundCallCanvas.keys([], { task: live })).toEqual([]);
  await flex.actions.invokeAction("HangupCall", { task: calling });
  expect(said()).toEqual([HANG_UP_WHATEVER]);
});

test("the directory does not stay open over the next call, nor the dialer over this one", async () => {
  open(enabled);
  flex.store.show({ isOutboundDialerOpen: true, isDirectoryOpen: true });
  answer("CONFIGURED");
  beat({ ...state, call });
  await settle();
  const { view } = flex.store.getState().flex;
  expect([view.isOutboundDialerOpen, view.isDirectoryOpen]).toEqual([false, true]);
  // While the extension is updated the call goes on.
  answer("DISCONNECTED");
  await settle();
  expect(flex.store.getState().flex.view.isDirectoryOpen).toBe(true);
  answer("CONFIGURED");
  beat({ ...state, revision: 2, call });
  beat({ ...state, revision: 3, call: null });
  await settle();
  expect(flex.store.getState().flex.view.isDirectoryOpen).toBe(false);
});

test("an extension that is lost during a call moves the agent after it, and covers no button", async () => {
  openCall();
  answer("DISCONNECTED");
  await settle();
  expect(flex.client.moves).toEqual([]);
  expect(flex.bars).toEqual([]);
  flex.store.setTask({ ...live, status: "wrapping" });
  await settle();
  expect(flex.client.moves).toEqual(["Voice Client Offline"]);
  // The bar would lie over the button that completes the task.
  expect(flex.bars).toEqual([]);
  flex.store.setTask({ ...live, status: "completed" });
  expect(flex.bars).toEqual(["VoiceClientLost"]);
});

/** Shows something on the page. */
function show(elements: JSX.Element): HTMLElement {
  const shown = document.createElement("div");
  place = shown;
  act(() => {
    ReactDOM.render(elements, shown);
  });
  return shown;
}

test("the own controls come and go also where Flex has drawn the task before", async () => {
  open(enabled, ({ store }) => {
    store.knowsPhone = false;
  });
  flex.store.setTask(live);
  const { CallCanvasActions, TaskCanvasHeader, TaskListButtons } = flex.contents;
  const Canvas = CallCanvasActions.component(stock.canvas, { task: live });
  const Header = TaskCanvasHeader.component(stock.header, { task: live });
  const List = TaskListButtons.component(stock.list, { task: live });
  const shown = show(<>{[<Canvas key="c" />, <Header key="h" />, <List key="l" />]}</>);
  const text = (it: typeof own) => [...it.canvas, ...it.header, ...it.list].join("");
  const drawn = () => shown.textContent?.replace(/ /g, "");
  expect(drawn()).toBe(text(unknown));
  act(() => {
    answer("CONFIGURED");
    beat({ ...state, call });
  });
  await act(settle);
  expect(drawn()).toBe(text(own));
  act(() => beat({ ...state, revision: 2, call: null }));
  expect(drawn()).toBe(text(unknown));
  act(() => flex.client.write({}));
  expect(drawn()).toBe(text(stock));
});

test("a refreshed task is ended with its call also before the extension has said anything", async () => {
  open(enabled);
  flex.store.setTask(live);
  said();
  const end = () => {
    const [button] = flex.contents.TaskCanvasHeader.added;
    const element = button && React.cloneElement(button.element, { task: live });
    show(<>{element}</>).querySelector("button")?.click();
  };
  end();
  expect(said()).toEqual([HANG_UP_WHATEVER]);
  answer("CONFIGURED");
  beat();
  said();
  end();
  await settle();
  expect(said()).toEqual([]);
  expect(flex.actions.done).toContainEqual(["WrapupTask", { task: live }]);
});

/** What the main header shows. */
function header(): HTMLElement {
  return show(<>{flex.contents.MainHeader.added.map(({ element }) => element)}</>);
}

test("the main header shows the state, the call's time and what to do", async () => {
  open(enabled);
  const shown = header();
  expect(shown.textContent).toContain("Connecting");
  act(() => {
    answer("CONFIGURED");
    beat({ ...state, ready: false, problem: "microphone-missing" });
  });
  await act(settle);
  expect(shown.querySelector("[role=status]")?.textContent).toContain("Plug in a headset.");
  act(() => {
    jest.setSystemTime(66_000);
    beat({ ...state, revision: 2, call });
  });
  expect(shown.textContent).toContain("On a call");
  expect(shown.querySelector("[role=timer]")?.textContent).toBe("1:05");
  act(() => beat({ ...state, revision: 3, call: null }));
  act(() => flex.client.write({}));
  expect(shown.textContent).toBe("");
});

test("a text that Flex has already is left as it is: it may be a translation", () => {
  open(enabled, ({ manager }) => {
    manager.strings = { VoiceClientStatusReady: "Bereit" } as unknown as FlexUi.Manager["strings"];
  });
  const shown = header();
  act(() => {
    answer("CONFIGURED");
    beat();
  });
  expect(shown.textContent).toContain("Voice client: Bereit");
});

test("a call that belongs to no task is ended in the main header, any other where Flex ends it", async () => {
  open(enabled);
  flex.store.setTask(calling);
  const shown = header();
  const button = () => shown.querySelector<HTMLElement>("[data-testid=voice-client-hang-up-header]");
  act(() => {
    answer("CONFIGURED");
    beat({ ...state, ready: false, call });
  });
  await act(settle);
  const later = () => act(() => void jest.advanceTimersByTime(3_000));
  later();
  expect(button()).toBeNull();
  act(() => flex.store.setTask(live));
  later();
  expect(button()).toBeNull();
  // The next one, which rings, has no call yet.
  act(() => flex.store.setTask({ ...live, status: "pending" }));
  expect(button()).toBeNull();
  later();
  said();
  act(() => button()?.click());
  expect(said()).toEqual([HANG_UP]);
});

test("microphone and speaker are chosen by label, where the extension offers them", async () => {
  open(enabled);
  const shown = header();
  const button = () => shown.querySelector<HTMLElement>("[data-testid=voice-client-devices]");
  act(() => {
    answer("CONFIGURED");
    beat();
  });
  await act(settle);
  expect(button()).toBeNull();
  const devices = { inputs: ["Headset", "Webcam"], outputs: ["Headset"], input: "Webcam", output: null };
  act(() => beat({ ...state, revision: 2, devices }));
  act(() => button()?.click());
  const microphone = shown.querySelector("select");
  expect(microphone?.value).toBe("Webcam");
  expect(shown.querySelector(`label[for=${microphone?.id}]`)?.textContent).toBe("Microphone");
  said();
  act(() => {
    if (microphone) microphone.value = "Headset";
    microphone?.dispatchEvent(new Event("change", { bubbles: true }));
  });
  expect(said()).toEqual([
    {
      type: "VOICE_CLIENT_EXTENSION_SET_AUDIO_DEVICE",
      payload: { kind: "input", label: "Headset" },
    },
  ]);
});

test("the choice of devices is closed by the keyboard, which keeps its place", async () => {
  open(enabled);
  const shown = header();
  // Where the keyboard can be, and can go.
  document.body.append(shown);
  const outside = document.createElement("button");
  document.body.append(outside);
  act(() => {
    answer("CONFIGURED");
    beat({ ...state, devices: { inputs: ["Headset"], outputs: [], input: null, output: null } });
  });
  await act(settle);
  const button = shown.querySelector<HTMLElement>("[data-testid=voice-client-devices]");
  const choices = () => Array.from(shown.querySelectorAll("select"));
  act(() => button?.click());
  act(() => choices()[0]?.focus());
  act(() => choices()[1]?.focus());
  expect(choices()).toHaveLength(2);
  act(() => {
    const escape = new KeyboardEvent("keydown", { key: "Escape", bubbles: true });
    document.activeElement?.dispatchEvent(escape);
  });
  expect(choices()).toEqual([]);
  expect(document.activeElement).toBe(button);
  act(() => button?.click());
  act(() => choices()[1]?.focus());
  // The window loses the keyboard, and nothing else gets it.
  act(() => void choices()[1]?.dispatchEvent(new FocusEvent("focusout", { bubbles: true })));
  expect(choices()).toHaveLength(2);
  act(() => outside.focus());
  expect(choices()).toEqual([]);
  expect(document.activeElement).toBe(outside);
  shown.remove();
  outside.remove();
});
