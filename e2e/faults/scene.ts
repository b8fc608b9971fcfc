// A browser and its world in which a fault is played, and what a person has done in it.

import { expect } from "@playwright/test";

import type { Chrome } from "../harness/chrome.ts";
import { IDENTITY, type FlexTab } from "../harness/flex.ts";
import type { Popup } from "../harness/popup.ts";
import type { Sandbox } from "../harness/sandbox.ts";
import { Witness } from "../harness/witness.ts";

/** Where a fault is played. */
export class Scene {
  /** The agent's tab, if there is one. */
  flex: FlexTab | undefined;
  /** The call that the scene is about. */
  call: string | undefined;
  /** Further calls that have come. */
  others: string[] = [];
  /** Whether a person has ended the call. */
  isEnded = false;
  /** Whether the agent wants silence. */
  isMuted = false;

  constructor(
    readonly sandbox: Sandbox,
    public chrome: Chrome,
    public witness: Witness,
  ) {}

  /** Forgets what the last fault was about; what it left is as good as new. */
  async clear(): Promise<void> {
    for (const page of this.chrome.context.pages()) {
      // Chrome ends with its last page.
      if (page !== this.flex?.page && page.url() !== "about:blank") await page.close();
    }
    await this.sandbox.reset();
    this.call = undefined;
    this.others = [];
    this.isEnded = false;
    this.isMuted = false;
  }

  /** The agent's tab. */
  get tab(): FlexTab {
    if (!this.flex) throw new Error("no Flex tab is open");
    return this.flex;
  }

  /** Opens Flex. */
  async openFlex(): Promise<FlexTab> {
    this.flex = await this.chrome.openFlex();
    return this.flex;
  }

  /** Closes Flex. */
  async closeFlex(): Promise<void> {
    await this.flex?.page.close();
    this.flex = undefined;
  }

  /** Does something in a popup that is open only for it. */
  async inPopup<T>(what: (popup: Popup) => Promise<T>): Promise<T> {
    const popup = await this.chrome.openPopup();
    const result = await what(popup);
    if (!popup.page.isClosed()) await popup.page.close();
    return result;
  }

  /** Has the client wait for Flex, as it does after a start. */
  async forgetFlex(): Promise<void> {
    if (!this.flex) return;
    await this.closeFlex();
    await this.inPopup(async (popup) => {
      await popup.restartIdle();
      await expect(popup.headline).toHaveText("Waiting for Flex");
    });
  }

  /** Waits until a call would be answered. */
  async ready(): Promise<void> {
    const flex = this.flex ?? (await this.openFlex());
    await flex.ready();
    await this.sandbox.registered(IDENTITY);
  }

  /** Rings the agent. */
  async placeCall(): Promise<string> {
    this.call = await this.sandbox.placeCall(IDENTITY);
    return this.call;
  }

  /** Has a call that agent and customer hear each other in. */
  async takeCall(): Promise<void> {
    await this.ready();
    const call = await this.placeCall();
    await this.tab.says({ call: { callSid: call, state: "active" } });
    await this.sandbox.callIs(call, "audio");
  }

  /** Closes the browser, and starts it again. */
  async restartBrowser(): Promise<void> {
    this.flex = undefined;
    this.chrome = await this.chrome.restart();
    this.witness = await Witness.listen(this.chrome.devTools);
  }
}
