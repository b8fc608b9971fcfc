// What a person pressed must not be lost with a worker that dies at that moment.

import type { FromPage } from "./protocol.ts";

/** What can be said twice without harm: digits can't. */
const PRESSES: FromPage["type"][] = [
  "VOICE_CLIENT_EXTENSION_HANGUP_CALL",
  "VOICE_CLIENT_EXTENSION_SET_MUTED",
];

/** For how long a press is worth saying again, in ms: then a person presses again. */
const WORTH_MS = 5_000;

/**
 * The presses after which the worker has said nothing: it may have died before it heard them.
 * Whatever comes of a press, or of another call, it says.
 */
export class Presses {
  readonly #unanswered: { message: FromPage; until: number }[] = [];

  /** A message was sent to the worker, at this time in ms. */
  sent(message: FromPage, now: number): void {
    if (PRESSES.includes(message.type)) this.#unanswered.push({ message, until: now + WORTH_MS });
  }

  /** The worker has said something. */
  answered(): void {
    this.#unanswered.length = 0;
  }

  /** There is another worker now: what it must be told. That is not said a third time. */
  take(now: number): FromPage[] {
    const unanswered = this.#unanswered.splice(0);
    return unanswered.filter(({ until }) => now < until).map(({ message }) => message);
  }
}
