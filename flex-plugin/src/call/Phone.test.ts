import { beforeEach, expect, jest, test } from "@jest/globals";

import { call } from "../extension/fakeExtension";
import type { FlexCall } from "./FlexCall";
import { Phone } from "./Phone";

type Action = { type: string; payload: unknown };

/** Flex's phone state, and what was drawn anew because of it. */
class FakeStore {
  activeCall: unknown;
  actions: string[] = [];

  /** `knows` are the actions that this Flex knows. */
  constructor(private readonly knows = ["PHONE_ADD_CALL", "PHONE_TOGGLE_MUTE", "PHONE_REMOVE_CALL"]) {}

  getState() {
    return { flex: { phone: { activeCall: this.activeCall } } };
  }

  dispatch({ type, payload }: Action): void {
    this.actions.push(type);
    if (!this.knows.includes(type)) return;
    this.activeCall = type === "PHONE_REMOVE_CALL" ? undefined : payload;
  }
}

const panels = { hideDialer: jest.fn(), hideDirectory: jest.fn() };
const controls = { hangUp: jest.fn(), sendDigits: jest.fn(), setMuted: jest.fn() };

beforeEach(() => {
  jest.clearAllMocks();
});

function follow(store = new FakeStore()) {
  const phone = new Phone(store, controls, panels);
  phone.follow(call);
  return { store, phone, active: () => store.activeCall as FlexCall };
}

test("Flex gets the call with the first heartbeat, and loses it with the last", () => {
  const { store, phone, active } = follow();
  expect(active().parameters.CallSid).toBe(call.callSid);
  expect(active().status()).toBe("open");
  expect(phone.mode.get()).toBe("flex");
  const ended = active();
  phone.follow(null);
  expect(store.activeCall).toBeUndefined();
  expect(ended.status()).toBe("closed");
  expect(phone.mode.get()).toBe("none");
});

test("a call that begins puts the dialer away, and one that ends the directory", () => {
  const { phone } = follow();
  expect(panels.hideDialer).toHaveBeenCalledTimes(1);
  phone.follow({ ...call, muted: true });
  expect(panels.hideDirectory).not.toHaveBeenCalled();
  phone.follow(null);
  expect(panels.hideDirectory).toHaveBeenCalledTimes(1);
  expect(panels.hideDialer).toHaveBeenCalledTimes(1);
});

test("what the agent does in Flex is the extension's to do", () => {
  const { active } = follow();
  active().mute(true);
  active().sendDigits("12#");
  active().disconnect();
  // Flex may say it when another call is on by then.
  expect(controls.setMuted).toHaveBeenCalledWith(true, call.callSid);
  expect(controls.sendDigits).toHaveBeenCalledWith("12#", call.callSid);
  expect(controls.hangUp).toHaveBeenCalledWith(call.callSid);
});

test("Flex shows the mute state of the last heartbeat, and draws it anew only when it changes", () => {
  const { store, phone, active } = follow();
  active().mute(true);
  expect(active().isMuted()).toBe(false);
  phone.follow({ ...call, muted: true });
  expect(active().isMuted()).toBe(true);
  phone.follow({ ...call, muted: true });
  expect(store.actions).toEqual(["PHONE_ADD_CALL", "PHONE_TOGGLE_MUTE"]);
});

test("Flex hears of a bad connection, and that it is better", () => {
  const { phone, active } = follow();
  const heard: string[] = [];
  active().on("warning", (name: string) => heard.push(`+${name}`));
  active().on("warning-cleared", (name: string) => heard.push(`-${name}`));
  phone.follow({ ...call, quality: ["high-rtt", "low-mos"] });
  phone.follow({ ...call, quality: ["low-mos"] });
  expect(heard).toEqual(["+high-rtt", "+low-mos", "-high-rtt"]);
});

test("the next call takes the place of the one before", () => {
  const { phone, active } = follow();
  phone.follow({ ...call, callSid: "CA2", muted: true });
  expect(active().parameters.CallSid).toBe("CA2");
  expect(active().isMuted()).toBe(true);
});

test("a call of Flex's own is left alone", () => {
  const store = new FakeStore();
  const other = { parameters: { CallSid: "CA-other" } };
  store.activeCall = other;
  const { phone } = follow(store);
  expect(phone.mode.get()).toBe("own");
  phone.follow({ ...call, muted: true });
  phone.follow(null);
  expect(store.activeCall).toBe(other);
  expect(store.actions).toEqual([]);
});

test("a Flex that has lost the call gets it again", () => {
  const { store, phone, active } = follow();
  store.activeCall = undefined;
  phone.follow(call);
  expect(active().parameters.CallSid).toBe(call.callSid);
});

test("a Flex without this undocumented place is noticed: the plugin's own controls are there", () => {
  const { phone } = follow(new FakeStore([]));
  expect(phone.mode.get()).toBe("own");
  phone.follow(null);
  expect(phone.mode.get()).toBe("none");
});

test("a Flex that has no phone state at all does no harm", () => {
  const store = { getState: () => ({ flex: {} }), dispatch: () => undefined };
  const phone = new Phone(store, controls, panels);
  phone.follow(call);
  expect(phone.mode.get()).toBe("own");
});
