// What the extension may say. What does not have the right shape is nothing: any script of the page
// can post messages.

import type { Devices, HeartbeatCall, ToPage } from "../protocol";

/** What the extension says of itself. */
export type Heartbeat = Extract<ToPage, { type: `${string}HEARTBEAT` }>["payload"];

/** The message, if it is one of the extension's. */
export function parse(data: unknown): ToPage | undefined {
  if (!isObject(data)) return undefined;
  switch (data.type) {
    case "VOICE_CLIENT_EXTENSION_CONFIGURED":
    case "VOICE_CLIENT_EXTENSION_CONFIG_REJECTED":
    case "VOICE_CLIENT_EXTENSION_DISCONNECTED":
      return { type: data.type };
    case "VOICE_CLIENT_EXTENSION_HEARTBEAT":
      return isHeartbeat(data.payload) ? { type: data.type, payload: data.payload } : undefined;
    default:
      return undefined;
  }
}

function isHeartbeat(value: unknown): value is Heartbeat {
  return (
    isObject(value) &&
    isTextOrNull(value.voiceClientIdentity) &&
    typeof value.error === "boolean" &&
    (value.protocol === undefined || isState(value))
  );
}

/** The part that protocol 2 adds. */
function isState(value: Record<string, unknown>): boolean {
  return (
    typeof value.protocol === "number" &&
    typeof value.version === "string" &&
    typeof value.revision === "number" &&
    typeof value.ready === "boolean" &&
    isTextOrNull(value.problem) &&
    (value.call === null || isCall(value.call)) &&
    isAbsentOr(value.devices, isDevices)
  );
}

function isCall(value: unknown): value is HeartbeatCall {
  return (
    isObject(value) &&
    typeof value.callSid === "string" &&
    typeof value.state === "string" &&
    typeof value.muted === "boolean" &&
    (value.startedAt === null || typeof value.startedAt === "number") &&
    isTexts(value.quality) &&
    isAbsentOr(value.reconnectUntil, (it) => typeof it === "number") &&
    isAbsentOr(value.connection, isConnection) &&
    isAbsentOr(value.speakingWhileMuted, (it) => typeof it === "boolean")
  );
}

function isConnection(value: unknown): boolean {
  return (
    isObject(value) &&
    [value.mos, value.roundTrip, value.jitter, value.loss].every((it) => typeof it === "number")
  );
}

/** Extensions that are older than the field do not have it. */
function isAbsentOr(value: unknown, is: (value: unknown) => boolean): boolean {
  return value === undefined || value === null || is(value);
}

function isDevices(value: unknown): value is Devices {
  return (
    isObject(value) &&
    isTexts(value.inputs) &&
    isTexts(value.outputs) &&
    isTextOrNull(value.input) &&
    isTextOrNull(value.output)
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === "string";
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((it) => typeof it === "string");
}
