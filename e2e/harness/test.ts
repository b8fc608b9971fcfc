// A test gets a sandbox and a Chromium of its own. When it is over, whatever it was about, nothing
// may have leaked, thrown, or gone where it should not.

import { expect, test as base, type TestInfo } from "@playwright/test";

import { Chrome } from "./chrome.ts";
import { openColleague } from "./colleague.ts";
import { setExtensionId } from "./extension-origin.ts";
import type { Runtime } from "../../serverless/tests/runtime.ts";
import { IDENTITY, WORKER, type FlexOptions, type FlexTab } from "./flex.ts";
import type { FlexUi, FlexUiOptions } from "./flex-ui.ts";
import { ACCOUNT, startFunction } from "./function.ts";
import type { Permission } from "./permissions.ts";
import { rolloutPolicies } from "./policies.ts";
import { Sandbox } from "./sandbox.ts";
import { Store } from "./store.ts";
import { isFlexUi, Witness, type Sight } from "./witness.ts";

interface Options {
  /** What the person has said when Chrome asked for the microphone. */
  microphone: Permission;
  /** Further arguments for Chromium. */
  chromeArguments: string[];
  /** Whether the extension is installed, and how. */
  extension: boolean | "by policy";
  /** What the administrator has decided. */
  policies: object | undefined;
}

/** What a test can be given. */
export interface Fixtures {
  /** Where the extension is installed from for good, in the version 1.0. */
  store: Store;
  sandbox: Sandbox;
  chrome: Chrome;
  witness: Witness;
  /** The browser of a second person, with the extension in it. */
  otherChrome: Chrome;
  /** A Flex tab, opened, with the client ready. */
  flex: FlexTab;
  /** How `flex` is opened. */
  flexOptions: FlexOptions;
  /** The real Function, in Twilio's Functions runtime, in the place of the sandbox's. */
  tokenFunction: Runtime;
  /** The real Flex UI with the plugin, opened, with the client ready. */
  flexUi: FlexUi;
  /**
   * Opens it for an agent whose voice client gets no token, until the Function is used again. What
   * they do first is *Available* unless it is named.
   */
  openWithoutToken: (options?: FlexUiOptions, activity?: string) => Promise<FlexUi>;
  /** The Flex of a second agent, in the other browser, with the client ready. */
  colleague: FlexUi;
  /** The Flex of a supervisor, likewise. */
  supervisor: FlexUi;
}

export const test = base.extend<Options & Fixtures>({
  microphone: ["granted", { option: true }],
  chromeArguments: [[], { option: true }],
  extension: [true, { option: true }],
  policies: [undefined, { option: true }],
  flexOptions: [{}, { option: true }],

  sandbox: async ({}, use, info) => {
    const log = info.outputPath("sandbox.log");
    const sandbox = await Sandbox.start(log);
    await use(sandbox);
    await info.attach("sandbox.log", { path: log });
    await sandbox.stop();
  },

  store: async ({}, use) => {
    const store = await Store.open("1.0");
    setExtensionId(store.id);
    await use(store);
    setExtensionId(undefined);
    store.close();
  },

  chrome: async ({ sandbox, microphone, chromeArguments, extension, policies }, use) => {
    const chrome = await Chrome.launch({
      sandbox,
      microphone,
      arguments: chromeArguments,
      extension,
      policies,
    });
    await use(chrome);
    await chrome.close();
  },

  witness: [
    async ({ sandbox, chrome }, use, info) => {
      const witness = await Witness.listen(chrome.devTools);
      await use(witness);
      await nothingIsAmiss(chrome, witness, info, "console.txt");
      const { unknownRequests } = await sandbox.state();
      expect.soft(unknownRequests, "requests that Twilio would not know").toEqual([]);
    },
    { auto: true },
  ],

  otherChrome: async ({ sandbox }, use, info) => {
    const chrome = await Chrome.launch({ sandbox });
    const witness = await Witness.listen(chrome.devTools);
    await use(chrome);
    await nothingIsAmiss(chrome, witness, info, "other-console.txt");
    await chrome.close();
  },

  tokenFunction: async ({ sandbox }, use) => {
    const runtime = await startFunction(sandbox);
    await use(runtime);
    await runtime.stop();
  },

  flexUi: async ({ sandbox, chrome, tokenFunction: _, witness: __ }, use) => {
    await sandbox.hire(WORKER, ACCOUNT, "Available");
    const flex = await chrome.openFlexUi();
    await flex.ready();
    await use(flex);
  },

  openWithoutToken: async ({ sandbox, chrome, tokenFunction: _ }, use) => {
    await use(async (options = {}, activity = "Available") => {
      await sandbox.hire(WORKER, ACCOUNT, activity);
      await sandbox.setFunction({ mode: "status", status: 500 });
      return chrome.openFlexUi(options);
    });
  },

  colleague: async ({ otherChrome, sandbox }, use) => {
    await use(await openColleague(otherChrome, sandbox));
  },

  supervisor: async ({ otherChrome, sandbox }, use) => {
    await use(await openColleague(otherChrome, sandbox, { roles: ["supervisor"] }));
  },

  flex: async ({ chrome, witness: _, extension, flexOptions }, use) => {
    // Chrome fetches it first, and it says that it is there.
    if (extension === "by policy") await (await chrome.welcomePage()).page.close();
    const flex = await chrome.openFlex(flexOptions);
    await flex.ready();
    await use(flex);
  },
});

/** For `test.use`: an administrator has had the extension installed, with the policies of docs/ROLLOUT.md. */
export const ROLLED_OUT: Parameters<typeof test.use>[0] = {
  extension: "by policy",
  chromeArguments: [
    // Chrome's own: under a stricter one nothing plays where a policy has allowed the microphone.
    "--autoplay-policy=document-user-activation-required",
    // As after an update of Chrome.
    "--restore-last-session",
  ],
  microphone: "prompt",
  policies: ({ store }, use) => use(rolloutPolicies(store)),
};

export { ACCOUNT, expect, IDENTITY, WORKER };

/**
 * What Chrome makes of a worker that it fails to start after a reload, and of what the one before
 * has asked of it.
 */
const NOT_STARTED = /Cannot read properties of undefined \(reading 'onInstalled'\)|lastError: No SW/;

/** Nothing in this browser has leaked, thrown, or gone where it should not. */
async function nothingIsAmiss(
  chrome: Chrome,
  witness: Witness,
  info: TestInfo,
  attachment: string,
): Promise<void> {
  const pages = await contents(chrome);
  const lines = witness.console.map(({ where, text }) => `${where}\n  ${text}`).join("\n");
  await info.attach(attachment, { body: lines });
  const isOfChrome = ({ text }: Sight) => chrome.extension.hasFailedToStart && NOT_STARTED.test(text);
  const unexpected = witness.unexpected().filter((sight) => !isOfChrome(sight));
  expect.soft(unexpected, "exceptions in a console").toEqual([]);
  // What the Flex UI does with its own token is its own affair.
  const ours = (sights: Sight[]) => sights.filter(({ where }) => !isFlexUi(where));
  expect.soft(witness.leaksIn(ours(witness.console)), "consoles with a token").toEqual([]);
  expect.soft(witness.leaksIn(ours(witness.requests)), "addresses with a token").toEqual([]);
  expect.soft(witness.leaksIn(pages), "pages with a token").toEqual([]);
  const begun = witness.invites.filter(({ where, takesUp }) => !isFlexUi(where) && !takesUp);
  expect.soft(begun, "calls that the extension has begun").toEqual([]);
  expect.soft(witness.strangers(), "requests to others than Twilio").toEqual([]);
}

/** What a person or a script can read in the pages that are open. */
export async function contents(chrome: Chrome): Promise<Sight[]> {
  const sights = [];
  for (const page of chrome.context.pages()) {
    const storesItsToken = isFlexUi(page.url());
    const text = await page.evaluate((storesItsToken) =>
      JSON.stringify([
        document.documentElement.outerHTML,
        storesItsToken ? {} : { ...localStorage },
        { ...sessionStorage },
        document.cookie,
        (window as { received?: unknown }).received,
      ]), storesItsToken,
    ).catch(() => "");
    sights.push({ where: page.url(), text });
  }
  return sights;
}
