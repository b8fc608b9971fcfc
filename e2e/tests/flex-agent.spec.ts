// An agent in the real Flex UI: what they do, who they are, what is refused them.

import { useFunction } from "../harness/function.ts";
import { ACCOUNT, expect, IDENTITY, test, WORKER } from "../harness/test.ts";
import { until } from "../harness/until.ts";

const OTHER_ACCOUNT = `AC${"f".repeat(32)}`;

test("an agent who opens Flex gets calls at the extension, in the activity that they were in", async ({
  flexUi,
  sandbox,
}) => {
  await until("the worker's calls go to the extension", async () => {
    return (await sandbox.worker(WORKER)).contactUri === `client:${IDENTITY}`;
  });
  await flexUi.refresh();
  await flexUi.ready();
  const { activity, activityChanges } = await sandbox.worker(WORKER);
  expect({ activity, activityChanges }).toEqual({ activity: "Available", activityChanges: 1 });
});

test("an agent whose voice client is not ready is not offered calls, until it is", async ({
  openWithoutToken,
  sandbox,
  tokenFunction,
}) => {
  const flex = await openWithoutToken();
  await sandbox.activityIs(WORKER, "Voice Client Offline");
  await flex.says(/Problem|Connecting/);
  await useFunction(sandbox, tokenFunction);
  await flex.ready();
  await sandbox.activityIs(WORKER, "Available");
});

test("an agent comes back to the activity that they were in, also after a refresh", async ({
  openWithoutToken,
  sandbox,
  tokenFunction,
}) => {
  const flex = await openWithoutToken({}, "Training");
  await sandbox.activityIs(WORKER, "Voice Client Offline");
  await flex.refresh();
  await flex.says(/Problem|Connecting/);
  await useFunction(sandbox, tokenFunction);
  await flex.ready();
  await sandbox.activityIs(WORKER, "Training");
});

test("who signs out while they wait in Offline, for want of an activity for it, stays there", async ({
  openWithoutToken,
  sandbox,
  tokenFunction,
}) => {
  const flex = await openWithoutToken({ pluginBuiltWith: { "Voice Client Offline": "Waiting" } });
  await sandbox.activityIs(WORKER, "Offline");
  await flex.signOut();
  await useFunction(sandbox, tokenFunction);
  await flex.open();
  await flex.ready();
  await flex.choose("Break");
  await sandbox.activityIs(WORKER, "Break");
  // To work, by the plugin into Offline, and by the agent out of it: nobody brought them back.
  expect((await sandbox.worker(WORKER)).activityChanges).toBe(3);
});

test("who signs out is registered no more, and is again after the next sign-in", async ({
  flexUi,
  sandbox,
}) => {
  await sandbox.registered(IDENTITY);
  await flexUi.signOut();
  await sandbox.unregistered(IDENTITY);
  await flexUi.open();
  await flexUi.ready();
  await sandbox.registered(IDENTITY);
});

test("a call out is refused while the voice client is not ready, and Flex says why", async ({
  openWithoutToken,
  sandbox,
}) => {
  const flex = await openWithoutToken();
  await sandbox.activityIs(WORKER, "Voice Client Offline");
  await flex.callOut("+15550123");
  await flex.tells(/can't call/);
  expect((await sandbox.state()).calls).toEqual([]);
});

test("an agent can't become available without a voice client, and Flex says why", async ({
  openWithoutToken,
  sandbox,
}) => {
  const flex = await openWithoutToken({}, "Break");
  await flex.says(/Problem|Connecting/);
  await flex.choose("Available");
  await flex.tells(/can't become available/);
  await flex.choose("Offline");
  await sandbox.activityIs(WORKER, "Offline");
  // To work, and where they have gone now.
  expect((await sandbox.worker(WORKER)).activityChanges).toBe(2);
});

test("nobody chooses by hand the activity of who waits for the voice client, and Flex says why", async ({
  flexUi,
  sandbox,
}) => {
  await flexUi.choose("Voice Client Offline");
  await flexUi.tells(/This activity is set by itself/);
  await flexUi.choose("Break");
  await sandbox.activityIs(WORKER, "Break");
  // To work, and where they have gone now.
  expect((await sandbox.worker(WORKER)).activityChanges).toBe(2);
});

test("a call is not accepted while the voice client is not ready, and is once it is", async ({
  openWithoutToken,
  sandbox,
  tokenFunction,
}) => {
  const flex = await openWithoutToken({}, "Break");
  await flex.says("Problem");
  const reservation = await sandbox.offerCall(WORKER);
  await flex.accept.click();
  await flex.tells(/can't take the call yet/);
  expect((await sandbox.state()).calls).toEqual([]);
  await useFunction(sandbox, tokenFunction);
  await flex.ready();
  await flex.accept.click();
  await sandbox.reservationIs(reservation, "accepted");
});

test("Flex's renewed token reaches the voice client", async ({
  chrome,
  sandbox,
  witness,
  tokenFunction: _,
}) => {
  await sandbox.hire(WORKER, ACCOUNT, "Available");
  // Flex renews three minutes before the end.
  await sandbox.setFlex({ tokenLifeS: 190 });
  const flex = await chrome.openFlexUi();
  await flex.ready();
  const issued = (await sandbox.state()).flexTokensIssued;
  await until(
    "Flex has renewed its token",
    async () => (await sandbox.state()).flexTokensIssued > issued,
    30_000,
  );
  const asked = () => witness.tokenRequests.map(({ token }) => token);
  await until("the voice client asks with the new one", async () => {
    const before = asked().length;
    await sandbox.expireTokens("voice", IDENTITY);
    await until("it asks for a voice token", () => asked().length > before);
    return asked().at(-1) !== asked().at(0);
  });
  await flex.ready();
});

test("who is not let in any more is offered to sign in again, and does", async ({
  flexUi,
  sandbox,
}) => {
  await sandbox.setFunction({ mode: "status", status: 401 });
  await sandbox.expireTokens("voice", IDENTITY);
  await flexUi.tells(/was not let in/);
  await flexUi.remedy("Sign in again").click();
  await flexUi.isSignedOut();
});

test("the attribute of the worker switches the voice client on and off", async ({
  flexUi,
  sandbox,
}) => {
  await until("calls go to the extension", async () => {
    return (await sandbox.worker(WORKER)).contactUri === `client:${IDENTITY}`;
  });
  await sandbox.changeAttributes(WORKER, { extensionVoiceClientEnabled: false });
  await until("calls go to Flex", async () => {
    return (await sandbox.worker(WORKER)).contactUri === `client:${WORKER}`;
  });
  await expect(flexUi.status).toHaveCount(0);
  await sandbox.changeAttributes(WORKER, { extensionVoiceClientEnabled: true, note: "kept" });
  await flexUi.ready();
  await until("calls go to the extension again", async () => {
    const { contactUri, attributes } = await sandbox.worker(WORKER);
    return contactUri === `client:${IDENTITY}` && attributes["note"] === "kept";
  });
});

test("a tab of another account is told that the voice client serves this one", async ({
  flexUi,
  chrome,
  sandbox,
}) => {
  await sandbox.hire("other_40example_2Ecom", OTHER_ACCOUNT, "Offline");
  const other = await chrome.openFlexUi({ worker: "other_40example_2Ecom", account: OTHER_ACCOUNT });
  await other.says("Other account");
  await other.tells(/Close the Flex tabs of that account/);
  await flexUi.page.bringToFront();
  await flexUi.takeCall(sandbox);
});
