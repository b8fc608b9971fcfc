import { contents, expect, IDENTITY, test } from "../harness/test.ts";

// Every test ends with a hunt for tokens, in all that its own journey touched. This one goes
// everywhere, and makes sure that the hunt would find something.
/** A card's number, typed into a call. */
const CARD = "4929123412341234";
const CALLER = "+4915550102030";

test("no token is in any log, address, page or storage of a page", async ({
  sandbox,
  chrome,
  flex,
  witness,
}) => {
  const popup = await chrome.openPopup();
  await chrome.openWelcome();
  const call = await sandbox.placeCall(IDENTITY, CALLER);
  await sandbox.callIs(call, "audible");
  await flex.mute.click();
  await flex.sendDigits(CARD);
  await chrome.serviceWorker.kill();
  await flex.says({ call: { callSid: call, muted: true } });
  await popup.hangUp.click();
  await sandbox.callIs(call, "ended");
  await sandbox.expireTokens("voice");
  await sandbox.setFunction({ mode: "status", status: 403, times: 1 });
  await flex.renewToken.click();
  await sandbox.setFunction({ mode: "garbled", times: 1 });
  await popup.restartIdle();
  await flex.ready();

  // Flex tokens, voice tokens and those of the call have been seen, and would be recognised.
  expect(witness.tokens.size).toBeGreaterThanOrEqual(4);
  const [token = ""] = witness.tokens;
  expect(witness.leaksIn([{ where: "here", text: `… ${token} …` }])).toEqual(["here"]);

  expect(witness.leaksIn(await contents(chrome))).toEqual([]);
  expect(witness.leaksIn(witness.requests)).toEqual([]);
  expect(witness.leaksIn(witness.console)).toEqual([]);
  // Nor who has called, and what was dialled.
  const written = JSON.stringify([witness.console, witness.requests, await flex.received()]);
  for (const secret of [CARD, CALLER]) expect(written).not.toContain(secret);
  const log = await sandbox.events();
  expect(log.length).toBeGreaterThan(0);
});

test("nothing is fetched at run time but Twilio", async ({ sandbox, chrome, flex, witness }) => {
  const popup = await chrome.openPopup();
  for (let n = 0; n < 2; n += 1) {
    const call = await sandbox.answeredCall(IDENTITY);
    await flex.sendDigits("1");
    await popup.hangUp.click();
    await sandbox.callIs(call, "ended");
    await flex.ready();
  }

  const hosts = new Set(
    witness.requests
      .filter(({ where }) => where.includes("chrome-extension://"))
      .map(({ text }) => new URL(text))
      .filter(({ protocol }) => /^(https?|wss?):$/.test(protocol))
      .map(({ hostname }) => hostname),
  );
  expect([...hosts].some((host) => host.startsWith("voice-js."))).toBe(true);
  expect([...hosts].some((host) => host.endsWith(".twil.io"))).toBe(true);
  expect(witness.strangers()).toEqual([]);
});

test("a call out is nothing that the extension can do", async ({ sandbox, chrome, flex, witness }) => {
  const popup = await chrome.openPopup();
  const to = "+15550199";
  const types = ["CALL", "DIAL", "CONNECT", "START_OUTBOUND_CALL", "ACCEPT_CALL"];
  await flex.post(...types.map((it) => ({ type: `VOICE_CLIENT_EXTENSION_${it}`, payload: { to } })));
  await flex.sendDigits("15550199");
  const call = await sandbox.answeredCall(IDENTITY);
  await popup.hangUp.click();
  await sandbox.callIs(call, "ended");
  await flex.ready();

  // The call that came was taken up, and is all that there was.
  expect(witness.invites.length).toBeGreaterThan(0);
  expect(witness.invites.filter(({ takesUp }) => !takesUp)).toEqual([]);
  expect((await sandbox.state()).calls.map(({ callSid }) => callSid)).toEqual([call]);
});
