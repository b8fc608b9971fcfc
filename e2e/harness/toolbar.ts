// The popup as Chrome opens it, in a window of its own below the toolbar. Playwright has no page for
// that.

import type { DevTools } from "./devtools.ts";
import { until } from "./until.ts";

/** The popup's window, and what is in it. */
export class ToolbarPopup {
  constructor(
    private readonly devTools: DevTools,
    private readonly targetId: string,
    private readonly sessionId: string,
  ) {}

  /** Runs a line of JavaScript in it. */
  evaluate(expression: string): Promise<any> {
    return this.devTools.evaluate(this.sessionId, expression);
  }

  /** Waits until a button with these words can be pressed, and presses it with the mouse. */
  async press(words: string): Promise<void> {
    const [x, y] = await until(`"${words}" can be pressed`, () =>
      this.evaluate(`(() => {
        const isIt = (it) => it.innerText.trim() === ${JSON.stringify(words)} && !it.disabled;
        const button = [...document.querySelectorAll("button")].find(isIt);
        const { x, y, width, height } = button?.getBoundingClientRect() ?? {};
        return button && [x + width / 2, y + height / 2];
      })()`),
    );
    for (const type of ["mousePressed", "mouseReleased"]) {
      const params = { type, x, y, button: "left", clickCount: 1 };
      await this.devTools.send("Input.dispatchMouseEvent", params, this.sessionId);
    }
  }

  /** Closes it. */
  async close(): Promise<void> {
    await this.devTools.send("Target.closeTarget", { targetId: this.targetId });
    await until("it is gone", async () => {
      const { targetInfos } = await this.devTools.send("Target.getTargets");
      return !targetInfos.some((it: { targetId: string }) => it.targetId === this.targetId);
    });
  }

  /** Its headline. */
  headline(): Promise<string | undefined> {
    return this.evaluate(`document.querySelector("h1")?.innerText`);
  }

  /** How wide it is, and by how much of its height one would have to scroll, in CSS pixels. */
  fit(): Promise<{ width: number; scrolls: number }> {
    return this.evaluate(`({
      width: innerWidth,
      scrolls: document.documentElement.scrollHeight - innerHeight,
    })`);
  }
}
