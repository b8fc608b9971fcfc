import { badge } from "../harness/action.ts";
import { expect, IDENTITY, test } from "../harness/test.ts";
import type { FunctionBehaviour } from "../harness/sandbox.ts";
import { until } from "../harness/until.ts";
import type { Witness } from "../harness/witness.ts";

const PREFIX = "VOICE_CLIENT_EXTENSION_";
const LONG = "x".repeat(100_000);

/** Messages of every kind that no plugin sends. */
const NONSENSE: unknown[] = [
  null,
  undefined,
  0,
  "",
  LONG,
  [],
  [[PREFIX]],
  {},
  { type: null },
  { type: 7, payload: 7 },
  { type: LONG },
  { type: "__proto__", payload: {} },
  { type: "constructor", payload: {} },
  { type: `${PREFIX}UNKNOWN` },
  { type: `${PREFIX}CONFIGURE` },
  { type: `${PREFIX}CONFIGURE`, payload: null },
  { type: `${PREFIX}CONFIGURE`, payload: [] },
  { type: `${PREFIX}CONFIGURE`, payload: { voiceClientTokenGeneratorUrl: "javascript:alert(1)" } },
  {
    type: `${PREFIX}CONFIGURE`,
    payload: {
      voiceClientTokenGeneratorUrl: "http://example.com/steal",
      accountSid: `AC${"e".repeat(32)}`,
      extensionVoiceClientPrefix: "ext_",
    },
  },
  { type: `${PREFIX}CONFIGURE`, payload: { accountSid: "AC1", protocol: -1 } },
  { type: `${PREFIX}FLEX_TOKEN`, payload: { token: 1, accountSid: {}, expiration: [] } },
  { type: `${PREFIX}FLEX_TOKEN`, payload: { token: LONG, accountSid: "AC", expiration: "never" } },
  {
    type: `${PREFIX}FLEX_TOKEN`,
    payload: { token: "t", accountSid: `AC${"e".repeat(32)}`, expiration: "2999-01-01T00:00:00Z" },
  },
  { type: `${PREFIX}SEND_DTMF_DIGITS`, payload: { digits: "<script>" } },
  { type: `${PREFIX}SEND_DTMF_DIGITS`, payload: { digits: LONG } },
  { type: `${PREFIX}SEND_DTMF_DIGITS`, payload: "1" },
  { type: `${PREFIX}SET_MUTED`, payload: { muted: "yes" } },
  { type: `${PREFIX}SET_MUTED` },
  // Nearly what the extension says.
  { type: `${PREFIX}CONFIG_REJECTED` + " " },
  { type: `${PREFIX}HEARTBEAT `, payload: { voiceClientIdentity: "mallory", error: false } },
];

test("nonsense from the page does nothing before the client is configured", async ({
  chrome,
  sandbox,
}) => {
  const popup = await chrome.openPopup();
  const page = await chrome.openFlex({ plugin: "off" });
  await page.post(...NONSENSE, ...[...NONSENSE].reverse());
  await page.post({ type: `${PREFIX}HANGUP_CALL` });
  await expect(popup.words("1 open, none with the plugin")).toBeVisible();

  const flex = await chrome.openFlex();
  await flex.ready();
  await expect(popup.words("2 open, 1 with the plugin")).toBeVisible();
  await sandbox.answeredCall(IDENTITY);
});

test("nonsense from the page does nothing to a call", async ({ sandbox, flex }) => {
  const call = await sandbox.answeredCall(IDENTITY);
  await sandbox.mark(call);

  for (let n = 0; n < 3; n += 1) await flex.post(...NONSENSE);

  await flex.says({ call: { callSid: call, state: "active", muted: false } });
  await flex.mutesAndUnmutes();
  await flex.says({ call: { callSid: call, state: "active" } });
  const { media, digits } = await sandbox.callIs(call, "audible");
  expect(digits).toBe("");
  expect(media.sinceMark?.packetsLost).toBe(0);
});

test("a flood from the page does not keep a person from hanging up", async ({
  sandbox,
  chrome,
  flex,
}) => {
  const popup = await chrome.openPopup();
  const call = await sandbox.answeredCall(IDENTITY);

  const message = (muted: boolean) => ({ type: `${PREFIX}SET_MUTED`, payload: { muted } });
  await flex.post(...Array.from({ length: 5_000 }, (_, n) => message(n % 2 === 0)));

  await popup.hangUp.click();
  await sandbox.endedBy("agent", call);
  await flex.ready();
});

const UNWELL: [string, FunctionBehaviour, string, string][] = [
  ["401", { mode: "status", status: 401 }, "Flex sign-in not accepted", "flex-token-refused 401"],
  ["403", { mode: "status", status: 403 }, "Flex sign-in not accepted", "flex-token-refused 403"],
  ["429", { mode: "status", status: 429 }, "Call service has an error", "token-function-failing 429"],
  ["500", { mode: "status", status: 500 }, "Call service has an error", "token-function-failing 500"],
  ["HTML", { mode: "html" }, "Call service misconfigured", "token-function-garbled"],
  ["{}", { mode: "empty" }, "Call service misconfigured", "token-function-garbled"],
  ["half an answer", { mode: "garbled" }, "Call service misconfigured", "token-function-garbled"],
  ["a token for nobody", { mode: "nobody" }, "Call service misconfigured", "token-function-garbled"],
];

for (const [answer, behaviour, headline, code] of UNWELL) {
  test(`a Function that answers ${answer} is a clear state, until it is well again`, async ({
    sandbox,
    chrome,
  }) => {
    await sandbox.setFunction(behaviour);
    const popup = await chrome.openPopup();
    const flex = await chrome.openFlex();
    await expect(popup.headline).toHaveText(headline);
    await expect(popup.words(code)).toBeVisible();
    await expect.poll(() => badge(popup)).toMatchObject({ text: "!" });
    await flex.says({ ready: false, error: true, problem: code.split(" ")[0] });

    await sandbox.setFunction({});
    if (code.startsWith("flex-token-refused")) await flex.renewToken.click();
    // A Function with too much to do is left in peace for minutes, but for a person.
    if (code.endsWith("429")) await popup.button("Try again").click();

    await flex.ready();
    await expect(popup.headline).toHaveText("Ready for calls");
    await sandbox.answeredCall(IDENTITY);
  });
}

test("a redirect of the Function is a clear state, and what it leads to is not asked", async ({
  sandbox,
  chrome,
}) => {
  const { events } = await sandbox.state();
  await sandbox.setFunction({ mode: "redirect" });
  const popup = await chrome.openPopup();
  const flex = await chrome.openFlex();
  await expect(popup.headline).toHaveText("Call service not reachable");
  await expect(popup.words("token-function-unreachable")).toBeVisible();
  await flex.says({ ready: false, error: true, problem: "token-function-unreachable" });

  // This one has the form sent on, with the Flex token in it.
  await sandbox.setFunction({ mode: "redirect", status: 307 });
  await sandbox.event("token requested", () => popup.button("Try again").click());
  await flex.says({ ready: false, error: true, problem: "token-function-unreachable" });

  await sandbox.setFunction({});
  await popup.button("Try again").click();
  await flex.ready();
  await expect(popup.headline).toHaveText("Ready for calls");
  await sandbox.answeredCall(IDENTITY);
  const seen = (await sandbox.events(events)).map(({ what }) => what);
  expect(seen).toContain("token requested");
  expect(seen).not.toContain("token requested elsewhere");
});

test("a Function that answers with a token and a megabyte more is a clear state, until it is well again", async ({
  sandbox,
  chrome,
}) => {
  await sandbox.setFunction({ mode: "huge" });
  const popup = await chrome.openPopup();
  const flex = await chrome.openFlex();
  await expect(popup.headline).toHaveText("Call service misconfigured");
  await expect(popup.words("token-function-garbled")).toBeVisible();
  await flex.says({ ready: false, error: true, problem: "token-function-garbled" });

  await sandbox.setFunction({});
  await flex.ready();
  await expect(popup.headline).toHaveText("Ready for calls");
  await sandbox.answeredCall(IDENTITY);
});

/** How often the worker has said that it got no token. */
function failures(witness: Witness): number {
  return witness.console.filter(({ text }) => text.includes("no voice token")).length;
}

test("a Function that refuses the Flex token is not hammered", async ({
  sandbox,
  chrome,
  witness,
}) => {
  await sandbox.setFunction({ mode: "status", status: 403 });
  const flex = await chrome.openFlex();
  await flex.says({ problem: "flex-token-refused" });
  await until("the token that Flex was asked for is refused too", () => failures(witness) === 2);
  await flex.renewToken.evaluate((button: HTMLElement) => {
    for (let n = 0; n < 5; n += 1) button.click();
  });
  await until("the one is tried that came last", () => failures(witness) >= 3);

  const { functionRequests, functionRequestTimes: times } = await sandbox.state();
  expect(functionRequests).toBe(3);
  expect((times[2] ?? 0) - (times[1] ?? 0)).toBeGreaterThan(4_500);
});

test("a Function that does not answer is a clear state, until it is well again", async ({
  sandbox,
  chrome,
}) => {
  await sandbox.setFunction({ mode: "never" });
  const popup = await chrome.openPopup();
  const flex = await chrome.openFlex();
  await expect(popup.headline).toHaveText("Connecting");
  await expect(popup.headline).toHaveText("Call service not reachable", { timeout: 40_000 });

  await sandbox.setFunction({});
  await expect(popup.headline).toHaveText("Ready for calls", { timeout: 30_000 });
  await flex.ready();
});

test("try again does not wait for the next try", async ({ sandbox, chrome, witness }) => {
  // After answers of 5xx Chrome itself turns an extension's requests away for a while (throttling),
  // whoever asks for them.
  await sandbox.setFunction({ mode: "status", status: 404 });
  const popup = await chrome.openPopup();
  await chrome.openFlex();
  // The wait after the fifth failure is one of 8 to 16 s.
  await until("the Function has failed five times", () => failures(witness) >= 5, 60_000);
  await sandbox.setFunction({});
  await popup.button("Try again").click();
  await expect(popup.headline).toHaveText("Ready for calls", { timeout: 7_000 });
});

test("voice signalling that is refused is a clear state, until it is well again", async ({
  sandbox,
  chrome,
}) => {
  await sandbox.setSignalling({ refuse: true });
  const popup = await chrome.openPopup();
  const flex = await chrome.openFlex();
  await expect(popup.headline).toHaveText("Twilio not reachable", { timeout: 30_000 });
  await flex.says({ ready: false, problem: "voice-unreachable" });

  await sandbox.setSignalling({ refuse: false });
  await expect(popup.headline).toHaveText("Ready for calls", { timeout: 45_000 });
  await flex.ready();
});

for (const [refusal, code] of [
  ["invalid", 20101],
  ["expired", 20104],
] as const) {
  test(`Twilio calling the voice token ${refusal} is a clear state, until the token is good again`, async ({
    sandbox,
    chrome,
  }) => {
    await sandbox.setSignalling({ refuseToken: refusal });
    const popup = await chrome.openPopup();
    const flex = await chrome.openFlex();
    await expect(popup.headline).toHaveText("Twilio refuses the sign-in");
    await expect(popup.words(`voice-token-refused ${code}`)).toBeVisible();
    await expect.poll(() => badge(popup)).toMatchObject({ text: "!" });
    await flex.says({ ready: false, error: true, problem: "voice-token-refused" });

    await sandbox.setSignalling({});
    await expect(popup.headline).toHaveText("Ready for calls");
    await flex.ready();
    await sandbox.answeredCall(IDENTITY);
  });
}
