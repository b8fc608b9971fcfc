// What becomes of the extension's network.

import type { Chrome } from "./chrome.ts";

/** Takes the network from the extension; what is returned gives it back. */
export async function goOffline({
  devTools,
  serviceWorker,
  offscreenDocument,
}: Chrome): Promise<() => Promise<void>> {
  const sessions: string[] = [];
  const setOffline = (offline: boolean, session: string) => {
    const conditions = { offline, latency: 0, downloadThroughput: -1, uploadThroughput: -1 };
    return devTools.send("Network.emulateNetworkConditions", conditions, session);
  };
  for (const context of [serviceWorker, offscreenDocument]) {
    for (const targetId of await context.targets()) {
      const { sessionId } = await devTools.send("Target.attachToTarget", { targetId, flatten: true });
      await devTools.send("Network.enable", {}, sessionId);
      await setOffline(true, sessionId);
      sessions.push(sessionId);
    }
  }
  return async () => {
    for (const sessionId of sessions) {
      await setOffline(false, sessionId);
      await devTools.send("Target.detachFromTarget", { sessionId });
    }
  };
}

/** To the SDK it seems that ICE begins to gather candidates for the call, and never ends. */
export async function stallIceGathering({ devTools, offscreenDocument }: Chrome): Promise<void> {
  const stall = `(connections) => connections.forEach((it) => {
    Object.defineProperty(it, "iceGatheringState", { value: "gathering", configurable: true });
    it.dispatchEvent(new Event("icegatheringstatechange"));
    delete it.iceGatheringState;
  })`;
  await offscreenDocument.withSession((session) =>
    devTools.withObjects<void>(session, "RTCPeerConnection", stall),
  );
}
