// The popup.

import { readFile } from "node:fs/promises";

import type { BrowserContext, Locator, Page } from "@playwright/test";

import { extensionUrl } from "./extension-origin.ts";

/** The popup, by what a person can see and press. */
export class Popup {
  /** The state in a few words. */
  readonly headline: Locator;
  readonly hangUp: Locator;
  readonly mute: Locator;
  readonly unmute: Locator;
  readonly restart: Locator;
  /** What is asked before a restart, unless that ends a call. */
  readonly question: Locator;
  /** What restarts a client that does not answer. */
  readonly restartOfSilent: Locator;
  /** Whether the desktop tells of calls and problems; it is among the details. */
  readonly notifications: Locator;

  constructor(readonly page: Page) {
    this.headline = page.getByRole("heading", { level: 1 });
    this.hangUp = this.button("Hang up");
    this.mute = this.button("Mute");
    this.unmute = this.button("Unmute");
    this.restart = page.locator("details").getByRole("button", { name: "Restart", exact: true });
    this.question = page.getByRole("dialog", { name: "Restart the voice client?" });
    this.restartOfSilent = page.locator(".summary").getByRole("button", { name: "Restart", exact: true });
    const name = /^Notify me of calls/;
    this.notifications = page.getByRole("checkbox", { name, includeHidden: true });
  }

  /** What it saves when a button is pressed. */
  async saved(button: string): Promise<{ name: string; text: string }> {
    const [download] = await Promise.all([
      this.page.waitForEvent("download"),
      this.button(button).click(),
    ]);
    return {
      name: download.suggestedFilename(),
      text: await readFile(await download.path(), "utf8"),
    };
  }

  /** Opens it in a tab, with its details unless told otherwise. */
  static async open(context: BrowserContext, { unfolded = true } = {}): Promise<Popup> {
    const page = await context.newPage();
    await page.setViewportSize({ width: 360, height: 600 });
    await page.goto(extensionUrl("popup.html"));
    const popup = new Popup(page);
    if (unfolded) await popup.unfold();
    return popup;
  }

  /** Shows the details, and everything in them. */
  async unfold(): Promise<void> {
    const details = this.page.locator("details.details");
    await details.locator("> summary").waitFor();
    if ((await details.getAttribute("open")) === null) await details.locator("> summary").click();
  }

  /**
   * Restarts a client that does not answer, whatever it is asked about a call: the popup goes, as all
   * pages of the extension do.
   */
  async restartSilent(): Promise<void> {
    const gone = this.page.waitForEvent("close");
    // It may be gone before a click has returned.
    const press = (button: Locator) =>
      button.click().catch((error) => this.page.isClosed() || Promise.reject(error));
    await press(this.restartOfSilent);
    // Where there was a call it asks first.
    const agree = this.question.getByRole("button", { name: "Restart", exact: true });
    await Promise.all([gone, press(agree)]);
  }

  /** Restarts, while there is no call. */
  async restartIdle(): Promise<void> {
    await this.unfold();
    await this.restart.click();
    await this.question.getByRole("button", { name: "Restart", exact: true }).click();
  }

  /** A button, by its name. */
  button(name: string): Locator {
    return this.page.getByRole("button", { name, exact: true });
  }

  /** Any words in it. */
  words(text: string | RegExp): Locator {
    return this.page.getByText(text);
  }
}
