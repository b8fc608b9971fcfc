// A running Chromium, and what a person opens in it.

import { rmSync } from "node:fs";
import { join } from "node:path";

import type { BrowserContext, Page } from "@playwright/test";

import { DevTools } from "./devtools.ts";
import { Extension } from "./extension.ts";
import { extensionUrl } from "./extension-origin.ts";
import { FlexTab, type FlexOptions } from "./flex.ts";
import { FlexUi, type FlexUiOptions } from "./flex-ui.ts";
import { launchChromium, type ChromeOptions } from "./launch.ts";
import { OffscreenDocument } from "./offscreen-document.ts";
import { Popup } from "./popup.ts";
import { crashBrowser } from "./processes.ts";
import { createProfile, hasExtension } from "./profile.ts";
import { ExtensionServiceWorker } from "./service-worker.ts";
import { ToolbarPopup } from "./toolbar.ts";
import { until } from "./until.ts";
import { Welcome } from "./welcome.ts";

/** A running Chromium. */
export class Chrome {
  readonly serviceWorker: ExtensionServiceWorker;
  readonly offscreenDocument: OffscreenDocument;
  readonly extension: Extension;

  private constructor(
    readonly context: BrowserContext,
    private readonly profile: string,
    readonly devTools: DevTools,
    private readonly options: ChromeOptions,
  ) {
    this.serviceWorker = new ExtensionServiceWorker(devTools);
    this.offscreenDocument = new OffscreenDocument(devTools, profile);
    this.extension = new Extension(context, this.serviceWorker, this.offscreenDocument);
  }

  /** Starts one with a profile of its own. */
  static async launch(options: ChromeOptions): Promise<Chrome> {
    return this.#start(createProfile(options.microphone ?? "granted"), options);
  }

  static async #start(profile: string, options: ChromeOptions): Promise<Chrome> {
    const context = await launchChromium(profile, options);
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

  /** Crashes it, once its disk has the extension, as it does within seconds of an installation. */
  async crash(): Promise<void> {
    await until("the extension is on the disk", () => hasExtension(this.profile));
    await crashBrowser(this);
  }

  /** Ends it, and removes its profile. */
  async close(): Promise<void> {
    this.devTools.close();
    await this.context.close();
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Opens Flex in a new tab. */
  async openFlex(options: FlexOptions = {}): Promise<FlexTab> {
    const tab = new FlexTab(await this.context.newPage(), options);
    await tab.open();
    return tab;
  }

  /** The Flex that this browser, started again, has brought back. */
  async restoredFlex({ page, options }: FlexTab): Promise<FlexTab> {
    const find = () => this.context.pages().find((it) => it.url() === page.url());
    return new FlexTab(await until("Flex is back", find), options);
  }

  /** Opens the real Flex UI in a new tab. */
  async openFlexUi(options: FlexUiOptions = {}): Promise<FlexUi> {
    const flex = new FlexUi(await this.context.newPage(), options);
    await flex.open();
    return flex;
  }

  /** Opens the popup from the toolbar. A click there, or anything else that takes its focus, closes it. */
  async openToolbarPopup(): Promise<ToolbarPopup> {
    const url = extensionUrl("popup.html");
    const before = await this.devTools.targets(url);
    await this.serviceWorker.evaluate("chrome.action.openPopup()");
    const targetId = await until("the toolbar's popup is open", async () =>
      (await this.devTools.targets(url)).find((it) => !before.includes(it)),
    );
    const { sessionId } = await this.devTools.send("Target.attachToTarget", { targetId, flatten: true });
    return new ToolbarPopup(this.devTools, targetId, sessionId);
  }

  /** Opens the popup in a tab, where Playwright has a page for it, with its details unless told otherwise. */
  openPopup(options?: { unfolded?: boolean }): Promise<Popup> {
    return Popup.open(this.context, options);
  }

  /** Opens the welcome page. */
  async openWelcome(): Promise<Welcome> {
    const page = await this.context.newPage();
    await page.goto(extensionUrl("welcome.html"));
    return new Welcome(page);
  }

  /** The welcome page that the extension has opened itself, within so many milliseconds. */
  async welcomePage(timeoutMs?: number): Promise<Welcome> {
    const find = () => this.welcomePages().at(0);
    return new Welcome(await until("the welcome page is open", find, timeoutMs));
  }

  /** Every tab that shows the welcome page. */
  welcomePages(): Page[] {
    return this.context.pages().filter((page) => page.url() === extensionUrl("welcome.html"));
  }
}
