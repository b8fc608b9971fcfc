// The sandbox: Twilio's cloud as far as the extension can see, and the control API that makes it
// ring, fail and tell what it heard.

import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";

import { end } from "./child.ts";
import { parts } from "./parts.ts";
import { until } from "./until.ts";

/** The API key that voice tokens are signed with, here and by a Function that runs elsewhere. */
export const API_KEY = `SK${"0".repeat(32)}`;
export const API_SECRET = "an-api-secret-of-the-tests";
/** The auth token of every account. */
export const AUTH_TOKEN = "an-auth-token-of-the-tests";

/** What was heard of the agent since the last mark. */
export interface SinceMark {
  elapsedMs: number;
  packetsReceived: number;
  packetsLost: number;
  longestGapMs: number;
}

/** What the far end heard and said. */
export interface Media {
  packetsSent: number;
  packetsReceived: number;
  packetsLost: number;
  longestGapMs: number;
  lastPacketAgoMs: number | null;
  peakDbfs: number;
  audible: boolean;
  silentForMs: number | null;
  sinceMark: SinceMark | null;
}

/** A call, as the far end sees it. Times are in ms since the Unix epoch. */
export interface Call {
  callSid: string;
  /** The identity that was called. */
  to: string;
  state: "ringing" | "active" | "ended";
  signallingConnected: boolean;
  endedBy: "caller" | "agent" | "network" | "conference" | null;
  endReason: string | null;
  invitedAt: number;
  answeredAt: number | null;
  firstAudioFromAgentAt: number | null;
  firstAudibleFromAgentAt: number | null;
  endedAt: number | null;
  takeovers: number;
  digits: string;
  media: Media;
}

/** What a call can be waited for. */
export type CallCondition = "active" | "ended" | "audio" | "audible" | "silent";

/** How the token Function behaves. */
export interface FunctionBehaviour {
  mode?:
    | "ok"
    | "status"
    | "html"
    | "empty"
    | "garbled"
    | "nobody"
    | "redirect"
    | "huge"
    | "never"
    | "forward";
  port?: number;
  status?: number;
  delayMs?: number;
  times?: number;
  lifetimeS?: number;
}

/** An entry of the sandbox's log. */
export interface LogEvent {
  n: number;
  at: number;
  what: string;
  [detail: string]: unknown;
}

/** A worker of the contact centre. */
export interface Worker {
  sid: string;
  identity: string;
  /** The name of the activity. */
  activity: string;
  activityChanges: number;
  contactUri: string;
  attributes: Record<string, unknown>;
}

/** A reservation, as TaskRouter describes it. */
export interface Reservation {
  sid: string;
  reservation_status: "pending" | "accepted" | "wrapping" | "completed" | "rejected" | "canceled";
  worker_sid: string;
  task: { sid: string; assignment_status: string; attributes: string };
}

/** Somebody in a conference. */
export interface Participant {
  callSid: string;
  part: "customer" | "agent" | "supervisor" | "external";
  /** A number, or the SID of a worker. The customer has none. */
  who?: string;
  there: boolean;
  onHold: boolean;
  /** How many packets they have heard, by the call of who has spoken. */
  heard: Record<string, number>;
}

/** How the Flex UI is set up. */
export interface FlexSettings {
  features?: Record<string, boolean>;
  withoutPlugins?: boolean;
  tokenLifeS?: number;
}

/** The state of the cloud. */
export interface CloudState {
  registered: string[];
  sockets: { identity: string | null; registered: boolean }[];
  flexTokensIssued: number;
  calls: Call[];
  functionRequests: number;
  functionRequestTimes: number[];
  /** How many entries the log has. */
  events: number;
  unknownRequests: { method: string; target: string }[];
}

/** A running sandbox. */
export class Sandbox {
  readonly #process: ChildProcess;
  /** The port that all of Twilio's hosts are to be found at. */
  readonly port: number;
  readonly #controlPort: number;
  /** The address of Twilio's STUN, which has a port of its own. */
  readonly stun: string;

  private constructor(process: ChildProcess, at: { port: number; controlPort: number; stun: string }) {
    this.#process = process;
    this.port = at.port;
    this.#controlPort = at.controlPort;
    this.stun = at.stun;
  }

  /** Starts one on ports that are free. Its log goes to `log`, if there is to be one. */
  static async start(log?: string): Promise<Sandbox> {
    const logged = log === undefined ? [] : ["--log", log];
    const flex = ["--flex-ui", parts.flexUi, "--plugins", parts.plugins];
    const child = spawn(parts.sandbox, ["--exit-with-stdin", ...flex, ...logged], {
      env: { ...process.env, API_KEY, API_SECRET, AUTH_TOKEN },
      stdio: ["pipe", "pipe", log === undefined ? "ignore" : "inherit"],
    });
    const failed = new Promise<never>((_, reject) => {
      child.once("error", reject);
      child.once("exit", (code) => reject(new Error(`the sandbox ended with ${code}`)));
    });
    failed.catch(() => {});
    const lines = createInterface({ input: child.stdout });
    const line = new Promise<string>((resolve) => lines.once("line", resolve));
    return new Sandbox(child, JSON.parse(await Promise.race([line, failed])));
  }

  /** Ends it. */
  stop(): Promise<void> {
    return end(this.#process);
  }

  /** The address of the control API. */
  get control(): string {
    return `http://127.0.0.1:${this.#controlPort}`;
  }

  /** The state of everything. */
  state(): Promise<CloudState> {
    return this.#ask("GET", "/state");
  }

  /** Waits until calls for this identity can be answered. */
  registered(identity: string, timeoutMs = 20_000): Promise<CloudState> {
    return this.#wait(`/state?waitRegistered=${identity}`, timeoutMs);
  }

  /** Waits until nobody is registered for this identity. */
  unregistered(identity: string, timeoutMs = 20_000): Promise<CloudState> {
    return this.#wait(`/state?waitUnregistered=${identity}`, timeoutMs);
  }

  /** Rings an identity, and returns the call's SID. */
  async placeCall(
    to: string,
    from = "+15550100",
    parameters: Record<string, string> = {},
  ): Promise<string> {
    const order = { to, from, parameters };
    const { callSid } = await this.#ask<{ callSid: string }>("POST", "/calls", order);
    return callSid;
  }

  /** Places a call, and returns its SID once the agent is heard. */
  async answeredCall(identity: string): Promise<string> {
    const call = await this.placeCall(identity);
    await this.callIs(call, "audible");
    return call;
  }

  /** The call now. */
  call(callSid: string): Promise<Call> {
    return this.#ask("GET", `/calls/${callSid}`);
  }

  /** The one call that is not over, as soon as there is one; of those to this identity, if named. */
  theCall(to?: string): Promise<Call> {
    return until("there is a call", async () => {
      const going = (await this.state()).calls.filter((it) => it.state !== "ended");
      return going.find((it) => to === undefined || it.to === to);
    });
  }

  /** The call as soon as the condition holds. Fails if it ends before. */
  callIs(callSid: string, condition: CallCondition, timeoutMs = 20_000): Promise<Call> {
    return this.#wait(`/calls/${callSid}?wait=${condition}`, timeoutMs);
  }

  /** Waits until the call is over. Fails if another one than this has ended it. */
  async endedBy(who: NonNullable<Call["endedBy"]>, callSid: string): Promise<void> {
    const { endedBy, endReason } = await this.callIs(callSid, "ended");
    if (endedBy !== who) throw new Error(`the call was ended by ${endedBy}: ${endReason}`);
  }

  /** Waits until this many documents, one after the other, have taken the call. */
  async takenUp(callSid: string, takeovers = 2): Promise<void> {
    const isTaken = async () => (await this.call(callSid)).takeovers === takeovers;
    await until("the call is taken up", isTaken);
  }

  /** Hangs up at the far end. */
  hangUp(callSid: string): Promise<Call> {
    return this.#ask("POST", `/calls/${callSid}/hangup`);
  }

  /** Starts the counts "since mark" anew. */
  mark(callSid: string): Promise<Call> {
    return this.#ask("POST", `/calls/${callSid}/mark`);
  }

  /** Cuts all signalling sockets. */
  async dropSockets(): Promise<void> {
    await this.#ask("POST", "/sockets/drop", {});
  }

  /** Refuses new signalling sockets, or takes them again. */
  async setSignalling(behaviour: Record<string, unknown>): Promise<void> {
    await this.#ask("POST", "/signalling", behaviour);
  }

  /** Has what is answered late be answered now. */
  async release(): Promise<void> {
    await this.#ask("POST", "/release");
  }

  /** Cuts the way of all media, or mends it. */
  async cutMedia(cut: boolean): Promise<void> {
    await this.#ask("POST", "/media", { cut });
  }

  /** Makes the token Function well or unwell. */
  async setFunction(behaviour: FunctionBehaviour): Promise<void> {
    await this.#ask("POST", "/function", behaviour);
  }

  /** Makes tokens that were issued invalid from now on; of this identity alone, if named. */
  async expireTokens(kind: "flex" | "voice", identity?: string): Promise<void> {
    await this.#ask("POST", "/tokens/expire", { kind, ...(identity === undefined ? {} : { identity }) });
  }

  /** Every worker who has signed in to Flex. */
  workers(): Promise<Worker[]> {
    return this.#ask("GET", "/workers");
  }

  /** A worker who has signed in. */
  async worker(identity: string): Promise<Worker> {
    const worker = (await this.workers()).find((it) => it.identity === identity);
    if (!worker) throw new Error(`${identity} has not signed in`);
    return worker;
  }

  /** Waits until a worker does this. */
  activityIs(identity: string, activity: string): Promise<unknown> {
    return until(
      `${identity} is in ${activity}`,
      async () => (await this.worker(identity)).activity === activity,
    );
  }

  /** Makes a worker who does this, before they sign in. */
  async hire(identity: string, account: string, activity: string): Promise<void> {
    await this.#ask("POST", "/workers", { identity, account, activity });
  }

  /** Changes attributes of a worker as an administrator does; null removes one. */
  async changeAttributes(identity: string, changes: Record<string, unknown>): Promise<void> {
    await this.#ask("POST", `/workers/${identity}/attributes`, changes);
  }

  /** Changes what a worker does as a supervisor does. */
  async changeActivity(identity: string, activity: string): Promise<void> {
    await this.#ask("POST", `/workers/${identity}/activity`, { activity });
  }

  /** Offers a call to a worker, and returns the reservation's SID. */
  async offerCall(worker: string, from = "+15550100"): Promise<string> {
    const reply = await this.#ask<{ reservationSid: string }>("POST", "/tasks", { worker, from });
    return reply.reservationSid;
  }

  /** The reservation by which a worker is offered something, as soon as there is one. */
  async offerTo(identity: string): Promise<Reservation> {
    const { sid } = await this.worker(identity);
    return until("there is an offer", async () => {
      const all = await this.reservations();
      return all.find((it) => it.worker_sid === sid && it.reservation_status === "pending");
    });
  }

  /** Who is, or was, in the one conference. */
  async conference(): Promise<Participant[]> {
    const all = await this.#ask<{ participants: Participant[] }[]>("GET", "/conferences");
    return all.at(0)?.participants ?? [];
  }

  /** Those in the one conference who are of this kind. */
  async inConference(part: Participant["part"]): Promise<Participant[]> {
    return (await this.conference()).filter((it) => it.part === part && it.there);
  }

  /** Waits until each of these calls has heard each other one for a second from now on. */
  async hearOneAnother(...calls: string[]): Promise<void> {
    const counts = async () => {
      const all = await this.conference();
      const of = (call: string) => all.find((it) => it.callSid === call)?.heard ?? {};
      return calls.flatMap((one) =>
        calls.filter((it) => it !== one).map((other) => of(one)[other] ?? 0),
      );
    };
    const before = await counts();
    await until("they have heard one another", async () => {
      // A packet has 20 ms.
      return (await counts()).every((count, n) => count >= (before[n] ?? 0) + 50);
    });
  }

  /** The customer of a reservation hangs up. */
  async customerHangsUp(reservation: string): Promise<void> {
    await this.#ask("POST", `/tasks/${reservation}/cancel`);
  }

  /** A worker's one task, as soon as it is so far. */
  reservationIs(sid: string, status: Reservation["reservation_status"]): Promise<Reservation> {
    return until(`the reservation is ${status}`, async () => {
      const all = await this.reservations();
      return all.find((it) => it.sid === sid && it.reservation_status === status);
    });
  }

  /** Says what outside numbers do that are called into a call and have rung for a while. */
  async setTelephones(answer: "pickUp" | "refuse" | "ring"): Promise<void> {
    await this.#ask("POST", "/telephones", { answer });
  }

  /** Every reservation. */
  reservations(): Promise<Reservation[]> {
    return this.#ask("GET", "/tasks");
  }

  /** Hangs up and forgets all calls, and cures all faults. */
  async reset(): Promise<void> {
    await this.#ask("POST", "/reset");
  }

  /** How the Flex UI is set up that is opened from now on. */
  async setFlex(settings: FlexSettings): Promise<void> {
    await this.#ask("POST", "/flex", settings);
  }

  /** What has happened since entry `n`. */
  events(n = 0): Promise<LogEvent[]> {
    return this.#ask("GET", `/events?since=${n}`);
  }

  /** The first entry of this kind that comes while something is done, or after it. */
  async event(what: string, doing: () => Promise<unknown>): Promise<LogEvent> {
    const { events } = await this.state();
    await doing();
    return until(`the sandbox sees “${what}”`, async () =>
      (await this.events(events)).find((it) => it.what === what),
    );
  }

  #wait<T>(path: string, timeoutMs: number): Promise<T> {
    return this.#ask("GET", `${path}&timeoutMs=${timeoutMs}`);
  }

  async #ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(this.control + path, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`sandbox: ${method} ${path}: ${response.status} ${text}`);
    return (text === "" ? undefined : JSON.parse(text)) as T;
  }
}
