// Chromium with the extension in it, in a world where Twilio's hosts are the sandbox.

import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { chromium, type BrowserContext, type Page } from "@playwright/test";

import { CONTEXTS, DevTools } from "./devtools.ts";
import { FlexTab, type FlexOptions } from "./flex.ts";
import { FlexUi, type FlexUiOptions } from "./flex-ui.ts";
import { parts } from "./parts.ts";
import { chromiumWithPolicies } from "./policies.ts";
import { Popup } from "./popup.ts";
import { audioProcess, browserProcesses } from "./processes.ts";
import type { Sandbox } from "./sandbox.ts";
import { ToolbarPopup } from "./toolbar.ts";
import { until } from "./until.ts";
import { Welcome } from "./welcome.ts";

/** What the person has said when Chrome asked for the microphone on the extension's behalf. */
export type Permission = "granted" | "denied" | "prompt";

/** What the sandbox stands in for. */
const TWILIO = ["*.twilio.com", "*.twil.io", "*.twiliocdn.com"];

/** A sound of so much energy is no noise of a line, however long that is listened to. */
const HEARD_ENERGY = 0.005;

/** How to start Chromium. */
export interface ChromeOptions {
  sandbox: Sandbox;
  microphone?: Permission;
  headless?: boolean;
  /** Whether the extension is installed; it is, unless this is false. */
  extension?: boolean;
  /** Further command-line arguments. */
  arguments?: string[];
  /** What the administrator has decided; nothing, unless this is given. */
  policies?: object | undefined;
}

/** What the toolbar shows. */
export interface Badge {
  text: string;
  title: string;
}

/** What the agent hears. */
export interface HeardByAgent {
  /** RTP packets that have come from the far end. */
  packets: number;
  /** The energy of all sound in them: of each second, the square of its level from 0 to 1. */
  energy: number;
  /** Samples of it that something has fetched to play them. */
  samples: number;
  /** Whether it goes to the speaker. */
  playing: boolean;
}

/** The devices that a call goes through, by label. */
export interface DevicesInUse {
  /** The microphone that is sent from. */
  input: string | undefined;
  /** The speaker that the far end is heard from. */
  output: string | undefined;
}

/** A running Chromium. */
export class Chrome {
  /** The extension's id. */
  readonly extensionId: string;
  /** Whether Chrome has failed to start the worker after a reload. */
  hasFailedToStart = false;
  /** Chrome's list of extensions, while the extension is to be started from there. */
  #extensions: Page | undefined;

  private constructor(
    readonly context: BrowserContext,
    readonly profile: string,
    readonly devTools: DevTools,
    private readonly options: ChromeOptions,
  ) {
    this.extensionId = extensionId();
  }

  /** Starts one with a profile of its own. */
  static async launch(options: ChromeOptions): Promise<Chrome> {
    const profile = mkdtempSync(join(tmpdir(), "flex-voice-client-"));
    setPreferences(profile, options.microphone ?? "granted");
    return this.#start(profile, options);
  }

  static async #start(profile: string, options: ChromeOptions): Promise<Chrome> {
    const { port, stun } = options.sandbox;
    // WebRTC ends the names that it looks up with a full stop.
    const hosts = [`MAP *.stun.twilio.com. ${stun}`, ...TWILIO.map((host) => `MAP ${host} 127.0.0.1:${port}`)];
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: options.policies
        ? chromiumWithPolicies(profile, options.policies)
        : parts.chromium,
      headless: false,
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      viewport: null,
      // An extension is not to be found in a browser that Playwright's own defaults made bare.
      ignoreDefaultArgs: ["--disable-extensions"],
      args: [
        ...(options.headless === false ? [] : ["--headless=new"]),
        // Whoever is shown other policies is root there.
        ...(process.getuid?.() === 0 || options.policies ? ["--no-sandbox"] : []),
        ...(options.extension === false
          ? []
          : [`--disable-extensions-except=${parts.extension}`, `--load-extension=${parts.extension}`]),
        `--host-resolver-rules=${hosts.join(", ")}`,
        "--ignore-certificate-errors",
        // For `DevTools`, beside Playwright's own pipe.
        "--remote-debugging-port=0",
        "--use-fake-device-for-media-stream",
        "--allow-loopback-in-peer-connection",
        "--autoplay-policy=user-gesture-required",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        ...(options.arguments ?? []),
      ],
    });
    return new Chrome(context, profile, await DevTools.connect(profile), options);
  }

  /** Ends it as a person does who closes its last window, and starts it with the same profile. */
  async restart(): Promise<Chrome> {
    this.devTools.close();
    await this.context.close();
    // The next one says there anew where it listens.
    rmSync(join(this.profile, "DevToolsActivePort"), { force: true });
    return Chrome.#start(this.profile, this.options);
  }

  /** Ends it, and removes its profile. */
  async close(): Promise<void> {
    this.devTools.close();
    await this.context.close();
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }

  /** The address of one of the extension's pages. */
  url(page: string): string {
    return `chrome-extension://${this.extensionId}/${page}`;
  }

  /** Opens Flex in a new tab. */
  async openFlex(options: FlexOptions = {}): Promise<FlexTab> {
    const tab = new FlexTab(await this.context.newPage(), options);
    await tab.open();
    return tab;
  }

  /** Opens the real Flex UI in a new tab. */
  async openFlexUi(options: FlexUiOptions = {}): Promise<FlexUi> {
    const flex = new FlexUi(await this.context.newPage(), options);
    await flex.open();
    return flex;
  }

  /** Opens the popup from the toolbar. A click there, or anything else that takes its focus, closes it. */
  async openToolbarPopup(): Promise<ToolbarPopup> {
    const url = this.url("popup.html");
    const before = await this.devTools.targets(url);
    await this.inWorker("chrome.action.openPopup()");
    const targetId = await until("the toolbar's popup is open", async () =>
      (await this.devTools.targets(url)).find((it) => !before.includes(it)),
    );
    const { sessionId } = await this.devTools.send("Target.attachToTarget", { targetId, flatten: true });
    return new ToolbarPopup(this.devTools, targetId, sessionId);
  }

  /** Opens the popup in a tab, where Playwright has a page for it. */
  async openPopup({ unfolded = true } = {}): Promise<Popup> {
    const page = await this.context.newPage();
    await page.setViewportSize({ width: 360, height: 600 });
    await page.goto(this.url("popup.html"));
    const popup = new Popup(page);
    if (unfolded) await popup.unfold();
    return popup;
  }

  /** Opens the welcome page. */
  async openWelcome(): Promise<Welcome> {
    const page = await this.context.newPage();
    await page.goto(this.url("welcome.html"));
    return new Welcome(page);
  }

  /** The welcome page that the extension has opened itself, within so many milliseconds. */
  async welcomePage(timeoutMs?: number): Promise<Welcome> {
    const find = () => this.welcomePages().at(0);
    return new Welcome(await until("the welcome page is open", find, timeoutMs));
  }

  /** Every tab that shows the welcome page. */
  welcomePages(): Page[] {
    return this.context.pages().filter((page) => page.url() === this.url("welcome.html"));
  }

  /** Says what Chrome would have noted when the person answered the extension's question, or a page's. */
  async answerMicrophone(
    answer: Permission,
    origin = `chrome-extension://${this.extensionId}`,
  ): Promise<void> {
    await this.devTools.send("Browser.setPermission", {
      permission: { name: "microphone" },
      setting: answer,
      origin,
    });
  }

  /** Kills the worker, as Chrome does when it is idle, and returns once it is dead. */
  async killWorker(): Promise<void> {
    const url = this.url("background.js");
    const targetId = await until("there is a worker", async () =>
      (await this.devTools.targets(url)).at(0),
    );
    await this.devTools.withTarget(targetId, async (session) => {
      await this.devTools.send("Inspector.enable", {}, session);
      // The target of a worker that is started again at once is the same one.
      const dead = this.devTools.next("Inspector.targetCrashed", session);
      await this.devTools.send("Target.closeTarget", { targetId });
      await dead;
    });
  }

  /** Closes the document that holds calls, as soon as there is one, and returns once it is gone. */
  async closeOffscreenDocument(): Promise<void> {
    const targetId = await this.#offscreenDocument();
    // A document whose call ends at this moment may go by itself: what counts is that it is gone.
    await this.devTools.send("Target.closeTarget", { targetId }).catch(() => {});
    await this.#isGone(targetId);
  }

  /**
   * Crashes the process that the extension runs in: worker, offscreen document and all its pages.
   * Chrome then ends the extension until `startExtension`.
   */
  async crashExtension(): Promise<void> {
    // A page that opens meanwhile would make the extension be gone for longer than it has to be.
    this.#extensions = await this.#openExtensions();
    const { page } = await this.openPopup({ unfolded: false });
    const session = await this.context.newCDPSession(page);
    const crashed = page.waitForEvent("crash");
    // It dies before it can answer.
    session.send("Page.crash").catch(() => {});
    await crashed;
    await page.close();
    await until("the offscreen document is gone", async () => {
      return (await this.countOffscreenDocuments()) === 0;
    });
  }

  /**
   * Starts the extension again after a crash, as Chrome does by itself with one that a policy has
   * installed, and as the person can for any other.
   */
  async startExtension(): Promise<void> {
    await this.#manage((id) => (chrome as any).developerPrivate.reload(id), this.#extensions);
  }

  /** Lets the next document that holds calls wait before its first line, until it is let go. */
  async holdOffscreenDocument(): Promise<() => Promise<void>> {
    const devTools = await DevTools.connect(this.profile);
    const held: string[] = [];
    // A target may be gone before it is told anything.
    const letGo = (session: string) =>
      devTools.send("Runtime.runIfWaitingForDebugger", {}, session).catch(() => {});
    devTools.listen((method, { sessionId, targetInfo, waitingForDebugger }) => {
      if (method !== "Target.attachedToTarget" || !waitingForDebugger) return;
      // Before its first line it is no kind of page yet.
      if (targetInfo.type === "other") held.push(sessionId);
      else void letGo(sessionId);
    });
    await devTools.send("Target.setAutoAttach", {
      autoAttach: true,
      waitForDebuggerOnStart: true,
      flatten: true,
      filter: CONTEXTS,
    });
    return async () => {
      await Promise.all(held.map(letGo));
      devTools.close();
    };
  }

  /** The document that holds calls; between two of them, the next one. */
  #offscreenDocument(): Promise<string> {
    return until("there is an offscreen document", async () =>
      (await this.devTools.targets(this.url("offscreen.html"))).at(0),
    );
  }

  #isGone(targetId: string): Promise<boolean> {
    return until("the offscreen document is gone", async () => {
      return !(await this.devTools.targets(this.url("offscreen.html"))).includes(targetId);
    });
  }

  /** Reloads the extension, as an update does, and returns once there is a worker again. */
  async reloadExtension(): Promise<void> {
    const { page } = await this.openPopup({ unfolded: false });
    const before = await this.devTools.targets(this.url("background.js"));
    const gone = page.waitForEvent("close");
    await page.evaluate(() => void setTimeout(() => chrome.runtime.reload()));
    await gone;
    const started = until("Chrome has started the worker", () => this.#hasStarted(before), 60_000);
    const late = new Promise<false>((pass) => setTimeout(pass, 5_000, false));
    if (await Promise.race([started, late])) return;
    // Now and then Chrome fails to start it. Whoever opens the popup is told what helps, unless it was
    // only slow.
    const popup = await this.openPopup({ unfolded: false });
    const isSilent = popup.restartOfSilent.waitFor().then(() => true);
    if (await Promise.race([started.then(() => false), isSilent])) {
      this.hasFailedToStart = true;
      await Promise.race([started, popup.restartSilent()]);
    }
    await started;
    if (!popup.page.isClosed()) await popup.page.close();
  }

  /** Whether Chrome has started a worker that is an extension's, beside those from before. */
  async #hasStarted(before: string[]): Promise<boolean> {
    const workers = await this.devTools.targets(this.url("background.js"));
    const worker = workers.find((it) => !before.includes(it));
    if (worker === undefined) return false;
    // One that it has not quite started has no API, or one that answers nothing.
    const asks = `chrome.storage.session.get("-").then(() => true)`;
    const answer = this.#evaluate(worker, asks).catch(() => false);
    const noAnswer = new Promise<false>((pass) => setTimeout(pass, 2_000, false));
    return (await Promise.race([answer, noAnswer])) === true;
  }

  /** Crashes the process that microphones and speakers go through; Chrome starts another one. */
  async crashAudio(): Promise<void> {
    const pid = await until("Chrome has opened the microphone", () => audioProcess(this));
    process.kill(pid, "SIGKILL");
    await until("it is gone", async () => (await audioProcess(this)) !== pid);
  }

  /** Stops all processes of the browser; what it returns lets them go on. */
  async stopProcesses(): Promise<() => void> {
    const pids = await browserProcesses(this);
    for (const pid of pids) process.kill(pid, "SIGSTOP");
    return () => {
      for (const pid of pids) process.kill(pid, "SIGCONT");
    };
  }

  /** Stops the worker between two events, for good: it hears nothing more. */
  async stopWorker(): Promise<void> {
    const [targetId] = await this.devTools.targets(this.url("background.js"));
    const { sessionId } = await this.devTools.send("Target.attachToTarget", { targetId, flatten: true });
    await this.devTools.send("Debugger.enable", {}, sessionId);
    const paused = this.devTools.next("Debugger.paused", sessionId);
    await this.devTools.send("Debugger.pause", {}, sessionId);
    // What it stops before; the answer never comes.
    this.devTools.send("Runtime.evaluate", { expression: "0" }, sessionId).catch(() => {});
    await paused;
  }

  /** Runs a line of JavaScript in the worker. */
  async inWorker(expression: string): Promise<unknown> {
    const url = this.url("background.js");
    const targetId = await until("there is a worker", async () =>
      (await this.devTools.targets(url)).at(0),
    );
    return this.#evaluate(targetId, expression);
  }

  #evaluate(targetId: string, expression: string): Promise<unknown> {
    return this.devTools.withTarget(targetId, async (session) => {
      const params = { expression, awaitPromise: true, returnByValue: true };
      const { result, exceptionDetails } = await this.devTools.send("Runtime.evaluate", params, session);
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description);
      return result.value;
    });
  }

  /** What Chrome does when the keys of a command are pressed. */
  async press(command: string): Promise<void> {
    await this.inWorker(`chrome.commands.onCommand.dispatch(${JSON.stringify(command)})`);
  }

  /** The keys of every command. */
  async keys(on: Popup): Promise<Record<string, string>> {
    const commands = await on.page.evaluate(() => chrome.commands.getAll());
    return Object.fromEntries(commands.map(({ name, shortcut }) => [name, shortcut]));
  }

  /** Sets what the person has chosen, as Chrome does when it was on another computer. */
  async setNotifications(on: Popup, notifications: boolean): Promise<void> {
    await on.page.evaluate((it) => chrome.storage.sync.set({ notifications: it }), notifications);
  }

  /** What Chrome does when the person clicks on a notification. */
  async clickNotification(id: string): Promise<void> {
    await this.inWorker(`chrome.notifications.onClicked.dispatch(${JSON.stringify(id)})`);
  }

  /** The ids of what the desktop shows. */
  async notifications(on: Popup): Promise<string[]> {
    return Object.keys(await on.page.evaluate(() => chrome.notifications.getAll()));
  }

  /** Takes the network from the extension; what is returned gives it back. */
  async goOffline(): Promise<() => Promise<void>> {
    const sessions: string[] = [];
    const setOffline = (offline: boolean, session: string) => {
      const conditions = { offline, latency: 0, downloadThroughput: -1, uploadThroughput: -1 };
      return this.devTools.send("Network.emulateNetworkConditions", conditions, session);
    };
    for (const page of ["background.js", "offscreen.html"]) {
      for (const targetId of await this.devTools.targets(this.url(page))) {
        const target = { targetId, flatten: true };
        const { sessionId } = await this.devTools.send("Target.attachToTarget", target);
        await this.devTools.send("Network.enable", {}, sessionId);
        await setOffline(true, sessionId);
        sessions.push(sessionId);
      }
    }
    return async () => {
      for (const sessionId of sessions) {
        await setOffline(false, sessionId);
        await this.devTools.send("Target.detachFromTarget", { sessionId });
      }
    };
  }

  /** Switches the extension off or on, as in `chrome://extensions`, and goes back to a tab. */
  async setEnabled(enabled: boolean, backTo: Page): Promise<void> {
    await (enabled
      ? this.#manage((id) => (chrome as any).management.setEnabled(id, true))
      : this.#manage((id) => (chrome as any).management.setEnabled(id, false)));
    await backTo.bringToFront();
  }

  /** Puts the icon into the toolbar, as the person does in Chrome's list of extensions. */
  async pin(): Promise<void> {
    await this.#manage((extensionId) =>
      (chrome as any).developerPrivate.updateExtensionConfiguration({
        extensionId,
        pinnedToToolbar: true,
      }),
    );
  }

  async #manage(what: (extensionId: string) => unknown, opened?: Page): Promise<void> {
    const page = opened ?? (await this.#openExtensions());
    await page.evaluate(what, this.extensionId);
    await page.close();
  }

  async #openExtensions(): Promise<Page> {
    const page = await this.context.newPage();
    await page.goto("chrome://extensions");
    return page;
  }

  /**
   * Spoils the memory of the wasm of worker or offscreen document, as soon as it has one: whatever it
   * does next traps.
   */
  async spoilWasm(of: "background.js" | "offscreen.html"): Promise<void> {
    const [targetId] = await this.devTools.targets(this.url(of));
    if (targetId === undefined) throw new Error(`there is no ${of}`);
    const spoil = `(memories) => {
      memories.forEach((it) => new Uint8Array(it.buffer).fill(0xff));
      return memories.length > 0;
    }`;
    await this.devTools.withTarget(targetId, (session) =>
      until("there is wasm to spoil", () =>
        this.devTools.withObjects<boolean>(session, "WebAssembly.Memory", spoil),
      ),
    );
  }

  /** How many documents there are that hold calls: one or none. */
  async countOffscreenDocuments(): Promise<number> {
    return (await this.devTools.targets(this.url("offscreen.html"))).length;
  }

  /** What the agent hears at the moment. */
  async heardByAgent(): Promise<HeardByAgent> {
    return this.#inOffscreenDocument(async (session) => {
      const received = await this.devTools.withObjects<Omit<HeardByAgent, "playing">>(
        session,
        "RTCPeerConnection",
        `async (connections) => {
          const reports = await Promise.all(connections.map((it) => it.getStats()));
          const all = reports.flatMap((it) => [...it.values()]);
          const inbound = all.find((it) => it.type === "inbound-rtp" && it.kind === "audio");
          return {
            packets: inbound?.packetsReceived ?? 0,
            energy: inbound?.totalAudioEnergy ?? 0,
            samples: inbound?.totalSamplesReceived ?? 0,
          };
        }`,
      );
      const playing = await this.devTools.withObjects<boolean>(
        session,
        "HTMLAudioElement",
        `(elements) => elements.some((it) => !it.paused && !it.muted && it.srcObject?.active)`,
      );
      return { ...received, playing };
    });
  }

  /** Whether one of the extension's pages plays anything at the moment. */
  async plays(page: string): Promise<boolean> {
    const [targetId] = await this.devTools.targets(this.url(page));
    if (targetId === undefined) throw new Error(`there is no ${page}`);
    const look = "(elements) => elements.some((it) => !it.paused)";
    return this.devTools.withTarget(targetId, (session) =>
      this.devTools.withObjects<boolean>(session, "HTMLAudioElement", look),
    );
  }

  /** Waits until somebody who speaks, or a beep, is played to the agent from now on. */
  async isHeardByAgent(): Promise<void> {
    const { energy } = await this.heardByAgent();
    await until("the agent hears something", async () => {
      const heard = await this.heardByAgent();
      return heard.playing && heard.energy > energy + HEARD_ENERGY;
    });
  }

  /** To the SDK it seems that ICE begins to gather candidates for the call, and never ends. */
  async stallIceGathering(): Promise<void> {
    const stall = `(connections) => connections.forEach((it) => {
      Object.defineProperty(it, "iceGatheringState", { value: "gathering", configurable: true });
      it.dispatchEvent(new Event("icegatheringstatechange"));
      delete it.iceGatheringState;
    })`;
    await this.#inOffscreenDocument((session) =>
      this.devTools.withObjects<void>(session, "RTCPeerConnection", stall),
    );
  }

  /** The devices that the call goes through at the moment. */
  async devicesInUse(): Promise<DevicesInUse> {
    return this.#inOffscreenDocument(async (session) => {
      const input = await this.devTools.withObjects<string | undefined>(
        session,
        "RTCPeerConnection",
        `(connections) => {
          const tracks = connections.flatMap((it) => it.getSenders()).map((it) => it.track);
          return tracks.find((it) => it?.readyState === "live")?.label;
        }`,
      );
      const output = await this.devTools.withObjects<string | undefined>(
        session,
        "HTMLAudioElement",
        `async (elements) => {
          const playing = elements.filter((it) => !it.paused && it.srcObject?.active);
          if (playing.length !== 1) return \`\${playing.length} speakers\`;
          const { enumerateDevices } = MediaDevices.prototype;
          const devices = await enumerateDevices.call(navigator.mediaDevices);
          const outputs = devices.filter((it) => it.kind === "audiooutput");
          return outputs.find((it) => it.deviceId === (playing[0].sinkId || "default"))?.label;
        }`,
      );
      return { input, output };
    });
  }

  /**
   * Takes these devices away, as far as the offscreen document can tell, and brings all others back.
   * Once before a call: the SDK holds on to the functions that it finds then.
   */
  async unplug(...labels: string[]): Promise<void> {
    const expression = `{
      const devices = navigator.mediaDevices;
      const { enumerateDevices: list, getUserMedia: open } = MediaDevices.prototype;
      devices.unplugged = new Set(${JSON.stringify(labels)});
      devices.enumerateDevices = async () =>
        (await list.call(devices)).filter((it) => !devices.unplugged.has(it.label));
      devices.getUserMedia = async (constraints) => {
        const id = constraints.audio?.deviceId?.exact;
        const isThere = (await devices.enumerateDevices()).some((it) => it.deviceId === id);
        if (id !== undefined && !isThere) throw new DOMException("", "OverconstrainedError");
        return open.call(devices, constraints);
      };
      devices.dispatchEvent(new Event("devicechange"));
    }`;
    await this.#inOffscreenDocument((session) =>
      this.devTools.send("Runtime.evaluate", { expression }, session),
    );
  }

  /**
   * Has another program hold the microphone, as far as this offscreen document and those after it can
   * tell, until the function that it returns is called.
   */
  async occupyMicrophone(): Promise<() => Promise<void>> {
    const isOffscreen = `location.href === "${this.url("offscreen.html")}"`;
    const hold = `if (${isOffscreen}) {
      navigator.mediaDevices.getUserMedia = async () => {
        throw new DOMException("Could not start audio source", "NotReadableError");
      };
    }`;
    const free = `if (${isOffscreen}) delete navigator.mediaDevices.getUserMedia;`;
    // It may be gone before it is told anything.
    const evaluate = (session: string, expression: string) =>
      this.devTools.send("Runtime.evaluate", { expression }, session).catch(() => {});
    this.devTools.firstLines.add(hold);
    await this.#inOffscreenDocument((session) => evaluate(session, hold));
    return async () => {
      this.devTools.firstLines.delete(hold);
      // One that is about to begin has been told already. A worker has no frame, and no microphone.
      this.devTools.listen((method, params, session) => {
        if (method !== "Runtime.executionContextCreated" || session === undefined) return;
        if (params.context.auxData?.frameId !== undefined) void evaluate(session, free);
      });
      for (const targetId of await this.devTools.targets(this.url("offscreen.html"))) {
        await this.devTools.withTarget(targetId, (session) => evaluate(session, free)).catch(() => {});
      }
    };
  }

  async #inOffscreenDocument<T>(look: (session: string) => Promise<T>): Promise<T> {
    return this.devTools.withTarget(await this.#offscreenDocument(), look);
  }

  /** What the toolbar shows, asked for on a page of the extension. */
  async badge(on: Popup): Promise<Badge> {
    return on.page.evaluate(async () => ({
      text: await chrome.action.getBadgeText({}),
      title: await chrome.action.getTitle({}),
    }));
  }
}

/** Chrome derives the id of an unpacked extension from its path. */
export function extensionId(): string {
  const hash = createHash("sha256").update(parts.extension).digest("hex").slice(0, 32);
  return [...hash].map((digit) => String.fromCharCode(97 + parseInt(digit, 16))).join("");
}

/** Notes the person's answer where Chrome keeps it, and that unpacked extensions may be reloaded. */
function setPreferences(profile: string, answer: Permission): void {
  const setting = answer === "granted" ? 1 : 2;
  const site = `chrome-extension://${extensionId()}/,*`;
  const exceptions = answer === "prompt" ? {} : { media_stream_mic: { [site]: { setting } } };
  mkdirSync(join(profile, "Default"), { recursive: true });
  const preferences = {
    profile: { content_settings: { exceptions } },
    extensions: { ui: { developer_mode: true } },
  };
  writeFileSync(join(profile, "Default", "Preferences"), JSON.stringify(preferences));
}
