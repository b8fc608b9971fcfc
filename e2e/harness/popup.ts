// The popup.

import type { Locator, Page } from "@playwright/test";

/** The popup, by what a person can see and press. */
export class Popup {
  /** The state in a few words. */
  readonly headline: Locator;
  readonly hangUp: Locator;
  readonly mute: Locator;
  readonly unmute: Locator;
  readonly restart: Locator;

  constructor(readonly page: Page) {
    this.headline = page.getByRole("heading", { level: 1 });
    this.hangUp = this.button("Hang up");
    this.mute = this.button("Mute");
    this.unmute = this.button("Unmute");
    this.restart = this.button("Restart");
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
