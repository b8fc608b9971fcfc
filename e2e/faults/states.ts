// The states that a fault can meet the client in, and how a real browser gets there.

import { until } from "../harness/until.ts";
import type { Scene } from "./scene.ts";

/** All of them, in the order in which a client comes through them; the simulation calls them so. */
export const STATES = [
  "waiting for Flex",
  "fetching the token",
  "registering",
  "ready",
  "ringing",
  "connecting",
  "on a call",
  "on a call, muted",
  "reconnecting",
  "ending",
] as const;

/** How far the client is when something goes wrong. */
export type State = (typeof STATES)[number];

/**
 * How long a state that would pass by itself is made to last, in ms: enough to do something in it. The
 * rest of it is no part of what the fault costs, and is let go with it.
 */
const HOLD_MS = 1_000;
/** How long Chromium takes to notice that the media path is cut, in ms, at most. */
const NOTICE_MS = 20_000;

/** What has to be let go once the fault has happened. */
export type LetGo = () => Promise<void> | void;

const nothing: LetGo = () => {};

/** Brings the client into a state. */
export const reach: Record<State, (scene: Scene) => Promise<LetGo>> = {
  "waiting for Flex": async (scene) => {
    await scene.forgetFlex();
    return nothing;
  },

  "fetching the token": async (scene) => {
    await scene.forgetFlex();
    await scene.sandbox.setFunction({ delayMs: HOLD_MS, times: 1 });
    await scene.sandbox.event("token requested", () => scene.openFlex());
    return () => scene.sandbox.release();
  },

  registering: async (scene) => {
    await scene.forgetFlex();
    return answeredLate(scene, () => scene.openFlex());
  },

  ready: async (scene) => {
    await scene.ready();
    return nothing;
  },

  // The next document for calls is a while in coming.
  ringing: async (scene) => {
    await scene.ready();
    await documentIsThere(scene);
    const letGo = await scene.chrome.offscreenDocument.holdNext();
    await scene.chrome.offscreenDocument.close();
    const call = await scene.placeCall();
    await scene.tab.says({ call: { callSid: call, state: "connecting" } });
    return letGo;
  },

  connecting: async (scene) => {
    await scene.ready();
    const letGo = await answeredLate(scene, () => scene.placeCall());
    await scene.tab.says({ call: { callSid: scene.call, state: "connecting" } });
    return letGo;
  },

  "on a call": async (scene) => {
    await scene.takeCall();
    return nothing;
  },

  "on a call, muted": async (scene) => {
    await scene.takeCall();
    scene.isMuted = true;
    await scene.tab.mute.click();
    await scene.tab.says({ call: { muted: true } });
    return nothing;
  },

  reconnecting: async (scene) => {
    await scene.takeCall();
    await scene.sandbox.cutMedia(true);
    await scene.tab.says({ call: { callSid: scene.call, state: "reconnecting" } }, NOTICE_MS);
    return nothing;
  },

  // The fault comes while the button is still being pressed.
  ending: async (scene) => {
    await scene.takeCall();
    scene.isEnded = true;
    await scene.tab.page.evaluate(() => {
      document.querySelector<HTMLElement>("[data-testid=hang-up]")?.click();
    });
    return nothing;
  },
};

/**
 * Waits until the document for calls has run its script: the worker does not hear at once of the end
 * of one that has not said hello.
 */
async function documentIsThere({ chrome }: Scene): Promise<void> {
  const hasRun = (session: string) =>
    chrome.devTools.evaluate(session, `import("/offscreen.js").then(() => true)`);
  await until("the document for calls is there", () =>
    // One that is just being loaded, or replaced, does not answer.
    chrome.offscreenDocument.withSession(hasRun).catch(() => false),
  );
}

/** Has Twilio take its time with the next `Device` that something makes. */
async function answeredLate(scene: Scene, something: () => Promise<unknown>): Promise<LetGo> {
  await scene.sandbox.setSignalling({ delayMs: HOLD_MS });
  await scene.sandbox.event("answer delayed", something);
  await scene.sandbox.setSignalling({});
  return () => scene.sandbox.release();
}
