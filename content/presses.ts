// What a person pressed must not be lost with a worker that dies at that moment, nor with a script
// whose extension is gone for a while.

import type { FromPage } from "./protocol.ts";

/** For how long a press is worth saying again, in ms: then a person presses again. */
const WORTH_MS = 5_000;

/** Whether a message can be said twice without harm: it names its call, and is no digits. */
function isPress(message: FromPage): boolean {
  switch (message.type) {
    case "VOICE_CLIENT_EXTENSION_HANGUP_CALL":
    case "VOICE_CLIENT_EXTENSION_SET_MUTED":
      return message.payload.callSid !== undefined;
    default:
      return false;
  }
}

/** The presses after which the worker has said nothing: it may have died before it heard them. */
export class Presses {
  #unanswered: { message: FromPage; until: number }[] = [];

  /** A page says something, at this time in ms. Returns whether it is a press, and noted. */
  note(message: FromPage, now: number): boolean {
    if (!isPress(message)) return false;
    this.#unanswered = this.#unanswered.filter(({ until }) => now < until);
    this.#unanswered.push({ message, until: now + WORTH_MS });
    return true;
  }

  /** The worker has said something: it has heard what was pressed, and says what comes of it. */
  answered(): void {
    this.#unanswered = [];
  }

  /** What the next worker must be told, or the next script. That is not said a third time. */
  take(now: number): FromPage[] {
    const worth = this.#unanswered.filter(({ until }) => now < until);
    this.#unanswered = [];
    return worth.map(({ message }) => message);
  }
}
