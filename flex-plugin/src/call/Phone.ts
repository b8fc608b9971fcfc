// Puts the extension's call where Flex keeps its own, so that Flex's own controls are those of the
// call. Twilio does not document this: each step looks whether it had an effect.

import type { HeartbeatCall } from "../protocol";
import type { Readable } from "../store";
import { Store } from "../store";
import type { CallControls } from "./FlexCall";
import { FlexCall } from "./FlexCall";

/** Flex's Redux store, as far as it matters here. */
export interface PhoneStore {
  /** `activeCall` is a call of Flex's own, or the `FlexCall` that was put there. */
  getState(): { flex: { phone?: { activeCall?: unknown } } };
  /** Takes `PHONE_ADD_CALL`, `PHONE_TOGGLE_MUTE` and `PHONE_REMOVE_CALL`, each with a `FlexCall`. */
  dispatch(action: { type: string; payload: unknown }): unknown;
}

/** Whose controls work: nobody's, as there is no call; Flex's; or only those of this plugin. */
export type Controls = "none" | "flex" | "own";

/** What lies over the call's place in Flex, and is put away when a call begins or ends. */
export interface Panels {
  /** Closes the dialer for calls out: a call begins. */
  hideDialer(): void;
  /** Closes the directory of whom to transfer a call to: the call is over. */
  hideDirectory(): void;
}

/** Keeps the call in Flex's phone state for as long as the extension has it. */
export class Phone {
  private readonly shown = new Store<Controls>("none");
  private call: FlexCall | undefined;

  constructor(
    private readonly store: PhoneStore,
    private readonly controls: CallControls,
    private readonly panels: Panels,
  ) {}

  /** Whose controls work, as was seen when the call was last followed. */
  get mode(): Readable<Controls> {
    return this.shown;
  }

  /** Takes over the extension's call, or that there is none, or that nobody knows at the moment. */
  follow(call: HeartbeatCall | null, isKnown = true): void {
    if (this.call && this.call.parameters.CallSid !== call?.callSid) {
      this.remove(this.call);
      // What was to be chosen there was for this call. One that is not told of may go on.
      if (isKnown) this.panels.hideDirectory();
    }
    if (!call) return this.shown.set("none");
    if (!this.call) return this.add(call);
    const changed = this.call.update(call);
    // Flex may have lost it, or have taken up a call of its own in between.
    if (this.active() === undefined) this.dispatch("PHONE_ADD_CALL", this.call);
    else if (changed && this.isShown()) this.dispatch("PHONE_TOGGLE_MUTE", this.call);
    this.look();
  }

  private add(call: HeartbeatCall): void {
    this.call = new FlexCall(call, this.controls);
    // Flex puts its dialer and its directory away only with calls of its own.
    this.panels.hideDialer();
    if (this.active() === undefined) this.dispatch("PHONE_ADD_CALL", this.call);
    this.look();
  }

  private remove(call: FlexCall): void {
    this.call = undefined;
    call.end();
    if (this.active() === call) this.dispatch("PHONE_REMOVE_CALL", call);
  }

  private look(): void {
    this.shown.set(this.isShown() ? "flex" : "own");
  }

  private isShown(): boolean {
    return this.call !== undefined && this.active() === this.call;
  }

  private active(): unknown {
    return this.store.getState().flex.phone?.activeCall;
  }

  private dispatch(type: string, payload: FlexCall): void {
    this.store.dispatch({ type, payload });
  }
}
