// The voice client's state, as it stands in the main header. Pure.

import type { ConnectionSample, HeartbeatCall } from "../protocol";
import { BARS_FROM_MOS } from "../protocol";
import { problemKey } from "../strings/strings";
import type { Voice } from "../voice";

/** How good the news is: `good` waits for calls, `call` has one, `wait` passes, and `bad` does not. */
export type Tone = "good" | "call" | "wait" | "bad";

/** What the main header says; the keys are those of `STRINGS`. */
export interface Status {
  readonly tone: Tone;
  /** The keys of the words. */
  readonly words: readonly string[];
  /** The key of the sentence that says what to do. */
  readonly advice: string | null;
  /** When the call began, in ms since the epoch. */
  readonly startedAt: number | null;
  /** Until when a call that is lost may come back, in ms since the epoch. */
  readonly until: number | null;
  /** How good the connection of the call is, if that is known. */
  readonly connection: Connection | null;
}

/** How good a connection is. */
export interface Connection {
  /** Of four bars, so many: one at least. */
  readonly bars: number;
  /** The key of the word for it. */
  readonly word: string;
  /** The figures, for whoever wants to know. */
  readonly figures: string;
}

const PLAIN = { advice: null, startedAt: null, until: null, connection: null };

/** What is shown; nothing for a worker whose calls go to Flex itself. */
export function statusOf(voice: Voice): Status | null {
  switch (voice.is) {
    case "off":
      return null;
    case "looking":
    case "connecting": {
      const isOfAnother = voice.is === "connecting" && voice.isOfAnother === true;
      const advice = isOfAnother ? "VoiceClientOfAnother" : null;
      return { ...PLAIN, tone: "wait", words: ["VoiceClientStatusLooking"], advice };
    }
    case "ready":
      return { ...PLAIN, tone: "good", words: ["VoiceClientStatusReady"] };
    case "missing":
      return bad("VoiceClientStatusMissing", "VoiceClientMissing");
    case "lost":
      return bad("VoiceClientStatusLost", "VoiceClientLost");
    case "otherAccount":
      return bad("VoiceClientStatusOtherAccount", "VoiceClientOtherAccount");
    case "problem":
      return bad("VoiceClientStatusProblem", problemKey(voice.problem));
    case "onCall":
      return onCall(voice.call);
  }
}

function bad(word: string, advice: string): Status {
  return { ...PLAIN, tone: "bad", words: [word], advice };
}

const CALL_WORDS = new Map([
  ["connecting", "VoiceClientStatusRinging"],
  ["active", "VoiceClientStatusOnCall"],
  ["reconnecting", "VoiceClientStatusReconnecting"],
  ["ending", "VoiceClientStatusEnding"],
]);

function onCall(call: HeartbeatCall): Status {
  const { state, muted, quality, startedAt } = call;
  const words = [CALL_WORDS.get(state) ?? "VoiceClientStatusOnCall"];
  if (muted) words.push("VoiceClientStatusMuted");
  // Silence of a muted microphone is no fault.
  const faults = muted ? quality.filter((it) => it !== "constant-audio-input-level") : quality;
  if (faults.length > 0 && state === "active") words.push("VoiceClientStatusPoor");
  const lost = state === "reconnecting";
  return {
    tone: lost ? "wait" : "call",
    words,
    advice: lost
      ? "VoiceClientReconnecting"
      : call.speakingWhileMuted
        ? "VoiceClientSpeakingWhileMuted"
        : null,
    startedAt,
    until: (lost && call.reconnectUntil) || null,
    connection: call.connection ? connectionOf(call.connection) : null,
  };
}

function connectionOf({ mos, roundTrip, jitter, loss }: ConnectionSample): Connection {
  const bars = 1 + BARS_FROM_MOS.filter((least) => mos >= least).length;
  return {
    bars,
    word: `VoiceClientConnection${bars}`,
    figures: `MOS ${(mos / 100).toFixed(1)} · RTT ${roundTrip} ms · jitter ${jitter} ms · loss ${loss / 10} %`,
  };
}

/** A duration as `m:ss` or `h:mm:ss`. */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const two = (value: number) => String(value).padStart(2, "0");
  const [h, m, s] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}
