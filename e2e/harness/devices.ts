// The microphones and speakers that a call can go through, as the offscreen document finds them.

import type { Chrome } from "./chrome.ts";
import { extensionUrl } from "./extension-origin.ts";

/** The devices that a call goes through, by label. */
export interface DevicesInUse {
  /** The microphone that is sent from. */
  input: string | undefined;
  /** The speaker that the far end is heard from. */
  output: string | undefined;
}

/** The devices that the call goes through at the moment. */
export async function devicesInUse({ devTools, offscreenDocument }: Chrome): Promise<DevicesInUse> {
  return offscreenDocument.withSession(async (session) => {
    const input = await devTools.withObjects<string | undefined>(
      session,
      "RTCPeerConnection",
      `(connections) => {
        const tracks = connections.flatMap((it) => it.getSenders()).map((it) => it.track);
        return tracks.find((it) => it?.readyState === "live")?.label;
      }`,
    );
    const output = await devTools.withObjects<string | undefined>(
      session,
      "HTMLAudioElement",
      `async (elements) => {
        const playing = elements.filter((it) => !it.paused && it.srcObject?.active);
        if (playing.length !== 1) return \`\${playing.length} speakers\`;
        const { enumerateDevices } = MediaDevices.prototype;
        const devices = await enumerateDevices.call(navigator.mediaDevices);
        const outputs = devices.filter((it) => it.kind === "audiooutput");
        return outputs.find((it) => it.deviceId === (playing[0].sinkId || "default"))?.label;
      }`,
    );
    return { input, output };
  });
}

/**
 * Takes these devices away, as far as the offscreen document can tell, and brings all others back.
 * Once before a call: the SDK holds on to the functions that it finds then.
 */
export async function unplug(
  { devTools, offscreenDocument }: Chrome,
  ...labels: string[]
): Promise<void> {
  const expression = `{
    const devices = navigator.mediaDevices;
    const { enumerateDevices: list, getUserMedia: open } = MediaDevices.prototype;
    devices.unplugged = new Set(${JSON.stringify(labels)});
    devices.enumerateDevices = async () =>
      (await list.call(devices)).filter((it) => !devices.unplugged.has(it.label));
    devices.getUserMedia = async (constraints) => {
      const id = constraints.audio?.deviceId?.exact;
      const isThere = (await devices.enumerateDevices()).some((it) => it.deviceId === id);
      if (id !== undefined && !isThere) throw new DOMException("", "OverconstrainedError");
      return open.call(devices, constraints);
    };
    devices.dispatchEvent(new Event("devicechange"));
  }`;
  await offscreenDocument.withSession((session) =>
    devTools.send("Runtime.evaluate", { expression }, session),
  );
}

/**
 * Has another program hold the microphone, as far as this offscreen document and those after it can
 * tell, until the function that it returns is called.
 */
export async function occupyMicrophone({
  devTools,
  offscreenDocument,
}: Chrome): Promise<() => Promise<void>> {
  const isOffscreen = `location.href === "${extensionUrl("offscreen.html")}"`;
  const hold = `if (${isOffscreen}) {
    navigator.mediaDevices.getUserMedia = async () => {
      throw new DOMException("Could not start audio source", "NotReadableError");
    };
  }`;
  const free = `if (${isOffscreen}) delete navigator.mediaDevices.getUserMedia;`;
  // It may be gone before it is told anything.
  const evaluate = (session: string, expression: string) =>
    devTools.send("Runtime.evaluate", { expression }, session).catch(() => {});
  devTools.firstLines.add(hold);
  await offscreenDocument.withSession((session) => evaluate(session, hold));
  return async () => {
    devTools.firstLines.delete(hold);
    // One that is about to begin has been told already. A worker has no frame, and no microphone.
    devTools.listen((method, params, session) => {
      if (method !== "Runtime.executionContextCreated" || session === undefined) return;
      if (params.context.auxData?.frameId !== undefined) void evaluate(session, free);
    });
    for (const targetId of await offscreenDocument.targets()) {
      await devTools.withTarget(targetId, (session) => evaluate(session, free)).catch(() => {});
    }
  };
}
