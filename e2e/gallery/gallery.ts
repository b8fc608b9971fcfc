// The dev pages, served as `trunk serve` does, and put into their states.

import { createServer, type Server } from "node:http";
import { readFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";

import { test as base, type Browser, type BrowserContextOptions, type Page } from "@playwright/test";

const FOLDER = "target/trunk/gallery";
/** The font that Paste names, so that all machines draw the same. */
const FONT = "node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2";
const KINDS: Record<string, string> = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".wasm": "application/wasm",
};

/** Which page. */
export type Name = "popup" | "welcome";

export const LANGUAGES = ["de", "en", "es", "fr", "ja", "pt_BR"];

/** When all that is looked at happens: 10:00 on a day in spring. */
const NOW = new Date("2026-03-02T10:00:00Z");

/** The pictures do not change with Chrome's version. */
const USER_AGENT =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

/** A dev page, and its panel. */
export class Gallery {
  #passed = 0;

  constructor(
    readonly page: Page,
    readonly name: Name,
  ) {}

  /** What is to be looked at, without the panel. */
  get exhibit() {
    return this.page.locator(`#${this.name}`);
  }

  /** Makes the window as wide as that, with nothing in it but what is to be looked at. */
  async narrow(width: number): Promise<void> {
    await this.page.setViewportSize({ width, height: 900 });
    await this.page.addStyleTag({
      content: ".dev, .stage { display: block; padding: 0; } .panel { display: none; }",
    });
  }

  /** Makes all letters so much bigger, and what goes by them. */
  async scaleLetters(size: string): Promise<void> {
    await this.page.evaluate((size) => (document.documentElement.style.fontSize = size), size);
  }

  /** Lets time pass in the simulated world, which stands still otherwise. */
  async pass(seconds: number): Promise<void> {
    this.#passed += seconds;
    await this.page.clock.setFixedTime(NOW.getTime() + this.#passed * 1_000);
  }

  /** The names of the states, in the panel's order. */
  async states(): Promise<string[]> {
    const names = await this.page.locator("#panel").evaluate((panel) => {
      // Before those come the switches for the look, and after them what happens and time.
      const others = ["language", "colours", "width", "Then", "Time"];
      const groups = [...panel.querySelectorAll("h2")].filter((it) => !others.includes(it.textContent));
      return groups.flatMap((heading) => {
        const buttons = heading.nextElementSibling?.querySelectorAll("button") ?? [];
        return [...buttons].map((button) => `${heading.textContent}: ${button.textContent}`);
      });
    });
    // A panel that has changed its shape would leave nothing to look at.
    if (names.length < 10) throw new Error(`the panel of the ${this.name} offers ${names}`);
    return names;
  }

  /** Puts it into a state, and returns when that is painted and the colours have come to rest. */
  async enter(state: string): Promise<void> {
    // In the page itself: there are hundreds of states to go through, in each look and language.
    await this.page.locator("#panel").evaluate(async (panel, state) => {
      const [group, name] = state.split(": ");
      const headings = [...panel.querySelectorAll("h2")];
      const choices = headings.find((it) => it.textContent === group)?.nextElementSibling;
      const buttons = [...(choices?.querySelectorAll("button") ?? [])];
      const button = buttons.find((it) => it.textContent === name);
      if (!button) throw new Error(`the panel does not offer ${state}`);
      button.click();
    }, state);
    await this.rest();
  }

  /** Returns when what there is to see is painted, and has come to rest. */
  async rest(): Promise<void> {
    await this.page.evaluate(async () => {
      await new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)));
      // One that follows the microphone's level would never end by itself; what turns has no end.
      const ends = (it: Animation) => it.effect?.getComputedTiming().endTime !== Infinity;
      for (const it of document.getAnimations()) if (ends(it)) it.finish();
    });
  }
}

interface Fixtures {
  /** Opens a dev page that looks so. */
  gallery: (name: Name, options?: BrowserContextOptions & { language?: string }) => Promise<Gallery>;
}

export const test = base.extend<Fixtures>({
  browser: [
    async ({ playwright }, use) => {
      const browser: Browser = await playwright.chromium.launch({
        executablePath: process.env.CHROMIUM ?? "chromium",
        args: ["--no-sandbox", "--use-fake-device-for-media-stream"],
      });
      await use(browser);
      await browser.close();
    },
    { scope: "worker" },
  ],

  gallery: async ({ browser }, use) => {
    const closing: (() => Promise<unknown>)[] = [];
    await use(async (name, { language = "en", ...options } = {}) => {
      const server = await serve(join(FOLDER, name));
      closing.unshift(() => new Promise((closed) => server.close(closed)));
      const context = await browser.newContext({
        viewport: { width: name === "popup" ? 760 : 1_200, height: 900 },
        timezoneId: "UTC",
        userAgent: USER_AGENT,
        ...options,
      });
      closing.unshift(() => context.close());
      await context.grantPermissions(["microphone"]);
      const page = await context.newPage();
      await page.clock.setFixedTime(NOW);
      const { port } = server.address() as AddressInfo;
      await page.goto(`http://127.0.0.1:${port}/?language=${language}`);
      await page.locator("#panel h2").first().waitFor();
      // The welcome page looks at the browser's devices by itself: not after it was put into a state.
      const devices = page.locator("#welcome select option");
      if (name === "welcome") await devices.nth(1).waitFor({ state: "attached" });
      await page.addStyleTag({
        content: `@font-face { font-family: "Inter var"; src: url("/font"); font-weight: 100 900; }`,
      });
      await page.evaluate(() => document.fonts.ready);
      return new Gallery(page, name);
    });
    for (const close of closing) await close();
  },
});

async function serve(folder: string): Promise<Server> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://gallery");
    const file = pathname === "/font" ? FONT : join(folder, pathname === "/" ? "index.html" : pathname);
    readFile(file).then(
      (body) => response.writeHead(200, { "content-type": KINDS[extname(file)] ?? "" }).end(body),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return server;
}
