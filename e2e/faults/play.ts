// A cell of the matrix: a fault in a state, and what has come of it.

import { stripVTControlCharacters } from "node:util";

import { expect } from "@playwright/test";

import { badge } from "../harness/action.ts";
import { IDENTITY } from "../harness/flex.ts";
import type { Call } from "../harness/sandbox.ts";
import { until } from "../harness/until.ts";
import { lasts } from "./deeds.ts";
import type { Fault } from "./fault.ts";
import type { Scene } from "./scene.ts";
import { reach, type State } from "./states.ts";
import { Watch } from "./watch.ts";

/**
 * How long the client may take to be well again, in ms, where the fault says nothing else: after a
 * refusal it asks again within a minute.
 */
const PATIENCE_MS = 75_000;
/** What the client was about when the fault came takes no longer, in ms: it counts as well. */
const UNDER_WAY_MS = 1_000;
const SETTLED: State[] = ["ready", "on a call", "on a call, muted", "reconnecting", "ending"];
/** Packets come every 20 ms: a call that is heard has had one of late. */
const HEARD_MS = 300;

/** What has come of a cell. */
export interface Came {
  /** `lost`: all is well but the call, which no person had ended, or which nobody answered. */
  outcome: "held" | "lost" | "broken";
  /** How long after the end of the fault all was well again, in ms. */
  recoveryMs: number;
  /** What is wrong. */
  why?: string;
}

/**
 * Plays it, on a scene that was cleared. A machine that is so many times slower than those that the
 * times are promised for gets so many times longer.
 */
export async function play(scene: Scene, state: State, fault: Fault, slowness = 1): Promise<Came> {
  const thrown = scene.witness.exceptions.length;
  const letGo = await reach[state](scene);
  const { events: begun } = await scene.sandbox.state();
  const watch = new Watch(scene, fault.lagMs ?? 0, slowness);
  let recoveryMs = NaN;
  try {
    await fault.begin(scene);
    await letGo();
    await lasts(fault.lastsMs ?? 0);
    await fault.end?.(scene);
    if (state === "reconnecting") await scene.sandbox.cutMedia(false);
    for (const call of scene.others) await scene.sandbox.hangUp(call);
    if (!scene.flex) await scene.openFlex();

    const over = performance.now();
    const underWayMs = SETTLED.includes(state) ? 0 : UNDER_WAY_MS;
    const withinMs = slowness * ((fault.withinMs ?? PATIENCE_MS) + underWayMs);
    await until("all is well again", () => isWell(scene, fault, begun), PATIENCE_MS);
    recoveryMs = performance.now() - over;
    const isLost = await hasLostItsCall(scene);
    await everybodyAgrees(scene);
    const lie = await watch.stop();
    await finish(scene, isLost);
    const exceptions = scene.witness.exceptions
      .splice(thrown)
      .filter(({ text }) => !fault.throws?.test(text));
    const why =
      lie ??
      (recoveryMs > withinMs ? `well after ${Math.round(recoveryMs)} ms only` : undefined) ??
      (exceptions.length > 0 ? `exceptions: ${JSON.stringify(exceptions)}` : undefined);
    if (why !== undefined) return { outcome: "broken", recoveryMs, why };
    return { outcome: isLost ? "lost" : "held", recoveryMs };
  } catch (error) {
    const lie = await watch.stop();
    const shown = await scene.flex?.heartbeat().catch(() => undefined);
    const last = `Flex shows ${JSON.stringify({ ...shown, devices: undefined })}`;
    const call = scene.call && (await scene.sandbox.call(scene.call).catch(() => undefined));
    const heard = call ? `Twilio hears ${JSON.stringify(call.media)}` : undefined;
    const why = [lie, inALine(error), last, heard].filter((it) => it !== undefined).join("; ");
    return { outcome: "broken", recoveryMs, why };
  }
}

/** What an error says, without the colours and paragraphs that Playwright gives it. */
function inALine(error: unknown): string {
  return stripVTControlCharacters(String(error)).replace(/\s+/g, " ").slice(0, 300);
}

/** Whether the call goes on, or there is none and the client is ready. */
async function isWell(scene: Scene, fault: Fault, begun: number): Promise<boolean> {
  const cloud = await scene.sandbox.state();
  const shown = await scene.tab.heartbeat().catch(() => undefined);
  if (!shown || !cloud.registered.includes(IDENTITY)) return false;
  if (fault.registersAnew) {
    const since = await scene.sandbox.events(begun);
    if (!since.some((it) => it.what === "registered")) return false;
  }
  const call = cloud.calls.find((it) => it.callSid === scene.call);
  if (shown.call) {
    const isShown = shown.call.callSid === call?.callSid && shown.call.state === "active";
    return isShown && shown.call.muted === scene.isMuted && isHeard(call) && !scene.isEnded;
  }
  return shown.ready === true && (!scene.isEnded || call === undefined || call.state === "ended");
}

function isHeard({ state, signallingConnected, media }: Call): boolean {
  const { lastPacketAgoMs } = media;
  const isSpoken = lastPacketAgoMs !== null && lastPacketAgoMs < HEARD_MS;
  return state === "active" && signallingConnected && isSpoken;
}

async function hasLostItsCall(scene: Scene): Promise<boolean> {
  if (scene.call === undefined || scene.isEnded) return false;
  const { state } = await scene.sandbox.call(scene.call);
  const shown = await scene.tab.heartbeat();
  return state !== "active" || shown?.call?.callSid !== scene.call;
}

/** Popup and badge show what Flex shows. */
async function everybodyAgrees(scene: Scene): Promise<void> {
  const call = (await scene.tab.heartbeat())?.call;
  const muted = call?.muted ? ", muted" : "";
  await scene.inPopup(async (popup) => {
    await expect(popup.headline).toHaveText(call ? `On a call${muted}` : "Ready for calls");
    const title = call ? `Voice client: on a call${muted}` : "Voice client: ready";
    // A call of more than a minute has its minutes on another line.
    const said = async () => (await badge(popup)).title.split("\n")[0];
    await expect.poll(said).toBe(title);
  });
}

/** What has recovered works: the agent hangs up, and the next call is answered. */
async function finish(scene: Scene, isLost: boolean): Promise<void> {
  const { sandbox, tab } = scene;
  const call = scene.call === undefined ? undefined : await sandbox.call(scene.call);
  if (call?.state === "ringing") {
    await sandbox.hangUp(call.callSid);
  } else if (call?.state === "active" && !isLost) {
    await sandbox.callIs(call.callSid, scene.isMuted ? "silent" : "audible");
    await hangUp(scene, call.callSid);
  }
  await tab.ready();
  const next = await sandbox.placeCall(IDENTITY);
  await sandbox.callIs(next, "audio");
  await hangUp(scene, next);
  await tab.ready();
  const { unknownRequests } = await sandbox.state();
  expect(unknownRequests, "requests that Twilio would not know").toEqual([]);
}

async function hangUp({ sandbox, tab }: Scene, call: string): Promise<void> {
  await tab.hangUp.click();
  expect(await sandbox.callIs(call, "ended")).toMatchObject({ endedBy: "agent" });
}
