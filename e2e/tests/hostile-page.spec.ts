// What a page can not do although it is at an address where the extension listens. What it can do is
// in docs/SECURITY.md.

import type { Page } from "@playwright/test";

import type { Chrome } from "../harness/chrome.ts";
import { extensionId, extensionOrigin, extensionUrl } from "../harness/extension-origin.ts";
import type { FlexTab } from "../harness/flex.ts";
import { expect, IDENTITY, test } from "../harness/test.ts";
import { goesOn, heardDuring } from "../harness/stretch.ts";
import { until } from "../harness/until.ts";

const PREFIX = "VOICE_CLIENT_EXTENSION_";
const OTHER_ACCOUNT = `AC${"e".repeat(32)}`;
const OTHER_FUNCTION = "https://elsewhere-0000.twil.io/generateToken";

/** All that a page can ask for once it is accepted. */
const ORDERS = [
  { type: `${PREFIX}HANGUP_CALL` },
  { type: `${PREFIX}SET_MUTED`, payload: { muted: true } },
  { type: `${PREFIX}SEND_DTMF_DIGITS`, payload: { digits: "666" } },
  { type: `${PREFIX}SET_AUDIO_DEVICE`, payload: { kind: "input", label: "" } },
];

/** A page of somebody else, where the extension does not listen: of an origin of its own. */
async function openStranger(page: Page, html: string): Promise<void> {
  await page.goto("about:blank");
  await page.setContent(html);
}

test("a page of another account can not hang up, mute or dial into a call", async ({
  sandbox,
  chrome,
  flex,
}) => {
  const hostile = await openRejected(chrome);
  const call = await sandbox.answeredCall(IDENTITY);

  const heard = await heardDuring(sandbox, call, async () => {
    await hostile.renewToken.click();
    await hostile.post(...ORDERS, ...ORDERS);
    await goesOn(sandbox, call, 1_000);
  });

  expect(heard.packetsLost).toBe(0);
  await flex.says({ call: { callSid: call, state: "active", muted: false } });
  expect((await sandbox.call(call)).digits).toBe("");
  // It is told that it is turned away, and nothing else: no account, no agent, no call.
  const types = new Set((await hostile.received()).map(({ type }) => type));
  expect([...types]).toEqual([`${PREFIX}CONFIG_REJECTED`]);
  expect((await sandbox.state()).registered).toEqual([IDENTITY]);
});

test("a page of another account does not get the call of an extension that has crashed", async ({
  sandbox,
  chrome,
  flex,
}) => {
  const hostile = await openRejected(chrome);
  const call = await sandbox.answeredCall(IDENTITY);
  // It says all that it can without a pause, so that it is the first to be heard.
  await hostile.page.evaluate(
    ([orders, configure]) => {
      setInterval(() => {
        for (const it of [configure, ...orders]) window.postMessage(it, location.origin);
      }, 20);
    },
    [
      ORDERS,
      {
        type: `${PREFIX}CONFIGURE`,
        payload: { voiceClientTokenGeneratorUrl: OTHER_FUNCTION, accountSid: OTHER_ACCOUNT },
      },
    ] as const,
  );

  // What Flex has heard last was said before the crash.
  await flex.beatsOn(20_000, async () => {
    await chrome.extension.crash();
    await chrome.extension.start();
  });

  await flex.says({ call: { callSid: call, state: "active", muted: false } });
  await sandbox.callIs(call, "audible");
  await flex.hangUp.click();
  expect(await sandbox.callIs(call, "ended")).toMatchObject({ endedBy: "agent", digits: "" });
});

test("a page's token goes to the Function that the page has named, and to no other", async ({
  chrome,
  flex,
  witness,
}) => {
  await chrome.context.addInitScript(() => {
    const tokens: string[] = [];
    Object.assign(window, { tokens });
    window.addEventListener("message", ({ data }) => {
      if (data?.type?.endsWith("_FLEX_TOKEN")) tokens.push(data.payload.token);
    });
  });
  const tokensOf = (page: Page) => page.evaluate(() => (window as any).tokens as string[]);
  await flex.refresh();
  await flex.ready();
  const other = await chrome.openFlex({ identity: "colleague", functionUrl: OTHER_FUNCTION });
  await other.ready();
  for (const tab of [flex, other, flex]) {
    const before = witness.tokenRequests.length;
    await tab.renewToken.click();
    await until("the Function is asked", () => witness.tokenRequests.length > before);
  }

  const [ours, theirs] = await Promise.all([tokensOf(flex.page), tokensOf(other.page)]);
  expect(ours.length).toBeGreaterThan(1);
  const went = (tokens: string[]) => {
    const requests = witness.tokenRequests.filter(({ token }) => tokens.includes(token));
    return [...new Set(requests.map(({ url }) => new URL(url).hostname))];
  };
  expect(went(ours)).toEqual(["voice-client-0000.twil.io"]);
  expect(went(theirs)).toEqual(["elsewhere-0000.twil.io"]);
});

test("a page gets no token and no page of the extension, whatever it asks for", async ({
  sandbox,
  flex,
  witness,
}) => {
  await sandbox.answeredCall(IDENTITY);
  const types = ["CONFIGURED", "HEARTBEAT", "CONFIG_REJECTED", "DISCONNECTED", "GET_TOKEN", "HELLO"];
  await flex.post(...types.map((type) => ({ type: PREFIX + type })), { kind: "hello" });
  await flex.mutesAndUnmutes();

  const reached = await flex.page.evaluate(async (id) => {
    const urls = ["popup.html", "offscreen.html", "background.js", "shells_bg.wasm", "manifest.json"];
    const fetched = urls.map((it) => fetch(`chrome-extension://${id}/${it}`).then(() => it, () => ""));
    const runtime = (globalThis as any).chrome?.runtime;
    const api = runtime?.connect ? "runtime.connect" : "";
    return [...(await Promise.all(fetched)), api].filter((it) => it !== "");
  }, extensionId());
  expect(reached).toEqual([]);

  // A page that shows the popup in itself could have it clicked.
  await flex.page.evaluate((url) => {
    const frame = document.createElement("iframe");
    frame.src = url;
    const loaded = new Promise((resolve) => frame.addEventListener("load", resolve));
    document.body.append(frame);
    return loaded;
  }, extensionUrl("popup.html"));
  const frames = flex.page.frames().map((it) => it.url());
  expect(frames.filter((it) => it.includes("popup.html"))).toEqual([]);

  expect(witness.tokens.size).toBeGreaterThanOrEqual(3);
  const received = JSON.stringify(await flex.received());
  expect(witness.leaksIn([{ where: "messages to the page", text: received }])).toEqual([]);
});

test("a page's renderer can not read what the extension remembers", async ({ sandbox, chrome, flex }) => {
  await sandbox.answeredCall(IDENTITY);

  // Where the content script runs, whose rights a page has that has taken its renderer over.
  const session = await chrome.context.newCDPSession(flex.page);
  const contexts: { id: number; origin: string }[] = [];
  session.on("Runtime.executionContextCreated", ({ context }) => contexts.push(context));
  await session.send("Runtime.enable");
  const isolated = await until("the content script's world is known", () =>
    contexts.find(({ origin }) => origin === extensionOrigin()),
  );
  const read = (area: string) =>
    session.send("Runtime.evaluate", {
      contextId: isolated.id,
      expression: `chrome.storage.${area}.get().then(JSON.stringify, (error) => error.message)`,
      awaitPromise: true,
      returnByValue: true,
    });
  for (const area of ["local", "session"]) {
    const { result } = await read(area);
    expect(result.value, area).toContain("not allowed");
  }

  // It can speak as the page can, and as nobody else.
  const posing = await session.send("Runtime.evaluate", {
    contextId: isolated.id,
    expression: `Promise.all(["popup", "offscreen", "other"].map((name) => new Promise((resolve) => {
      const port = chrome.runtime.connect({ name });
      port.onMessage.addListener(() => resolve(name + " is taken for one"));
      port.onDisconnect.addListener(() => resolve(name + " is turned away"));
    })))`,
    awaitPromise: true,
    returnByValue: true,
  });
  expect(posing.result.value).toEqual(
    ["popup", "offscreen", "other"].map((name) => `${name} is turned away`),
  );
});

test("frames in a Flex page and windows that opened it have no say", async ({
  sandbox,
  chrome,
  flex,
}) => {
  const call = await sandbox.answeredCall(IDENTITY);

  // One of another origin, and one of Flex's own.
  await flex.page.evaluate(async (orders) => {
    const say = `for (const it of ${JSON.stringify(orders)}) parent.postMessage(it, "*")`;
    for (const sandbox of ["allow-scripts", undefined]) {
      const frame = document.createElement("iframe");
      if (sandbox !== undefined) frame.setAttribute("sandbox", sandbox);
      frame.srcdoc = `<script>${say}; parent.postMessage("said", "*")</script>`;
      const said = new Promise<void>((resolve) =>
        window.addEventListener("message", ({ data }) => data === "said" && resolve(), { once: false }),
      );
      document.body.append(frame);
      await said;
    }
  }, ORDERS);
  // And a page of somebody else that has opened this one.
  const stranger = await chrome.context.newPage();
  await openStranger(stranger, "");
  const [opened] = await Promise.all([
    chrome.context.waitForEvent("page"),
    stranger.evaluate(() => {
      (window as any).opened = window.open("https://flex.twilio.com/plain?protocol=2");
    }),
  ]);
  await expect(opened.getByTestId("extension")).toHaveText("alive");
  await stranger.evaluate((orders) => {
    for (const it of orders) (window as any).opened.postMessage(it, "*");
  }, ORDERS);

  await flex.beatsOn(60_000);
  await flex.says({ call: { callSid: call, state: "active", muted: false } });
  expect((await sandbox.callIs(call, "audible")).digits).toBe("");
});

test.describe("where the sandbox's address is one like any other", () => {
  // Chrome asks before a page shows one of the computer's own network in a frame.
  test.use({ chromeArguments: ["--disable-features=LocalNetworkAccessChecks"] });

  test("a Flex page in a frame of somebody else's page is no Flex tab", async ({ chrome }) => {
    const popup = await chrome.openPopup();
    const stranger = await chrome.context.newPage();
    await openStranger(stranger, `<iframe src="https://flex.twilio.com/plain?protocol=2"></iframe>`);
    const frame = stranger.frameLocator("iframe");
    await expect(frame.getByTestId("worker")).not.toBeEmpty();
    // A plugin calls an extension dead that has not answered for five seconds: it has not.
    await expect(frame.getByTestId("extension")).toHaveText("dead");

    await expect(popup.words("None open")).toBeVisible();
    await expect(popup.headline).toHaveText("Waiting for Flex");
  });
});

test("a flood from a page of another account does not keep Flex from hanging up", async ({
  sandbox,
  chrome,
  flex,
}) => {
  const hostile = await openRejected(chrome);
  const call = await sandbox.answeredCall(IDENTITY);
  await hostile.page.evaluate(
    (configure) => {
      setInterval(() => {
        for (let n = 0; n < 100; n += 1) window.postMessage(configure, location.origin);
      }, 10);
    },
    {
      type: `${PREFIX}CONFIGURE`,
      payload: {
        voiceClientTokenGeneratorUrl: `${OTHER_FUNCTION}?${"x".repeat(1_900)}`,
        accountSid: OTHER_ACCOUNT,
      },
    },
  );

  const heard = await heardDuring(sandbox, call, () => goesOn(sandbox, call, 2_000));
  expect(heard.packetsLost).toBe(0);
  await flex.hangUp.click();
  expect(await sandbox.callIs(call, "ended")).toMatchObject({ endedBy: "agent" });
  await flex.ready();
});

test("of a flood a hundred messages at once and fifty a second reach the worker", async ({
  sandbox,
  chrome,
  flex,
}) => {
  // Beside the extension's own listener, on the Port that the page gets next.
  await chrome.serviceWorker.evaluate(`{
    globalThis.heard = 0;
    chrome.runtime.onConnect.addListener((port) => {
      port.onMessage.addListener(({ kind }) => { if (kind === "page") globalThis.heard += 1; });
    });
  }`);
  const heard = async () => Number(await chrome.serviceWorker.evaluate("globalThis.heard"));
  await flex.refresh();
  await flex.ready();
  const call = await sandbox.answeredCall(IDENTITY);

  const begun = performance.now();
  const before = await heard();
  expect(before).toBeGreaterThan(0);
  const message = { type: `${PREFIX}SET_MUTED`, payload: { muted: false } };
  await flex.post(...Array.from({ length: 5_000 }, () => message));
  await until("the page is heard again", async () => {
    await flex.post({ type: `${PREFIX}HANGUP_CALL` });
    return (await sandbox.call(call)).state === "ended";
  });
  const passed = (await heard()) - before;
  const seconds = (performance.now() - begun) / 1_000;

  expect(passed).toBeGreaterThanOrEqual(100);
  expect(passed).toBeLessThanOrEqual(100 + 50 * seconds);
});

test("what a caller is called is text, and nothing else", async ({ sandbox, chrome, flex }) => {
  const caller = `<img src=x onerror="document.title='taken'"><b>bold`;
  const popup = await chrome.openPopup();
  const call = await sandbox.placeCall(IDENTITY, "+15550100", { name: caller });
  await flex.says({ call: { callSid: call } });

  await expect(popup.words(caller)).toBeVisible();
  expect(await popup.page.locator("img[src=x]").count()).toBe(0);
  expect(await popup.page.title()).not.toBe("taken");
});

/** A page of another account, once it is turned away. */
async function openRejected(chrome: Chrome): Promise<FlexTab> {
  const hostile = await chrome.openFlex({ account: OTHER_ACCOUNT, identity: "mallory" });
  await expect(hostile.extension).toHaveText("rejected");
  return hostile;
}
