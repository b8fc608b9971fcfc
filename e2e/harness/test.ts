// A test gets a sandbox and a Chromium of its own. When it is over, whatever it was about, nothing
// may have leaked, thrown, or gone where it should not.

import { expect, test as base } from "@playwright/test";

import { Chrome, type Permission } from "./chrome.ts";
import { IDENTITY, type FlexOptions, type FlexTab } from "./flex.ts";
import { Sandbox } from "./sandbox.ts";
import { Witness, type Sight } from "./witness.ts";

interface Options {
  /** What the person has said when Chrome asked for the microphone. */
  microphone: Permission;
  /** Further arguments for Chromium. */
  chromeArguments: string[];
}

interface Fixtures {
  sandbox: Sandbox;
  chrome: Chrome;
  witness: Witness;
  /** A Flex tab, opened, with the client ready. */
  flex: FlexTab;
  /** How `flex` is opened. */
  flexOptions: FlexOptions;
}

export const test = base.extend<Options & Fixtures>({
  microphone: ["granted", { option: true }],
  chromeArguments: [[], { option: true }],
  flexOptions: [{}, { option: true }],

  sandbox: async ({}, use, info) => {
    const log = info.outputPath("sandbox.log");
    const sandbox = await Sandbox.start(log);
    await use(sandbox);
    await info.attach("sandbox.log", { path: log });
    await sandbox.stop();
  },

  chrome: async ({ sandbox, microphone, chromeArguments }, use) => {
    const chrome = await Chrome.launch({ sandbox, microphone, arguments: chromeArguments });
    await use(chrome);
    await chrome.close();
  },

  witness: [
    async ({ sandbox, chrome }, use, info) => {
      const witness = await Witness.listen(chrome.devTools);
      await use(witness);
      const pages = await contents(chrome);
      const { unknownRequests } = await sandbox.state();
      const lines = witness.console.map(({ where, text }) => `${where}\n  ${text}`).join("\n");
      await info.attach("console.txt", { body: lines });
      expect.soft(witness.exceptions, "exceptions in a console").toEqual([]);
      expect.soft(witness.leaksIn(witness.console), "consoles with a token").toEqual([]);
      expect.soft(witness.leaksIn(witness.requests), "addresses with a token").toEqual([]);
      expect.soft(witness.leaksIn(pages), "pages with a token").toEqual([]);
      expect.soft(witness.strangers(), "requests to others than Twilio").toEqual([]);
      expect.soft(unknownRequests, "requests that Twilio would not know").toEqual([]);
    },
    { auto: true },
  ],

  flex: async ({ chrome, witness: _, flexOptions }, use) => {
    const flex = await chrome.openFlex(flexOptions);
    await flex.ready();
    await use(flex);
  },
});

export { expect };
export { IDENTITY };

/** What a person or a script can read in the pages that are open. */
export async function contents(chrome: Chrome): Promise<Sight[]> {
  const sights = [];
  for (const page of chrome.context.pages()) {
    const text = await page.evaluate(() =>
      JSON.stringify([
        document.documentElement.outerHTML,
        { ...localStorage },
        { ...sessionStorage },
        document.cookie,
        (window as { received?: unknown }).received,
      ]),
    ).catch(() => "");
    sights.push({ where: page.url(), text });
  }
  return sights;
}
