// Networks that move: sockets that are lost for a while, and a computer that is offline.

import { heardByAgent } from "../harness/audio.ts";
import type { FlexTab } from "../harness/flex.ts";
import { goOffline, stallIceGathering } from "../harness/network.ts";
import type { Sandbox } from "../harness/sandbox.ts";
import { heardDuring } from "../harness/stretch.ts";
import { expect, IDENTITY, test } from "../harness/test.ts";
import { lasts, until } from "../harness/until.ts";

/** How long after the network's return all is as before, in ms. */
const BACK_MS = 10_000;

test("a call outlives 20 s without signalling, and says how long it may take", async ({
  sandbox,
  chrome,
  flex,
}) => {
  const popup = await chrome.openPopup();
  const call = await sandbox.answeredCall(IDENTITY);

  const lost = await heardDuring(sandbox, call, async () => {
    await sandbox.setSignalling({ refuse: true });
    const before = Date.now();
    await sandbox.dropSockets();
    await flex.says({ call: { callSid: call, state: "reconnecting" } });
    const until30s = (await flex.heartbeat())?.call?.reconnectUntil ?? 0;
    expect(until30s - before).toBeGreaterThan(29_000);
    expect(until30s - Date.now()).toBeLessThan(30_000);
    await expect(popup.headline).toHaveText("Reconnecting");
    await lasts(20_000);
    await flex.says({ call: { state: "reconnecting" } });
    await sandbox.setSignalling({});
    await flex.says({ call: { state: "active", reconnectUntil: null } }, BACK_MS);
  });

  expect(lost.packetsLost).toBe(0);
  await expect(popup.headline).toHaveText("On a call");
  await popup.hangUp.click();
  await sandbox.endedBy("agent", call);
});

test("a call that outlives its voice token outlives a lost socket, too", async ({ sandbox, chrome, flex }) => {
  const call = await sandbox.answeredCall(IDENTITY);

  const lost = await heardDuring(sandbox, call, async () => {
    await sandbox.expireTokens("voice");
    await sandbox.setSignalling({ refuse: true });
    await sandbox.dropSockets();
    await flex.says({ call: { callSid: call, state: "reconnecting" } });
    await sandbox.setSignalling({});
    await flex.says({ call: { state: "active", reconnectUntil: null } });
  });

  expect(lost.packetsLost).toBe(0);
  const popup = await chrome.openPopup();
  await popup.hangUp.click();
  await sandbox.endedBy("agent", call);
});

test("a call whose socket breaks while it is being answered is answered all the same", async ({
  sandbox,
  flex,
}) => {
  await sandbox.setSignalling({ inviteDelayMs: 1_000 });
  const call = await sandbox.placeCall(IDENTITY);
  await until("Twilio is asked for the call", async () =>
    (await sandbox.events()).some((it) => it.what === "invite delayed"),
  );
  await sandbox.setSignalling({});
  await sandbox.dropSockets();
  await sandbox.callIs(call, "audible");
  await flex.says({ call: { callSid: call, state: "active" } });
  await flex.endCall(sandbox, call);
});

test("a call whose ICE gathering takes too long goes on: its connection is there", async ({
  sandbox,
  chrome,
  flex,
}) => {
  const call = await sandbox.answeredCall(IDENTITY);

  // The SDK waits for 15 s, restarts ICE, and waits for a connection that is there already.
  await sandbox.event("ICE restarted", () => stallIceGathering(chrome));
  await flex.mutesAndUnmutes();
  await flex.says({ call: { callSid: call, state: "active" } }, 1_000);
  // It waits no longer: it would not say of a connection that it is lost.
  await sandbox.cutMedia(true);
  await flex.says({ call: { callSid: call, state: "reconnecting" } });
  await sandbox.cutMedia(false);
  await flex.says({ call: { callSid: call, state: "active" } });
  await flex.endCall(sandbox, call);
});

test("a call whose media are cut for longer than the SDK waits is heard again", async ({
  sandbox,
  chrome,
  flex,
}) => {
  const popup = await chrome.openPopup();
  const call = await sandbox.answeredCall(IDENTITY);

  await sandbox.cutMedia(true);
  await flex.says({ call: { callSid: call, state: "reconnecting" } });
  await lasts(80_000);
  await expect(popup.headline).toHaveText("Reconnecting");
  await sandbox.cutMedia(false);
  await flex.says({ call: { callSid: call, state: "active" } });
  await sandbox.callIs(call, "audible");
  await flex.endCall(sandbox, call);
});

test("media that stay away end no call, though nobody takes it up", async ({ sandbox, chrome, flex }) => {
  const call = await sandbox.answeredCall(IDENTITY);

  await sandbox.cutMedia(true);
  await flex.says({ call: { callSid: call, state: "reconnecting" } });
  await chrome.serviceWorker.stop();
  await lasts(50_000);
  await sandbox.cutMedia(false);
  await sandbox.callIs(call, "audible");
  expect(await sandbox.call(call)).toMatchObject({ takeovers: 1 });

  await chrome.serviceWorker.kill();
  await flex.says({ call: { callSid: call, state: "active" } });
  await flex.endCall(sandbox, call);
});

test("a call is on as soon as there is a way for its media, and not before", async ({
  sandbox,
  flex,
}) => {
  await sandbox.cutMedia(true);
  const call = await sandbox.placeCall(IDENTITY);
  await sandbox.callIs(call, "active");
  await flex.says({ call: { callSid: call, state: "connecting" } });
  await flex.mute.click();
  await flex.says({ call: { callSid: call, state: "connecting", muted: true } });
  await sandbox.cutMedia(false);
  await flex.says({ call: { callSid: call, state: "active", muted: true } });
  await flex.endCall(sandbox, call);
});

test("a call that Twilio does not answer the document about is the next document's", async ({
  sandbox,
  flex,
}) => {
  await sandbox.setSignalling({ inviteDelayMs: 120_000 });
  const call = await sandbox.placeCall(IDENTITY);
  await until("Twilio is asked for the call", async () =>
    (await sandbox.events()).some((it) => it.what === "invite delayed"),
  );
  await sandbox.setSignalling({});
  await sandbox.callIs(call, "audible");
  await flex.endCall(sandbox, call);
});

test("who hangs up without signalling is heard no more, and the call ends once it is back", async ({
  sandbox,
  chrome,
  flex,
}) => {
  const popup = await chrome.openPopup();
  const call = await sandbox.answeredCall(IDENTITY);
  await sandbox.setSignalling({ refuse: true });
  await sandbox.dropSockets();
  await expect(popup.headline).toHaveText("Reconnecting");
  await popup.hangUp.click();

  await expect(popup.words(/^The other person no longer hears you/)).toBeVisible();
  await sandbox.callIs(call, "silent");
  expect(await heardByAgent(chrome)).toMatchObject({ playing: false });
  // Longer than a document may take that has signalling.
  await lasts(5_000);
  await expect(popup.headline).toHaveText("Hanging up");
  await sandbox.setSignalling({});
  await sandbox.endedBy("agent", call);
  await flex.takesNextCall(sandbox);
});

test("a call whose media are back before its signalling is on as soon as that is", async ({
  sandbox,
  flex,
}) => {
  const call = await cutOffCall(sandbox, flex);
  await sandbox.cutMedia(false);
  await lasts(3_000);

  await sandbox.setSignalling({});
  await flex.says({ call: { callSid: call, state: "active" } }, BACK_MS);
  await flex.endCall(sandbox, call);
});

test("who hangs up is heard as soon as there is signalling, though the media are away", async ({
  sandbox,
  flex,
}) => {
  const call = await cutOffCall(sandbox, flex);
  await flex.says({ call: { callSid: call, state: "reconnecting", reconnectUntil: expect.any(Number) } });
  await flex.hangUp.click();
  await flex.says({ call: { callSid: call, state: "ending" } });

  await sandbox.setSignalling({});
  await sandbox.endedBy("agent", call);
  await sandbox.cutMedia(false);
  await flex.takesNextCall(sandbox);
});

test("a hang-up that was said into a dead socket is said again as soon as there is a way", async ({
  sandbox,
  flex,
}) => {
  const call = await sandbox.answeredCall(IDENTITY);
  await sandbox.setSignalling({ deaf: true });
  await flex.hangUp.click();
  await flex.ready();
  expect((await sandbox.call(call)).endedBy).toBeFalsy();

  await sandbox.setSignalling({});
  await sandbox.dropSockets();
  await sandbox.endedBy("agent", call);
  await flex.takesNextCall(sandbox);
});

test("a computer that was offline for long is ready as soon as it is online again", async ({
  sandbox,
  chrome,
  flex,
}) => {
  const popup = await chrome.openPopup();
  const comeOnline = await goOffline(chrome);
  const since = Date.now();
  await sandbox.dropSockets();
  await expect(popup.headline).toHaveText("Twilio not reachable", { timeout: 60_000 });
  // By then the pause between two tries is one of 15 to 30 s. Only the offscreen document is told
  // that it is over.
  await until("it has been offline for 70 s", () => Date.now() - since > 70_000, 70_000);

  await comeOnline();

  await sandbox.registered(IDENTITY, BACK_MS);
  await flex.says({ ready: true }, BACK_MS);
  await sandbox.answeredCall(IDENTITY);
});

test("the connection of a call is measured, and shown in Flex", async ({ sandbox, flex }) => {
  await sandbox.answeredCall(IDENTITY);
  await expect
    .poll(async () => (await flex.heartbeat())?.call?.connection?.mos ?? 0)
    .toBeGreaterThan(400);
  expect((await flex.heartbeat())?.call?.connection).toMatchObject({
    roundTrip: expect.any(Number),
    jitter: expect.any(Number),
    loss: 0,
  });
});

/** A call that has lost its media, and then its signalling. */
async function cutOffCall(sandbox: Sandbox, flex: FlexTab): Promise<string> {
  const call = await sandbox.answeredCall(IDENTITY);
  await sandbox.cutMedia(true);
  await flex.says({ call: { callSid: call, state: "reconnecting" } });
  await sandbox.setSignalling({ refuse: true });
  await sandbox.dropSockets();
  return call;
}
