// What it takes to bring faults about.

import { IDENTITY } from "../harness/flex.ts";
import { stopProcesses } from "../harness/processes.ts";
import { until } from "../harness/until.ts";
import { spoilWasm } from "../harness/wasm.ts";
import type { Scene } from "./scene.ts";

const SECOND = 1_000;
const PREFIX = "VOICE_CLIENT_EXTENSION_";

/** Another agent of the same account. */
export const SOMEBODY_ELSE = "another_40example_2Ecom";

/** What a page may say at any time, and means nothing. */
export const CHATTER = [
  { type: `${PREFIX}CONFIGURE` },
  { type: `${PREFIX}SEND_DTMF_DIGITS`, payload: { digits: "<script>" } },
  { type: `${PREFIX}SET_MUTED`, payload: { muted: "yes" } },
  { type: `${PREFIX}UNKNOWN` },
];

/** How long a fault lasts is a part of it. */
export function lasts(ms: number): Promise<void> {
  return new Promise((over) => setTimeout(over, ms));
}

/** Does something once a second, so many times. */
export async function everySecond(count: number, deed: () => Promise<unknown>): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    await deed();
    await lasts(SECOND);
  }
}

/** Has the worker's wasm trap. */
export async function trap(scene: Scene): Promise<void> {
  const thrown = scene.witness.exceptions.length;
  await spoilWasm(scene.chrome, "background.js");
  // What opens a Port gives it something to do.
  await scene.inPopup(() =>
    until("it has trapped", () => scene.witness.exceptions.length > thrown),
  );
}

/** Makes all that the worker has saved unreadable. */
export function spoilStorage(scene: Scene): Promise<void> {
  return scene.inPopup(({ page }) =>
    page.evaluate(async () => {
      const saved = await chrome.storage.session.get(null);
      const garbage = Object.keys(saved).map((key) => [key, "\u0001\u0002\u0003"]);
      await chrome.storage.session.set(Object.fromEntries(garbage));
    }),
  );
}

/** Leaves no room in the extension's storage. */
export function fillStorage(scene: Scene): Promise<void> {
  return scene.inPopup(({ page }) =>
    page.evaluate(async () => {
      for (const area of [chrome.storage.session, chrome.storage.local]) {
        let n = 0;
        // Refused is what there is no room for.
        const fits = (size: number) =>
          area.set({ [`junk-${(n += 1)}`]: "-".repeat(size) }).then(() => true, () => false);
        // The worker goes on writing meanwhile, and makes room at times.
        do {
          for (let size: number = area.QUOTA_BYTES; size >= 1; size = Math.floor(size / 2)) await fits(size);
        } while (await fits(100));
      }
    }),
  );
}

/** Makes room in the extension's storage again. */
export function emptyStorage(scene: Scene): Promise<void> {
  return scene.inPopup(({ page }) =>
    page.evaluate(async () => {
      for (const area of [chrome.storage.session, chrome.storage.local]) {
        const keys = Object.keys(await area.get(null));
        await area.remove(keys.filter((it) => it.startsWith("junk")));
      }
    }),
  );
}

/** Presses *Mute* in a popup that is gone in the same moment. */
export async function muteAndClosePopup(scene: Scene): Promise<void> {
  scene.isMuted = true;
  await scene.inPopup(async (popup) => {
    await popup.mute.or(popup.unmute).waitFor();
    const gone = popup.page.waitForEvent("close");
    await popup.page.evaluate(() => {
      const isMute = (it: Element) => it.textContent?.trim() === "Mute";
      [...document.querySelectorAll("button")].find(isMute)?.click();
      window.close();
    });
    await gone;
  });
}

/** Presses *Restart*, and agrees to end the call if there is one. */
export async function restart(scene: Scene): Promise<void> {
  scene.isEnded = true;
  await scene.inPopup(async (popup) => {
    if (!scene.call) return popup.restartIdle();
    await popup.restart.click();
    await popup.button("End call and restart").click();
  });
}

/** Crashes the Flex tab; what is left of it is closed. */
export async function crashFlex(scene: Scene): Promise<void> {
  const { page } = scene.tab;
  const crashed = page.waitForEvent("crash");
  const session = await scene.chrome.context.newCDPSession(page);
  // It dies before it can answer.
  session.send("Page.crash").catch(() => {});
  await crashed;
  await scene.closeFlex();
}

/** Has the computer sleep for so long, as far as the browser can tell. */
export async function sleep({ chrome }: Scene, ms: number): Promise<void> {
  const wake = await stopProcesses(chrome);
  try {
    await lasts(ms);
  } finally {
    wake();
  }
}

/** Cuts all signalling sockets, and lets no new ones in. */
export async function loseSockets({ sandbox }: Scene): Promise<void> {
  await sandbox.setSignalling({ unreachable: true });
  await sandbox.dropSockets();
}

/** Lets signalling sockets in. */
export function letSocketsIn({ sandbox }: Scene): Promise<void> {
  return sandbox.setSignalling({});
}

/** No signalling, no media. */
export async function loseNetwork(scene: Scene): Promise<void> {
  await scene.sandbox.cutMedia(true);
  await loseSockets(scene);
}

/** Signalling and media again. */
export async function restoreNetwork(scene: Scene): Promise<void> {
  await scene.sandbox.cutMedia(false);
  await letSocketsIn(scene);
}

/** Flex hands over a token of somebody, of which it says how long it lives. */
export async function giveToken(
  scene: Scene,
  { identity, lifeMs }: { identity?: string; lifeMs?: number },
): Promise<void> {
  await scene.tab.page.evaluate(
    async ({ type, identity, lifeMs }) => {
      const shown = (id: string) => document.querySelector(`[data-testid=${id}]`)?.textContent;
      const account = shown("account");
      const response = await fetch("/session", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ identity: identity ?? shown("worker"), account }),
      });
      const { token, expiresAt } = await response.json();
      const end = lifeMs === undefined ? expiresAt * 1_000 : Date.now() + lifeMs;
      const payload = { token, accountSid: account, expiration: new Date(end).toISOString() };
      window.postMessage({ type, payload }, location.origin);
    },
    { type: `${PREFIX}FLEX_TOKEN`, identity, lifeMs },
  );
}

/** Flex hands over a token that soon ends, and waits in vain for the next one. */
export async function giveLastToken(scene: Scene, lifeMs: number): Promise<void> {
  await giveToken(scene, { lifeMs });
  await scene.tab.page.route("**/session", () => {});
}

/** Flex has a token again, and hands it over. */
export async function flexRenews({ tab }: Scene): Promise<void> {
  await tab.page.unroute("**/session");
  await tab.renewToken.click();
}

/** Further customers call. */
export async function furtherCalls(scene: Scene, count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    scene.others.push(await scene.sandbox.placeCall(IDENTITY, `+1555020${n}`));
  }
}
