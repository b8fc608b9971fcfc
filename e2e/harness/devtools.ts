// A DevTools connection of one's own. Playwright has sessions for pages; worker and offscreen
// document are not pages, and must be listened to from before their first line on.
// <https://chromedevtools.github.io/devtools-protocol/>

import { readFile } from "node:fs/promises";
import { join } from "node:path";

import WebSocket from "ws";

import { until } from "./until.ts";

interface Message {
  id?: number;
  sessionId?: string;
  method?: string;
  params?: any;
  result?: any;
  error?: { message: string };
}

/** Who waits for an answer, and from whom: without a session it is the browser. */
interface Waiting {
  sessionId: string | undefined;
  resolve(message: Message): void;
  reject(error: Error): void;
}

const CLOSED = "the connection is closed";

/** How Chrome says that a session has ended, and that there is no target to begin one with. */
const GONE = /^Session with given id not found|^No target with given id found/;

/** What was asked of a target that is gone: there will be no answer. */
export class TargetGone extends Error {}

/** An event: what happened, and in which session; none is the browser's. */
export type Listener = (method: string, params: any, sessionId: string | undefined) => void;

/** What is a context of its own: not the browser, its tabs as such, and its own surface. */
export const CONTEXTS = [
  ...["browser", "tab", "browser_ui"].map((type) => ({ type, exclude: true })),
  {},
];

/** A connection to the browser, with sessions to its targets. */
export class DevTools {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Set<Listener>();
  /** What a `Witness` has each document run before its own first line. */
  readonly firstLines = new Set<string>();
  #sent = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (data) => this.#hear(JSON.parse(String(data))));
    socket.on("close", () => {
      this.#giveUp(() => true, new Error(CLOSED));
    });
  }

  /** Connects to the browser that has this profile, which says there where it listens. */
  static async connect(profile: string): Promise<DevTools> {
    const file = join(profile, "DevToolsActivePort");
    // A file that is being written may be empty yet, or end in the middle.
    const [port, path] = await until("Chromium says where it listens", async () => {
      const text = await readFile(file, "utf8").catch(() => "");
      return /^(\d+)\n(\/devtools\/browser\/[\da-f-]{36})/.exec(text)?.slice(1);
    });
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { perMessageDeflate: false });
    await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
    return new DevTools(socket);
  }

  /** Closes the connection; the browser goes on. */
  close(): void {
    this.#socket.close();
  }

  /** Hears all events from now on. */
  listen(listener: Listener): void {
    this.#listeners.add(listener);
  }

  /** Resolves when a session tells of an event the next time. */
  next(event: string, session: string): Promise<void> {
    return new Promise((resolve) => {
      const listener: Listener = (method, _, sessionId) => {
        if (method !== event || sessionId !== session) return;
        this.#listeners.delete(listener);
        resolve();
      };
      this.#listeners.add(listener);
    });
  }

  /** Says something, to a target or to the browser itself, and waits for the answer. */
  async send(method: string, params: object = {}, sessionId?: string): Promise<any> {
    if (this.#socket.readyState !== WebSocket.OPEN) throw new Error(`${method}: ${CLOSED}`);
    const id = ++this.#sent;
    const answer = new Promise<Message>((resolve, reject) =>
      this.#waiting.set(id, { sessionId, resolve, reject }),
    );
    this.#socket.send(JSON.stringify({ id, method, params, sessionId }));
    const { result, error } = await answer;
    if (error) {
      const is = GONE.test(error.message) ? TargetGone : Error;
      throw new is(`${method}: ${error.message}`);
    }
    return result;
  }

  /** The ids of all targets at this address. */
  async targets(url: string): Promise<string[]> {
    const { targetInfos } = await this.send("Target.getTargets", { filter: CONTEXTS });
    const found: { url: string; targetId: string }[] = targetInfos;
    return found.filter((it) => it.url === url).map((it) => it.targetId);
  }

  /** Does something with a session to a target. */
  async withTarget<T>(targetId: string, work: (sessionId: string) => Promise<T>): Promise<T> {
    const { sessionId } = await this.send("Target.attachToTarget", { targetId, flatten: true });
    try {
      return await work(sessionId);
    } finally {
      // The session of a target that is gone has ended with it.
      await this.send("Target.detachFromTarget", { sessionId }).catch(() => {});
    }
  }

  /** Runs a line of JavaScript in a target's program, and returns what its promise resolves with. */
  async evaluate(sessionId: string, expression: string): Promise<any> {
    const params = { expression, awaitPromise: true, returnByValue: true };
    const { result, exceptionDetails } = await this.send("Runtime.evaluate", params, sessionId);
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description);
    return result.value;
  }

  /**
   * Calls `look` (the text of a JavaScript function) with an array of all objects of a class that
   * a target's program holds, and returns what its promise resolves with. The program needs no
   * hook for it.
   */
  async withObjects<T>(sessionId: string, className: string, look: string): Promise<T> {
    const expression = `${className}.prototype`;
    const { result: prototype } = await this.send("Runtime.evaluate", { expression }, sessionId);
    const prototypeObjectId = prototype.objectId;
    const { objects } = await this.send("Runtime.queryObjects", { prototypeObjectId }, sessionId);
    const call = {
      objectId: objects.objectId,
      functionDeclaration: `async function () { return (${look})([...this]); }`,
      awaitPromise: true,
      returnByValue: true,
    };
    const { result, exceptionDetails } = await this.send("Runtime.callFunctionOn", call, sessionId);
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description);
    return result.value;
  }

  #giveUp(whom: (waiting: Waiting) => boolean, error: Error): void {
    for (const [id, waiting] of this.#waiting) {
      if (!whom(waiting)) continue;
      this.#waiting.delete(id);
      waiting.reject(error);
    }
  }

  #hear(message: Message): void {
    if (message.id !== undefined) {
      this.#waiting.get(message.id)?.resolve(message);
      this.#waiting.delete(message.id);
    } else if (message.method !== undefined) {
      if (message.method === "Target.detachedFromTarget") {
        const { sessionId } = message.params;
        this.#giveUp((it) => it.sessionId === sessionId, new TargetGone("the target is gone"));
      }
      for (const listener of this.#listeners) {
        listener(message.method, message.params, message.sessionId);
      }
    }
  }
}
