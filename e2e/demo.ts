// The story of a call that outlives its tab, told with figures: `cargo xtask demo`.
//
// With a display the browser stays open to play with; without one the story leaves pictures.

import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { Page } from "@playwright/test";

import type { Badge, Chrome } from "./harness/chrome.ts";
import { IDENTITY, type FlexTab } from "./harness/flex.ts";
import { parts } from "./harness/parts.ts";
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

/** The picture in the toolbar, for each title that the extension gives it. */
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
    const badge = await until(`the toolbar shows “${icon}”`, async () => {
      const badge = await this.chrome.badge(this.popup);
      return ICONS[badge.title] === icon && badge;
    });
    if (!this.#badges.some((it) => it.icon === icon)) this.#badges.push({ icon, ...badge });
    await picture(this.popup.page, `popup-${name}`);
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

async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
}

/** The states that the story itself does not come by. */
async function takeOtherStates({ sandbox, chrome }: Stage, flex: FlexTab, album: Album) {
  const { popup } = album;
  await sandbox.setFunction({ mode: "never" });
  await popup.restart.click();
  await album.take("connecting", "Connecting", "connecting");
  await sandbox.setFunction({ mode: "status", status: 503 });
  await popup.restart.click();
  await album.take("problem", "Call service has an error", "problem");
  await sandbox.setFunction({});
  await popup.restart.click();
  await flex.ready();
  await chrome.answerMicrophone("denied");
  await album.take("microphone-blocked", "Microphone blocked", "problem");
  const welcome = await chrome.openWelcome();
  await welcome.getByRole("heading", { name: "The microphone is blocked" }).waitFor();
  await picture(welcome, "welcome-blocked");
  await chrome.answerMicrophone("prompt");
  await welcome.getByRole("button", { name: "Allow microphone" }).waitFor();
  await picture(welcome, "welcome-first");
  await chrome.answerMicrophone("granted");
  await welcome.getByRole("button", { name: "Test microphone" }).click();
  await welcome.getByText("We can hear you.").waitFor();
  await picture(welcome, "welcome-granted");
  await welcome.close();
  await flex.ready();
  const other = await chrome.openFlex({ account: OTHER_ACCOUNT, identity: "someone_2Eelse" });
  await popup.words("was turned away").waitFor();
  await picture(popup.page, "popup-other-account");
  await other.page.close();
}

function answeredAfter(call: Call): string {
  if (call.answeredAt === null || call.firstAudioFromAgentAt === null) return "never";
  const answered = call.answeredAt - call.invitedAt;
  return `answered after ${answered} ms, and heard the agent after ${call.firstAudioFromAgentAt - call.invitedAt} ms`;
}

async function refreshUnder(sandbox: Sandbox, call: string, flex: FlexTab): Promise<void> {
  const calm = await heardDuring(sandbox, call, () => goesOn(sandbox, call, 3_000));
  const refreshed = await heardDuring(sandbox, call, async () => {
    for (let n = 0; n < REFRESHES; n += 1) {
      await flex.refresh();
      await flex.says({ call: { callSid: call, state: "active" } });
    }
  });
  tell(
    `${REFRESHES} refreshes of the Flex tab: ${refreshed.packetsLost} packets lost, ` +
      `longest gap ${refreshed.longestGapMs} ms (${calm.longestGapMs} ms without a refresh)`,
  );
}

async function play({ sandbox, chrome }: Stage): Promise<void> {
  tell("Chromium runs with the extension. The sandbox stands in for Twilio, on this machine.");
  const welcome = await chrome.welcomePage();
  if (!hasDisplay) await welcome.close();
  const popup = await chrome.openPopup();
  const album = hasDisplay ? undefined : new Album(chrome, popup);
  await album?.take("waiting", "Waiting for Flex", "waiting");

  const openedAt = performance.now();
  const flex = await chrome.openFlex();
  await flex.ready();
  tell(`Flex is open, and calls can come after ${Math.round(performance.now() - openedAt)} ms.`);
  await album?.take("ready", "Ready for calls", "ready");

  const call = await sandbox.placeCall(IDENTITY);
  const heard = await sandbox.callIs(call, "audible");
  tell(`A customer calls: ${answeredAfter(heard)}.`);
  await album?.take("on-call", "On a call", "on-call");

  await refreshUnder(sandbox, call, flex);

  const killedAt = performance.now();
  const killed = await heardDuring(sandbox, call, async () => {
    await chrome.killWorker();
    await flex.mute.click();
    await flex.says({ call: { callSid: call, muted: true } });
    const back = Math.round(performance.now() - killedAt);
    tell(`The extension's worker is killed: Flex mutes the call ${back} ms later.`);
    await album?.take("muted", "On a call, muted", "muted");
    await flex.unmute.click();
  });
  tell(`Meanwhile ${killed.packetsLost} packets were lost.`);
  if (album) {
    const second = await sandbox.placeCall(IDENTITY, "+15550101");
    await popup.words("+15550101").waitFor();
    await picture(popup.page, "popup-second-call");
    await sandbox.hangUp(second);
  }

  const pressedAt = Date.now();
  await popup.hangUp.click();
  const { endedAt } = await sandbox.callIs(call, "ended");
  tell(`The agent hangs up: Twilio knows ${(endedAt ?? NaN) - pressedAt} ms later.`);
  await album?.take("after-the-call", "Ready for calls", "ready");

  if (album) {
    await takeOtherStates({ sandbox, chrome }, flex, album);
    await album.badges();
    tell(`There are pictures of popup, welcome page and badge in ${PICTURES}.`);
  } else {
    tell("The browser is yours. To call the agent:");
    tell(`  curl -H 'content-type: application/json' -d '{"to":"${IDENTITY}"}' ${sandbox.control}/calls`);
    tell("Ctrl+C, or closing the browser, ends it.");
    await new Promise<void>((closed) => chrome.context.once("close", () => closed()));
  }
}

await onStage({ headless: !hasDisplay }, play);
