// The real Flex UI with the real plugin, by what an agent can see and press.

import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { expect, type Locator, type Page } from "@playwright/test";

import { WORKER } from "./flex.ts";
import { parts } from "./parts.ts";
import type { Sandbox } from "./sandbox.ts";

/** How long a click may take to have its effect, in ms, before it is tried again. */
const RETRY_MS = 5_000;
/** How long it is tried, in ms. */
const RETRIES_MS = 30_000;

/** How to open Flex. */
export interface FlexUiOptions {
  /** Who signs in. */
  worker?: string;
  /** SID of the Twilio account. */
  account?: string;
  /** A Flex whose state takes no calls but its own: an action of it is named otherwise. */
  withoutPhoneAction?: boolean;
  /** Between page and extension only the first table of `docs/PROTOCOL.md` comes through. */
  firstTable?: boolean;
  /** What is written otherwise in the plugin, as by other variables at its build. */
  pluginBuiltWith?: Record<string, string>;
  /** Whether Flex is as big as the browser's window, and not of a size of its own. */
  fillsWindow?: boolean;
}

/** A call that has been accepted in Flex. */
export interface Accepted {
  reservation: string;
  /** SID of the agent's call. */
  call: string;
}

/** A tab with the Flex UI. */
export class FlexUi {
  readonly accept: Locator;
  /** The three places to hang up: canvas, header of the task, list of tasks. */
  readonly hangUp: { canvas: Locator; header: Locator; list: Locator };
  /** Flex's button in the canvas, muted or not. */
  readonly mute: Locator;
  readonly hold: Locator;
  readonly dialpad: Locator;
  readonly transfer: Locator;
  readonly join: Locator;
  /** Wrap-up is over. */
  readonly complete: Locator;
  /** Those who are in the call, the agent themselves left out. */
  readonly participant: Locator;
  readonly cancelTransfer: Locator;
  /** Where outside numbers can be called into a call, its header has two ways to end it. */
  readonly end: { menu: Locator; leave: Locator; forAll: Locator };
  /** The plugin's button for a call that belongs to no task. */
  readonly hangUpWithoutTask: Locator;
  readonly monitor: Locator;
  readonly stopMonitoring: Locator;
  /** How the plugin says that the voice client is. */
  readonly status: Locator;
  /** In it: how long the call has lasted, how good its connection is, how long it may come back. */
  readonly timer: Locator;
  readonly connection: Locator;
  readonly timeLeft: Locator;
  /** What Flex notifies of. */
  readonly bar: Locator;
  readonly activity: Locator;
  /** The plugin's own buttons, where Flex's don't work. */
  readonly own: {
    mute: Locator;
    dialpad: Locator;
    canvas: Locator;
    header: Locator;
    list: Locator;
  };

  constructor(
    readonly page: Page,
    readonly options: FlexUiOptions,
  ) {
    this.accept = page.getByRole("button", { name: "Accept incoming voice task" });
    this.hangUp = {
      canvas: page.getByTestId("hangup-footer"),
      header: page.getByTestId("end-task-button"),
      list: page.getByTestId("hangup-task"),
    };
    this.mute = page.getByTestId("mute-call");
    this.hold = page.getByTestId("hold-participant");
    this.dialpad = page.getByTestId("dialpad");
    this.transfer = page.getByTestId("call-transfer");
    this.join = page.getByTestId("join-call");
    this.complete = page.getByTestId("end-task-button");
    this.participant = page.getByTestId("participant-container");
    this.cancelTransfer = page.getByTestId("cancel-participant");
    this.end = {
      menu: page.getByTestId("call-menu-toggle"),
      leave: page.getByTestId("leave-button"),
      forAll: page.getByTestId("end-button"),
    };
    this.hangUpWithoutTask = page.getByTestId("voice-client-hang-up-header");
    this.monitor = page.getByRole("button", { name: "Monitor Call", exact: true });
    this.stopMonitoring = page.getByRole("button", { name: "Stop Monitoring Call" });
    this.status = page.getByTestId("voice-client-status");
    this.timer = page.getByTestId("voice-client-timer");
    this.connection = page.getByTestId("voice-client-connection");
    this.timeLeft = page.getByTestId("voice-client-time-left");
    this.bar = page.locator(".Twilio-NotificationBar-NotificationContainer");
    this.activity = page.getByTestId("activity-dropdown-button");
    this.own = {
      mute: page.getByTestId("voice-client-mute"),
      dialpad: page.getByTestId("voice-client-dialpad"),
      canvas: page.getByTestId("voice-client-hang-up"),
      header: page.getByTestId("voice-client-end-task"),
      list: page.getByTestId("voice-client-hang-up-task"),
    };
  }

  /** Goes to Flex. */
  async open(): Promise<void> {
    const query = new URLSearchParams({
      worker: this.options.worker ?? WORKER,
      ...(this.options.account === undefined ? {} : { account: this.options.account }),
    });
    const { withoutPhoneAction, pluginBuiltWith, firstTable } = this.options;
    if (firstTable) await this.page.addInitScript(speakTheFirstTable);
    if (withoutPhoneAction) {
      await this.#serve(parts.flexUi, "flex-ui.js", { PHONE_ADD_CALL: "PHONE_TAKE_CALL" });
    }
    if (pluginBuiltWith) {
      const quoted = Object.entries(pluginBuiltWith).map((it) => it.map((text) => `"${text}"`));
      await this.#serve(parts.plugins, "flex-voice-client-plugin.js", Object.fromEntries(quoted));
    }
    // A window that somebody looks at is as big as they make it.
    if (!this.options.fillsWindow) await this.page.setViewportSize({ width: 1280, height: 800 });
    await this.page.goto(`https://flex.twilio.com/?${query}`);
    await this.activity.waitFor();
  }

  /** Serves a script in which some is written otherwise. */
  async #serve(folder: string, name: string, changes: Record<string, string>): Promise<void> {
    let body = await readFile(join(folder, name), "utf8");
    for (const [text, other] of Object.entries(changes)) {
      if (!body.includes(text)) throw new Error(`${text} is not in ${name}`);
      body = body.replaceAll(text, other);
    }
    await this.page.route(`**/${name}`, (route) =>
      route.fulfill({ contentType: "text/javascript", body }),
    );
  }

  /** Refreshes the tab, and waits until Flex is back: that takes seconds. */
  async refresh(): Promise<void> {
    await this.page.reload();
    await this.activity.waitFor();
  }

  /** Waits until the plugin says this of the voice client. */
  async says(text: string | RegExp): Promise<void> {
    await expect(this.status).toContainText(text);
  }

  /** Waits until Flex tells the agent this. */
  async tells(text: string | RegExp): Promise<void> {
    await expect(this.page.getByText(text).first()).toBeVisible();
  }

  /** The button in the notification bar that helps. Flex adds a word of its own to its name. */
  remedy(name: string): Locator {
    return this.bar.getByRole("button", { name: new RegExp(`^${name}`) });
  }

  /** Waits until the worker can take calls, by the plugin's word. */
  ready(): Promise<void> {
    return this.says("Ready");
  }

  /** Has a call offered to the agent, accepts it, and waits until the customer hears the agent. */
  async takeCall(sandbox: Sandbox): Promise<Accepted> {
    const reservation = await sandbox.offerCall(this.options.worker ?? WORKER);
    await this.accept.click();
    await sandbox.reservationIs(reservation, "accepted");
    const { callSid } = await sandbox.theCall();
    await sandbox.callIs(callSid, "audible");
    return { reservation, call: callSid };
  }

  /** Accepts what is offered to the agent already, and waits until they are heard. */
  async takeOffer(sandbox: Sandbox): Promise<Accepted> {
    const worker = this.options.worker ?? WORKER;
    const { sid } = await sandbox.offerTo(worker);
    await this.accept.click();
    const { callSid } = await sandbox.theCall(`ext_${worker}`);
    await sandbox.reservationIs(sid, "accepted");
    await sandbox.callIs(callSid, "audible");
    return { reservation: sid, call: callSid };
  }

  /** Waits until the call's canvas is there, and all of its buttons work. */
  async canvasWorks(): Promise<void> {
    for (const button of [this.mute, this.hold, this.dialpad, this.transfer, this.hangUp.canvas]) {
      await expect(button).toBeEnabled();
    }
    await expect(this.hangUp.list).toBeEnabled();
    await expect(this.hangUp.header).toBeEnabled();
    await expect(this.join).toHaveCount(0);
  }

  /** Waits until the button in the canvas says whether the call is muted. */
  async saysMuted(muted: boolean): Promise<void> {
    await expect(this.mute).toHaveAccessibleName(muted ? /^Unmute/ : /^Mute/);
  }

  /** Presses keys of the dialpad in the call's canvas. */
  async dial(digits: string): Promise<void> {
    await this.dialpad.click();
    await this.press(digits);
  }

  /** Presses keys of the dialpad that is open. */
  async press(digits: string): Promise<void> {
    for (const digit of digits) {
      // A key's name is its digit and its letters.
      const name = new RegExp(`^[${digit}]`);
      await this.page.locator("[class*=Dialpad-Button]").filter({ hasText: name }).click();
    }
  }

  /** Hands the call to another agent or to a queue: warm, with a word to them before, or cold. */
  async transferTo(
    name: string,
    mode: "warm" | "cold",
    among: "agents" | "queues" = "agents",
  ): Promise<void> {
    await this.transfer.click();
    if (among === "queues") await this.#directory("Queues");
    const action = mode === "warm" ? "Consult" : "Transfer to";
    await this.page.getByRole("button", { name: `${action} ${name}`, exact: true }).click();
  }

  /** Calls an outside number into the call. */
  async bringIn(number: string): Promise<void> {
    await this.transfer.click();
    await this.#directory("Dialpad");
    await this.page.locator("#dialer-phone-input").fill(number);
    await this.page.locator("#call").click();
  }

  async #directory(tab: "Queues" | "Dialpad"): Promise<void> {
    await this.page.locator(".Twilio-TabHeader").filter({ hasText: tab }).click();
  }

  /** Waits until Flex shows nobody any more whom it waits for: it has a row of its own for them. */
  async waitsForNobody(): Promise<void> {
    await expect(this.cancelTransfer).toHaveCount(0);
  }

  /** Hangs up on the one who is in the call beside agent and customer. */
  async sendOut(): Promise<void> {
    const sendOut = this.page.getByTestId("hangup-participant");
    const confirm = this.page.getByTestId("accept-participant");
    // The rows move when one goes, and a click that is under way then is none.
    await this.waitsForNobody();
    await expect(async () => {
      if (!(await confirm.isVisible())) await sendOut.click({ timeout: RETRY_MS });
      await expect(confirm).toBeVisible({ timeout: RETRY_MS });
    }).toPass({ timeout: RETRIES_MS });
    await expect(async () => {
      if (await confirm.isVisible()) await confirm.click({ timeout: RETRY_MS });
      await expect(confirm).toHaveCount(0, { timeout: RETRY_MS });
    }).toPass({ timeout: RETRIES_MS });
  }

  /** Goes to the list of all agents, and selects the call with this customer. */
  async watch(customer: RegExp): Promise<void> {
    await this.page.getByRole("link", { name: "Teams" }).click();
    await this.page.getByRole("button", { name: customer }).click();
  }

  /** Calls a number with Flex's own dialpad. */
  async callOut(number: string): Promise<void> {
    await this.page.getByTestId("outbound-dialpad").click();
    await this.page.keyboard.type(number);
    await this.page.getByTestId("call-button").click();
  }

  /** Which of the buttons for a task and its call are there, and something lies over them. */
  async covered(): Promise<string[]> {
    const buttons = { accept: this.accept, ...this.hangUp, mute: this.mute, hold: this.hold };
    const covered = [];
    for (const [name, button] of Object.entries(buttons)) {
      const isCovered = await button.evaluateAll((elements) =>
        elements.some((element) => {
          const { left, top, width, height } = element.getBoundingClientRect();
          const above = document.elementFromPoint(left + width / 2, top + height / 2);
          return !element.contains(above);
        }),
      );
      if (isCovered) covered.push(name);
    }
    return covered;
  }

  /** Signs out, and waits until Flex has gone. */
  async signOut(): Promise<void> {
    await this.page.getByRole("button", { name: /option to log out/ }).click();
    await this.page.getByTestId("user-controls-logout-button").click();
    await this.isSignedOut();
  }

  /** Waits until Flex has gone. */
  async isSignedOut(): Promise<void> {
    await expect(this.activity).toHaveCount(0);
  }

  /** Chooses an activity in Flex's menu. */
  async choose(activity: string): Promise<void> {
    await this.activity.click();
    await this.page.getByRole("menuitem", { name: activity, exact: true }).click();
  }
}

/** In the page: takes away what `docs/PROTOCOL.md` adds to its first table, and notes it. */
function speakTheFirstTable(): void {
  const added = ["SET_MUTED", "SET_AUDIO_DEVICE"].map((it) => `VOICE_CLIENT_EXTENSION_${it}`);
  const here = window as Window & { beyondTheFirstTable?: string[] };
  here.beyondTheFirstTable = [];
  const post = window.postMessage.bind(window);
  window.postMessage = (message: any, ...rest: any[]) => {
    if (added.includes(message?.type)) {
      here.beyondTheFirstTable?.push(message.type);
      return;
    }
    if (message?.type === "VOICE_CLIENT_EXTENSION_CONFIGURE") {
      const { protocol: _, ...payload } = message.payload;
      message = { ...message, payload };
    }
    (post as (...all: any[]) => void)(message, ...rest);
  };
}
