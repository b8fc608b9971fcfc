// What the browser plays: the far end to the agent, and the sounds of the extension's pages.

import type { Chrome } from "./chrome.ts";
import { extensionUrl } from "./extension-origin.ts";
import { until } from "./until.ts";

/** A sound of so much energy is no noise of a line, however long that is listened to. */
const HEARD_ENERGY = 0.005;

/** What the agent hears. */
export interface HeardByAgent {
  /** RTP packets that have come from the far end. */
  packets: number;
  /** The energy of all sound in them: of each second, the square of its level from 0 to 1. */
  energy: number;
  /** Samples of it that something has fetched to play them. */
  samples: number;
  /** Whether it goes to the speaker. */
  playing: boolean;
}

/** What the agent hears at the moment. */
export async function heardByAgent({ devTools, offscreenDocument }: Chrome): Promise<HeardByAgent> {
  return offscreenDocument.withSession(async (session) => {
    const received = await devTools.withObjects<Omit<HeardByAgent, "playing">>(
      session,
      "RTCPeerConnection",
      `async (connections) => {
        const reports = await Promise.all(connections.map((it) => it.getStats()));
        const all = reports.flatMap((it) => [...it.values()]);
        const inbound = all.find((it) => it.type === "inbound-rtp" && it.kind === "audio");
        return {
          packets: inbound?.packetsReceived ?? 0,
          energy: inbound?.totalAudioEnergy ?? 0,
          samples: inbound?.totalSamplesReceived ?? 0,
        };
      }`,
    );
    const playing = await devTools.withObjects<boolean>(
      session,
      "HTMLAudioElement",
      `(elements) => elements.some((it) => !it.paused && !it.muted && it.srcObject?.active)`,
    );
    return { ...received, playing };
  });
}

/** Waits until somebody who speaks, or a beep, is played to the agent from now on. */
export async function isHeardByAgent(chrome: Chrome): Promise<void> {
  const { energy } = await heardByAgent(chrome);
  await until("the agent hears something", async () => {
    const heard = await heardByAgent(chrome);
    return heard.playing && heard.energy > energy + HEARD_ENERGY;
  });
}

/** Whether one of the extension's pages plays anything at the moment. */
export async function plays({ devTools }: Chrome, page: string): Promise<boolean> {
  const [targetId] = await devTools.targets(extensionUrl(page));
  if (targetId === undefined) throw new Error(`there is no ${page}`);
  const look = "(elements) => elements.some((it) => !it.paused)";
  return devTools.withTarget(targetId, (session) =>
    devTools.withObjects<boolean>(session, "HTMLAudioElement", look),
  );
}
