// The extension as a whole: it is reloaded, crashes, and is managed in `chrome://extensions`.

import type { BrowserContext, Page } from "@playwright/test";

import { extensionId } from "./extension-origin.ts";
import type { OffscreenDocument } from "./offscreen-document.ts";
import { Popup } from "./popup.ts";
import type { ExtensionServiceWorker } from "./service-worker.ts";
import { until } from "./until.ts";

/** The extension, as Chrome has it installed. */
export class Extension {
  /** Whether Chrome has failed to start the worker after a reload. */
  hasFailedToStart = false;
  /** Chrome's list of extensions, while the extension is to be started from there. */
  #extensions: Page | undefined;

  constructor(
    private readonly context: BrowserContext,
    private readonly serviceWorker: ExtensionServiceWorker,
    private readonly offscreenDocument: OffscreenDocument,
  ) {}

  /** Reloads it, as an update does, and returns once there is a worker again. */
  async reload(): Promise<void> {
    const { page } = await this.#openPopup();
    const before = await this.serviceWorker.targets();
    const gone = page.waitForEvent("close");
    await page.evaluate(() => void setTimeout(() => chrome.runtime.reload()));
    await gone;
    await this.hasReloaded(before);
  }

  /** Returns once there is another worker than these. */
  async hasReloaded(before: string[]): Promise<void> {
    const hasStarted = () => this.serviceWorker.hasStarted(before);
    const started = until("Chrome has started the worker", hasStarted, 60_000);
    const late = new Promise<false>((pass) => setTimeout(pass, 5_000, false));
    if (await Promise.race([started, late])) return;
    // Now and then Chrome fails to start it. Whoever opens the popup is told what helps, unless it was
    // only slow.
    const popup = await this.#openPopup();
    const isSilent = popup.restartOfSilent.waitFor().then(() => true);
    if (await Promise.race([started.then(() => false), isSilent])) {
      this.hasFailedToStart = true;
      await Promise.race([started, popup.restartSilent()]);
    }
    await started;
    if (!popup.page.isClosed()) await popup.page.close();
  }

  /** The version that runs. */
  version(): Promise<unknown> {
    return this.serviceWorker.evaluate("chrome.runtime.getManifest().version");
  }

  /** Has Chrome look for a newer version, as it does by itself every few hours, and returns what it says. */
  checkForUpdate(): Promise<unknown> {
    return this.serviceWorker.evaluate("chrome.runtime.requestUpdateCheck()");
  }

  /** Has Chrome take a newer version at once, as the person can in `chrome://extensions`. */
  async update(): Promise<void> {
    await this.#manage(() => (chrome as any).developerPrivate.autoUpdate());
  }

  /**
   * Crashes the process that it runs in: worker, offscreen document and all its pages. Chrome then
   * ends the extension until `start`.
   */
  async crash(): Promise<void> {
    // A page that opens meanwhile would make the extension be gone for longer than it has to be.
    this.#extensions = await this.#openExtensions();
    const { page } = await this.#openPopup();
    const session = await this.context.newCDPSession(page);
    const crashed = page.waitForEvent("crash");
    // It dies before it can answer.
    session.send("Page.crash").catch(() => {});
    await crashed;
    await page.close();
    await until("the offscreen document is gone", async () => {
      return (await this.offscreenDocument.count()) === 0;
    });
  }

  /**
   * Starts it again after a crash, as Chrome does by itself with one that a policy has installed, and
   * as the person can for any other.
   */
  async start(): Promise<void> {
    await this.#manage((id) => (chrome as any).developerPrivate.reload(id), this.#extensions);
  }

  /** Switches it off or on, as in `chrome://extensions`, and goes back to a tab. */
  async setEnabled(enabled: boolean, backTo: Page): Promise<void> {
    await (enabled
      ? this.#manage((id) => (chrome as any).management.setEnabled(id, true))
      : this.#manage((id) => (chrome as any).management.setEnabled(id, false)));
    await backTo.bringToFront();
  }

  /** Puts its icon into the toolbar, as the person does in Chrome's list of extensions. */
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
    await page.evaluate(what, extensionId());
    await page.close();
  }

  async #openExtensions(): Promise<Page> {
    const page = await this.context.newPage();
    await page.goto("chrome://extensions");
    return page;
  }

  #openPopup(): Promise<Popup> {
    return Popup.open(this.context, { unfolded: false });
  }
}
