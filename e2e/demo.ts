// The story of a call that outlives its tab, told with figures: `cargo xtask demo`.
//
// With a display the browser stays open to play with; without one the story leaves pictures.

import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { Page, PageScreenshotOptions } from "@playwright/test";

import { badge, type Badge } from "./harness/action.ts";
import type { Chrome } from "./harness/chrome.ts";
import { WORKER } from "./harness/flex.ts";
import type { FlexUi } from "./harness/flex-ui.ts";
import { ACCOUNT, useFunction } from "./harness/function.ts";
import { parts } from "./harness/parts.ts";
import { answerMicrophone } from "./harness/permissions.ts";
import type { Popup } from "./harness/popup.ts";
import type { Call, Sandbox } from "./harness/sandbox.ts";
import { onStage, type Stage } from "./harness/stage.ts";
import { goesOn, heardDuring } from "./harness/stretch.ts";
import { until } from "./harness/until.ts";

const REFRESHES = 3;
const OTHER_ACCOUNT = `AC${"f".repeat(32)}`;
const PICTURES = "target/demo";

const hasDisplay = Boolean(process.env["DISPLAY"] || process.env["WAYLAND_DISPLAY"]);

function tell(text: string): void {
  console.log(`  ${text}`);
}

/** The picture in the toolbar, for the first line of each title that the extension gives it. */
const ICONS: Record<string, string> = {
  "Voice client: waiting for Flex": "waiting",
  "Voice client: connecting": "connecting",
  "Voice client: ready": "ready",
  "Voice client: on a call": "on-call",
  "Voice client: on a call, muted": "muted",
  "Voice client: needs attention": "problem",
};

/** Takes pictures of what the story comes by. */
class Album {
  readonly #badges: ({ icon: string } & Badge)[] = [];

  constructor(
    readonly chrome: Chrome,
    readonly popup: Popup,
  ) {
    mkdirSync(PICTURES, { recursive: true });
  }

  /** The popup and the badge, as soon as both show this. */
  async take(name: string, headline: string, icon: string): Promise<void> {
    await until(`the popup says “${headline}”`, async () => {
      return (await this.popup.headline.textContent()) === headline;
    });
    const shown = await until(`the toolbar shows “${icon}”`, async () => {
      const shown = await badge(this.popup);
      const [state = ""] = shown.title.split("\n");
      return ICONS[state] === icon && shown;
    });
    if (!this.#badges.some((it) => it.icon === icon)) this.#badges.push({ icon, ...shown });
    await picture(this.popup.page, `popup-${name}`, { fullPage: true });
  }

  /** Flex, as it is now. */
  async flex(name: string, flex: FlexUi): Promise<void> {
    await flex.page.bringToFront();
    await picture(flex.page, name);
  }

  /** All badges that the story came by, drawn as the toolbar draws them. */
  async badges(): Promise<void> {
    const page = await this.chrome.context.newPage();
    await page.setViewportSize({ width: 360, height: 60 * this.#badges.length + 24 });
    const rows = this.#badges.map(({ icon, text, title }) => {
      const png = readFileSync(join(parts.extension, "icons", `${icon}-32.png`), "base64");
      const badge = text === "" ? "" : `<b>${text}</b>`;
      return `<p><span><img src="data:image/png;base64,${png}">${badge}</span>${title}</p>`;
    });
    await page.setContent(`<style>
      body { margin: 12px; font: 14px sans-serif; }
      p { display: flex; align-items: center; gap: 24px; height: 60px; margin: 0; }
      span { position: relative; }
      b { position: absolute; left: 14px; top: 18px; padding: 1px 4px; border-radius: 4px;
          background: #1f2937; color: white; font-size: 11px; }
    </style>${rows.join("")}`);
    await picture(page, "badges");
    await page.close();
  }
}

async function picture(page: Page, name: string, options: PageScreenshotOptions = {}): Promise<void> {
  await page.screenshot({ path: join(PICTURES, `${name}.png`), ...options });
}

/** The states that the story itself does not come by. */
async function takeOtherStates(
  { sandbox, tokenFunction, chrome }: Stage,
  flex: FlexUi,
  album: Album,
): Promise<void> {
  const { popup } = album;
  await sandbox.setFunction({ mode: "never" });
  await popup.restartIdle();
  await album.take("connecting", "Connecting", "connecting");
  await sandbox.setFunction({ mode: "status", status: 503 });
  await popup.restartIdle();
  await album.take("problem", "Call service has an error", "problem");
  await album.flex("flex-problem", flex);
  await useFunction(sandbox, tokenFunction);
  await popup.restartIdle();
  await flex.ready();
  await answerMicrophone(chrome, "denied");
  await album.take("microphone-blocked", "Microphone blocked", "problem");
  const welcome = await chrome.openWelcome();
  await welcome.headline("The microphone is blocked").waitFor();
  await picture(welcome.page, "welcome-blocked");
  await answerMicrophone(chrome, "prompt");
  await welcome.button("Allow microphone").waitFor();
  await picture(welcome.page, "welcome-first");
  await answerMicrophone(chrome, "granted");
  await welcome.button("Test microphone").click();
  await welcome.words("We can hear you.").waitFor();
  await picture(welcome.page, "welcome-granted");
  await welcome.page.close();
  await flex.ready();
  const other = await chrome.openFlex({ account: OTHER_ACCOUNT, identity: "someone_2Eelse" });
  await popup.words("was turned away").waitFor();
  await picture(popup.page, "popup-other-account");
  await other.page.close();
}

async function refreshUnder(sandbox: Sandbox, call: string, flex: FlexUi): Promise<void> {
  const calm = await heardDuring(sandbox, call, () => goesOn(sandbox, call, 10_000));
  const back: number[] = [];
  const refreshed = await heardDuring(sandbox, call, async () => {
    for (let n = 0; n < REFRESHES; n += 1) {
      back.push(
        await took(async () => {
          await flex.refresh();
          await flex.canvasWorks();
        }),
      );
    }
  });
  tell(
    `${REFRESHES} refreshes of the Flex tab: ${refreshed.packetsLost} packets lost, ` +
      `longest gap ${refreshed.longestGapMs} ms (${calm.longestGapMs} ms without a refresh).`,
  );
  tell(`Flex had the call's canvas back, with all its buttons, after ${back.join(", ")} ms.`);
}

/** How long something takes, in ms. */
async function took(what: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await what();
  return Math.round(performance.now() - startedAt);
}

function answeredAfter(call: Call, acceptedAt: number): string {
  if (call.answeredAt === null || call.firstAudioFromAgentAt === null) return "never";
  const heard = call.firstAudioFromAgentAt - acceptedAt;
  return (
    `answered ${call.answeredAt - call.invitedAt} ms after it rang; ` +
    `the customer hears the agent ${heard} ms after the click`
  );
}

async function muteFromBothSides(
  { sandbox, chrome }: Stage,
  call: string,
  flex: FlexUi,
  popup: Popup,
  album: Album | undefined,
): Promise<void> {
  const shown = await took(async () => {
    await popup.mute.click();
    await flex.saysMuted(true);
  });
  await sandbox.callIs(call, "silent");
  tell(`Mute in the popup shows in Flex ${shown} ms later, and the customer hears silence.`);
  await album?.take("muted", "On a call, muted", "muted");
  await album?.flex("flex-muted", flex);
  await flex.mute.click();
  await sandbox.callIs(call, "audible");
  tell("Unmute in Flex: the customer hears the agent again.");

  const killed = await heardDuring(sandbox, call, async () => {
    await chrome.serviceWorker.kill();
    const back = await took(async () => {
      await flex.mute.click();
      await flex.saysMuted(true);
    });
    tell(`The extension's worker is killed: Flex mutes the call ${back} ms later.`);
    await flex.mute.click();
    await flex.saysMuted(false);
  });
  tell(`Meanwhile ${killed.packetsLost} packets were lost.`);
}

async function play(stage: Stage): Promise<void> {
  const { sandbox, chrome } = stage;
  tell("Chromium runs with the extension, Flex with the plugin, and the token Function in Twilio's");
  tell("Functions runtime. The sandbox stands in for Twilio's cloud, on this machine.");
  const welcome = await chrome.welcomePage();
  if (!hasDisplay) await welcome.page.close();
  const popup = await chrome.openPopup({ unfolded: false });
  const album = hasDisplay ? undefined : new Album(chrome, popup);
  await album?.take("waiting", "Waiting for Flex", "waiting");

  await sandbox.hire(WORKER, ACCOUNT, "Available");
  // Flex asks for the microphone whoever carries the calls: an agent has agreed long ago.
  await answerMicrophone(chrome, "granted", "https://flex.twilio.com");
  const openedAt = performance.now();
  const flex = await chrome.openFlexUi({ fillsWindow: hasDisplay });
  await flex.ready();
  tell(`Flex is open, and calls can come after ${Math.round(performance.now() - openedAt)} ms.`);
  await album?.take("ready", "Ready for calls", "ready");
  await album?.flex("flex-ready", flex);

  const reservation = await sandbox.offerCall(WORKER);
  await flex.accept.waitFor();
  await album?.flex("flex-reservation", flex);
  const acceptedAt = Date.now();
  await flex.accept.click();
  const { callSid: call } = await sandbox.theCall();
  const heard = await sandbox.callIs(call, "audible");
  tell(`A customer calls, and the agent accepts in Flex: ${answeredAfter(heard, acceptedAt)}.`);
  await flex.canvasWorks();
  await album?.take("on-call", "On a call", "on-call");
  await album?.flex("flex-on-call", flex);

  await refreshUnder(sandbox, call, flex);
  await album?.flex("flex-after-refresh", flex);
  await muteFromBothSides(stage, call, flex, popup, album);
  if (album) {
    const second = await sandbox.placeCall(`ext_${WORKER}`, "+15550101");
    await popup.words("+15550101").waitFor();
    await picture(popup.page, "popup-second-call");
    await sandbox.hangUp(second);
  }

  const pressedAt = Date.now();
  await flex.hangUp.canvas.click();
  const { endedAt } = await sandbox.callIs(call, "ended");
  tell(`The agent hangs up in Flex: Twilio knows ${(endedAt ?? NaN) - pressedAt} ms later.`);
  await sandbox.reservationIs(reservation, "wrapping");
  await album?.flex("flex-wrap-up", flex);
  await flex.complete.click();
  await sandbox.reservationIs(reservation, "completed");
  tell("The task is wrapped up and completed.");
  await album?.take("after-the-call", "Ready for calls", "ready");

  if (album) {
    await takeOtherStates(stage, flex, album);
    await album.badges();
    tell(`There are pictures of Flex, popup, welcome page and badge in ${PICTURES}.`);
  } else {
    tell("The browser is yours. To have another call offered to the agent:");
    const order = JSON.stringify({ worker: WORKER });
    tell(`  curl -H 'content-type: application/json' -d '${order}' ${sandbox.control}/tasks`);
    tell("Ctrl+C, or closing the browser, ends it.");
    await new Promise<void>((closed) => chrome.context.once("close", () => closed()));
  }
}

await onStage({ headless: !hasDisplay, arguments: ["--window-size=1440,900"] }, play);
