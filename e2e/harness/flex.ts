// A Flex tab: the sandbox's page, which speaks to the extension as a deployed plugin does.

import { expect, type Locator, type Page } from "@playwright/test";

import type { Sandbox } from "./sandbox.ts";

/** The worker that signs in to Flex unless told otherwise. */
export const WORKER = "agent_40example_2Ecom";
/** The identity that this worker's calls come to. */
export const IDENTITY = `ext_${WORKER}`;

/** How to open Flex. */
export interface FlexOptions {
  /** Who signs in. */
  identity?: string;
  /** SID of the Twilio account. */
  account?: string;
  /** The page protocol: 1 is that of deployed plugins. */
  protocol?: 1 | 2;
  /** A page without the plugin. */
  plugin?: "off";
  /** Where its token Function is. */
  functionUrl?: string;
}

/** A heartbeat, as the plugin gets it. */
export interface Heartbeat {
  voiceClientIdentity: string | null;
  error: boolean;
  protocol?: number;
  revision?: number;
  ready?: boolean;
  problem?: string | null;
  call?: {
    callSid: string;
    state: string;
    muted: boolean;
    reconnectUntil: number | null;
    connection: { mos: number; roundTrip: number; jitter: number; loss: number } | null;
    speakingWhileMuted: boolean;
  } | null;
  devices?: {
    inputs: string[];
    outputs: string[];
    input: string | null;
    output: string | null;
  } | null;
}

/** A Flex tab. */
export class FlexTab {
  readonly hangUp: Locator;
  readonly mute: Locator;
  readonly unmute: Locator;
  readonly renewToken: Locator;
  /** `alive`, `dead`, `rejected` or `disconnected`: what a deployed plugin makes of the extension. */
  readonly extension: Locator;

  constructor(
    readonly page: Page,
    readonly options: FlexOptions,
  ) {
    this.hangUp = page.getByTestId("hang-up");
    this.mute = page.getByTestId("mute");
    this.unmute = page.getByTestId("unmute");
    this.renewToken = page.getByTestId("renew");
    this.extension = page.getByTestId("extension");
  }

  /** Goes to Flex. */
  async open(): Promise<void> {
    const query = new URLSearchParams({
      identity: this.options.identity ?? WORKER,
      protocol: String(this.options.protocol ?? 2),
      ...(this.options.account === undefined ? {} : { account: this.options.account }),
      ...(this.options.plugin === undefined ? {} : { plugin: this.options.plugin }),
      ...(this.options.functionUrl === undefined ? {} : { function: this.options.functionUrl }),
    });
    await this.page.goto(`https://flex.twilio.com/plain?${query}`);
  }

  /** Refreshes the tab. */
  async refresh(): Promise<void> {
    await this.page.reload();
  }

  /** The next call comes, and goes as calls do. */
  async takesNextCall(sandbox: Sandbox): Promise<void> {
    await this.ready();
    await this.endCall(sandbox, await sandbox.answeredCall(IDENTITY));
  }

  /** The agent hangs up, it is they who end the call, and the next one can come. */
  async endCall(sandbox: Sandbox, call: string): Promise<void> {
    await this.hangUp.click();
    await sandbox.endedBy("agent", call);
    await this.ready();
  }

  /** Types digits. */
  async sendDigits(digits: string): Promise<void> {
    await this.page.getByTestId("digits").fill(digits);
    await this.page.getByTestId("send-digits").click();
  }

  /** Chooses a microphone or a speaker by its label; none is the system's default. */
  async setAudioDevice(kind: "input" | "output", label: string): Promise<void> {
    await this.post({ type: "VOICE_CLIENT_EXTENSION_SET_AUDIO_DEVICE", payload: { kind, label } });
  }

  /** Posts anything at all to the window, as any script on the page can. */
  async post(...messages: unknown[]): Promise<void> {
    await this.page.evaluate((messages) => {
      for (const message of messages) window.postMessage(message, location.origin);
    }, messages);
  }

  /** All that the extension has said to this document. */
  received(): Promise<{ type: string; payload?: Heartbeat }[]> {
    return this.page.evaluate(() => (window as any).received);
  }

  /** The latest heartbeat. */
  async heartbeat(): Promise<Heartbeat | undefined> {
    const heartbeats = (await this.received()).filter((it) => it.type.endsWith("_HEARTBEAT"));
    return heartbeats.at(-1)?.payload;
  }

  /** How many heartbeats have come. */
  async heartbeats(): Promise<number> {
    return (await this.received()).filter((it) => it.type.endsWith("_HEARTBEAT")).length;
  }

  /** Waits until the latest heartbeat has these fields. */
  async says(fields: Record<string, unknown>, timeout = 20_000): Promise<void> {
    await expect
      .poll(() => this.heartbeat(), { message: "the latest heartbeat", timeout, intervals: [20] })
      .toMatchObject(fields);
  }

  /** Waits until it says that calls can come. */
  ready(): Promise<void> {
    return this.says({ ready: true });
  }

  /** Mutes and unmutes: what the page has said before has been heard then. */
  async mutesAndUnmutes(): Promise<void> {
    await this.mute.click();
    await this.says({ call: { muted: true } });
    await this.unmute.click();
    await this.says({ call: { muted: false } });
  }

  /** Does something, and waits for another heartbeat than those that had come before. */
  async beatsOn(timeout: number, deed: () => Promise<unknown> = async () => {}): Promise<void> {
    const before = await this.heartbeats();
    await deed();
    await expect
      .poll(() => this.heartbeats(), { message: "heartbeats", timeout, intervals: [20] })
      .toBeGreaterThan(before);
  }
}
