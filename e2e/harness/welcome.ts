// The welcome page.

import type { Locator, Page } from "@playwright/test";

import { tabsInFront } from "./tabs.ts";

/** What Chrome is asked and has not answered. */
export interface HeldBack {
  /** How much of it there is. */
  waiting: () => Promise<number>;
  /** Answers all of it, and tells how many microphones of these are on once the page knows. */
  letGo: () => Promise<number>;
}

/** The welcome page, in a tab. */
export class Welcome {
  /** How many steps are done, or that all are. */
  readonly progress: Locator;
  /** Where a microphone is chosen. */
  readonly microphone: Locator;
  /** Where a speaker is chosen. */
  readonly speaker: Locator;
  /** How loud the microphone is. */
  readonly level: Locator;

  constructor(readonly page: Page) {
    this.progress = page.locator(".progress");
    this.microphone = page.getByRole("combobox", { name: "Microphone" });
    this.speaker = page.getByRole("combobox", { name: "Speaker" });
    this.level = page.getByRole("meter", { name: "Microphone level" });
  }

  /** A button, by its name. */
  button(name: string): Locator {
    return this.page.getByRole("button", { name, exact: true });
  }

  /** A step, by what its headline says. */
  headline(name: string): Locator {
    return this.page.getByRole("heading", { level: 2, name, exact: true });
  }

  /** Any words in it. */
  words(text: string | RegExp): Locator {
    return this.page.getByText(text);
  }

  /** Has Chrome reject whoever asks for the microphone like this from now on. */
  async refuseMicrophone(name: string, message = ""): Promise<void> {
    await this.page.evaluate(
      ([name, message]) => {
        navigator.mediaDevices.getUserMedia = () =>
          Promise.reject(new DOMException(message, name));
      },
      [name, message] as const,
    );
  }

  /** Has Chrome wait with what it is asked from now on. */
  async holdBack(what: "getUserMedia" | "play"): Promise<HeldBack> {
    const held = await this.page.evaluateHandle((what) => {
      const owner = what === "play" ? HTMLMediaElement.prototype : navigator.mediaDevices;
      const own = Reflect.get(owner, what) as (...asked: unknown[]) => Promise<unknown>;
      const answers: Promise<unknown>[] = [];
      let open: (value?: unknown) => void;
      const gate = new Promise((resolve) => (open = resolve));
      const wait = function (this: unknown, ...asked: unknown[]) {
        const answer = gate.then(() => own.apply(this, asked));
        answers.push(answer);
        return answer;
      };
      Reflect.set(owner, what, wait);
      const letGo = async () => {
        open();
        const given = await Promise.allSettled(answers);
        // The page has taken them in.
        await new Promise((resolve) => setTimeout(resolve));
        const streams = given.map((it) => it.status === "fulfilled" && it.value);
        return streams.filter((it) => it instanceof MediaStream && it.active).length;
      };
      return { waiting: () => answers.length, letGo };
    }, what);
    return {
      waiting: () => held.evaluate((it) => it.waiting()),
      letGo: () => held.evaluate((it) => it.letGo()),
    };
  }

  /** Loses whatever one connection of WebRTC sends to another. */
  async loseSound(): Promise<void> {
    await this.page.evaluate(() => {
      const connection = RTCPeerConnection.prototype;
      const tell: (it: RTCSessionDescriptionInit) => Promise<void> = connection.setRemoteDescription;
      connection.setRemoteDescription = function ({ type, sdp = "" }: RTCSessionDescriptionInit) {
        const lines = sdp.split("\r\n").filter((it) => !it.startsWith("a=candidate"));
        return tell.call(this, { type, sdp: lines.join("\r\n") });
      };
    });
  }

  /** Whether its tab is in front in its window. */
  isInFront(): Promise<boolean | undefined> {
    return this.page.evaluate(async () => (await chrome.tabs.getCurrent())?.active);
  }

  /** The addresses of the Flex tabs that are in front. */
  tabsInFront(): Promise<(string | undefined)[]> {
    return tabsInFront(this.page);
  }

  /** Says what Chrome says when another tab is in front: Playwright has it call all tabs visible. */
  async setInSight(isInSight: boolean): Promise<void> {
    await this.page.evaluate((isInSight) => {
      Object.defineProperty(document, "hidden", { value: !isInSight, configurable: true });
      document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
    }, isInSight);
  }
}
