// What a page may say. Everything else is dropped at this edge: other types, other shapes, fields
// that are not known, texts that are too long. Core looks at the values once more.

import type { FromPage } from "./protocol.ts";

type Check = (value: unknown) => boolean;

/** The longest token URL, Flex token and other text, in characters. */
const LONGEST = { url: 2 * 1024, token: 16 * 1024, text: 512 };

const text =
  (longest: number): Check =>
  (value) =>
    typeof value === "string" && value.length <= longest;
const flag: Check = (value) => typeof value === "boolean";
const oneOf =
  (...names: string[]): Check =>
  (value) =>
    typeof value === "string" && names.includes(value);
const count: Check = (value) => Number.isInteger(value) && Number(value) >= 0;
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || value === null || check(value);

/** The fields of each message's payload. Where none has to be there, a payload has not either. */
const MESSAGES: Record<FromPage["type"], Record<string, Check>> = {
  VOICE_CLIENT_EXTENSION_CONFIGURE: {
    voiceClientTokenGeneratorUrl: text(LONGEST.url),
    accountSid: text(LONGEST.text),
    extensionVoiceClientPrefix: optional(text(LONGEST.text)),
    protocol: optional(count),
  },
  VOICE_CLIENT_EXTENSION_FLEX_TOKEN: {
    token: text(LONGEST.token),
    accountSid: text(LONGEST.text),
    expiration: text(LONGEST.text),
  },
  VOICE_CLIENT_EXTENSION_SIGNED_OUT: {},
  VOICE_CLIENT_EXTENSION_HANGUP_CALL: { callSid: optional(text(LONGEST.text)) },
  VOICE_CLIENT_EXTENSION_SEND_DTMF_DIGITS: {
    digits: text(LONGEST.text),
    callSid: optional(text(LONGEST.text)),
  },
  VOICE_CLIENT_EXTENSION_SET_MUTED: { muted: flag, callSid: optional(text(LONGEST.text)) },
  VOICE_CLIENT_EXTENSION_SET_AUDIO_DEVICE: {
    kind: oneOf("input", "output"),
    label: text(LONGEST.text),
  },
};

/** The message, with the fields that are known and no others; nothing if it is not one of ours. */
export function check(data: unknown): FromPage | undefined {
  if (!isObject(data) || typeof data["type"] !== "string") return undefined;
  const { type } = data;
  const fields = Object.hasOwn(MESSAGES, type) ? MESSAGES[type as FromPage["type"]] : undefined;
  if (!fields) return undefined;
  const payload = isObject(data["payload"]) ? data["payload"] : {};
  const known = Object.entries(fields).map(([name, isValid]) => {
    const value = payload[name];
    return { name, value, isValid: isValid(value) };
  });
  if (!known.every((field) => field.isValid)) return undefined;
  const given = known.filter((field) => field.value !== undefined && field.value !== null);
  const clean = Object.fromEntries(given.map(({ name, value }) => [name, value]));
  return { type, payload: clean } as FromPage;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
