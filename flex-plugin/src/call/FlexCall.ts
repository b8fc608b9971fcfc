import { EventEmitter } from "events";

import type { Extension } from "../extension/Extension";
import type { HeartbeatCall, QualityWarning } from "../protocol";

/** What is asked of the extension. */
export type CallControls = Pick<Extension, "hangUp" | "sendDigits" | "setMuted">;

/**
 * The extension's call, in the shape of the Voice SDK's `Call` that Flex's own controls work with:
 * https://www.twilio.com/docs/voice/sdks/javascript/twiliocall. It says what the last heartbeat
 * said, and passes on what the agent wants.
 */
export class FlexCall extends EventEmitter {
  /** Of the SDK's parameters the call's SID only: `CA` and 32 hex digits. */
  readonly parameters: { readonly CallSid: string };
  /** Always empty: heartbeats carry none of TwiML's parameters. */
  readonly customParameters = new Map<string, string>();
  private ended = false;

  constructor(
    private call: HeartbeatCall,
    private readonly controls: CallControls,
  ) {
    super();
    // Flex adds a listener each time that it draws the call, and fails to remove it.
    this.setMaxListeners(0);
    this.parameters = { CallSid: call.callSid };
  }

  /** Takes over what the extension says; returns whether Flex has to draw it anew. */
  update(call: HeartbeatCall): boolean {
    const before = this.call;
    this.call = call;
    const began = without(call.quality, before.quality);
    const ended = without(before.quality, call.quality);
    began.forEach((warning) => this.emit("warning", warning, {}));
    ended.forEach((warning) => this.emit("warning-cleared", warning));
    if (before.muted === call.muted) return before.state !== call.state;
    this.emit("mute", call.muted, this);
    return true;
  }

  /** The call is over. */
  end(): void {
    this.ended = true;
    this.emit("disconnect", this);
  }

  /** As the last heartbeat had it. */
  isMuted(): boolean {
    return this.call.muted;
  }

  /** Asks for silence, or for its end: `isMuted` follows with a heartbeat. */
  mute(shouldMute = true): void {
    this.controls.setMuted(shouldMute, this.parameters.CallSid);
  }

  /** Asks the extension to hang up: the call is over when the extension says so. */
  disconnect(): void {
    this.controls.hangUp(this.parameters.CallSid);
  }

  /** Asks the extension to play DTMF digits: `0-9 * #`, and `w` for a pause of half a second. */
  sendDigits(digits: string): void {
    this.controls.sendDigits(digits, this.parameters.CallSid);
  }

  /** The SDK's word for how far the call is; one that is ending counts as closed. */
  status(): "connecting" | "open" | "reconnecting" | "closed" {
    if (this.ended) return "closed";
    if (this.call.state === "active") return "open";
    return this.call.state === "ending" ? "closed" : this.call.state;
  }
}

function without(
  some: readonly QualityWarning[],
  others: readonly QualityWarning[],
): QualityWarning[] {
  return some.filter((it) => !others.includes(it));
}
