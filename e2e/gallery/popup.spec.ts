// What the popup does in states that are rare, or hard to come by, in a browser.

import { expect } from "@playwright/test";

import { LANGUAGES, test, type Gallery } from "./gallery.ts";

/** Chrome makes no popup higher. */
const HEIGHT = 600;

for (const language of LANGUAGES) {
  test(`the popup fits into its window until its details are unfolded, in ${language}`, async ({
    gallery,
  }) => {
    const shown = await gallery("popup", { language });
    const { exhibit } = shown;
    const height = () => exhibit.evaluate((it) => it.getBoundingClientRect().height);
    for (const state of await shown.states()) {
      await shown.enter(state);
      expect.soft(await height(), state).toBeLessThanOrEqual(HEIGHT);
    }
    await shown.enter("Calls: Speaking, but muted");
    await exhibit.locator("[aria-controls=keypad]").click();
    await expect(exhibit.locator("#keypad button")).toHaveCount(12);
    expect.soft(await height(), "with the keypad").toBeLessThanOrEqual(HEIGHT);
  });
}

test("the figures of the connection cover nothing, and are folded where they were unfolded", async ({
  gallery,
}) => {
  const shown = await gallery("popup");
  const { exhibit } = shown;
  await shown.enter("Calls: Poor connection");
  const bars = button(shown, "Connection: poor");
  await bars.click();
  await expect(exhibit.getByText("Round trip")).toBeVisible();

  // A press that is not meant for anything else.
  for (const name of ["Mute", "Keypad", "Hang up"]) await button(shown, name).click({ trial: true });
  await bars.click();
  await expect(exhibit.getByText("Round trip")).toBeHidden();
});

test("a call that waits for a microphone says so, with the button that helps", async ({ gallery }) => {
  const shown = await gallery("popup");
  const { exhibit } = shown;
  const waits = exhibit.getByText("The call waits for your microphone");
  await shown.enter("Calls: Waits for a microphone");
  await expect(waits).toBeVisible();
  await expect(button(shown, "Set up microphone")).toHaveCount(1);
  await expect(exhibit.getByLabel("Microphone", { exact: true })).toBeHidden();

  await shown.enter("Calls: Waits for another program");
  await expect(waits).toBeVisible();
  await button(shown, "Choose another microphone").click();
  await expect(exhibit.getByLabel("Microphone", { exact: true })).toBeFocused();
});

test("who is to restart to change accounts has the button for it, and is asked", async ({ gallery }) => {
  const shown = await gallery("popup");
  await shown.enter("Before calls: Another account");
  const notice = shown.exhibit.getByRole("listitem").filter({ hasText: "was turned away" });
  await notice.getByRole("button", { name: "Restart" }).click();
  await expect(shown.exhibit.getByRole("dialog")).toBeVisible();
});

test("nothing that was last known can be pressed", async ({ gallery }) => {
  const shown = await gallery("popup");
  await shown.enter("Problems: Microphone denied");
  await shown.enter("The popup has just been opened: once more");
  await shown.exhibit.locator("details.details > summary").click();
  for (const name of ["Set up microphone", "Check equipment", "Restart"]) {
    await expect(button(shown, name)).toBeDisabled();
  }
  await expect(shown.exhibit.getByRole("checkbox")).toBeDisabled();

  await shown.enter("Calls: On a call");
  await shown.enter("The popup has just been opened: once more");
  await expect(button(shown, "Hang up")).toBeDisabled();
  // Who it is has not been kept.
  await expect(shown.exhibit.locator(".caller")).toHaveText("");
});

test("a restart of a voice client that does not answer says what it does to the call", async ({
  gallery,
}) => {
  const shown = await gallery("popup");
  const { exhibit } = shown;
  await shown.enter("Calls: On a call");
  await shown.enter("The popup has just been opened: while the worker is silent");
  await expect(button(shown, "Save report")).toBeVisible();
  await button(shown, "Restart").click();
  const question = exhibit.getByRole("dialog", { name: "Restart the voice client?" });
  await expect(question).toContainText("silent for a few seconds");
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(exhibit.getByRole("heading", { level: 1 })).toHaveText("The voice client does not answer");
});

test("how long a lost call may come back, and that nobody hears who is muted, is said", async ({
  gallery,
}) => {
  const shown = await gallery("popup");
  await shown.enter("Calls: Reconnecting");
  await expect(shown.exhibit.getByRole("timer").filter({ hasText: /^0:[0-3]\d left$/ })).toBeVisible();
  await shown.enter("Calls: Speaking, but muted");
  await expect(shown.exhibit.getByText("You are speaking, but you are muted.")).toBeVisible();
});

test("the details say what a policy has set, which keys are not set, and what was not copied", async ({
  gallery,
}) => {
  const shown = await gallery("popup");
  const { exhibit } = shown;
  await shown.enter("Before calls: Ready, with a policy");
  await exhibit.locator("details.details > summary").click();
  await expect(exhibit.getByRole("checkbox")).toBeDisabled();
  await expect(exhibit.getByText("Set by your organisation")).toBeVisible();
  await expect(exhibit.getByText("Hang up the call").locator("+ dd")).toHaveText("Not set");

  await shown.page.evaluate(() => {
    navigator.clipboard.writeText = () => Promise.reject(new DOMException("", "NotAllowedError"));
  });
  await button(shown, "Copy diagnostics").click();
  await expect(exhibit.getByRole("button", { name: "Not copied. Try again." })).toBeVisible();
});

test("the two ways to save the record say how they differ", async ({ gallery }) => {
  const shown = await gallery("popup");
  await shown.exhibit.locator("details.details > summary").click();
  const describes = async (name: string, hint: RegExp) =>
    expect(button(shown, name)).toHaveAccessibleDescription(hint);
  await describes("Save report", /for your administrator \(JSON\)$/);
  await describes("Save as text", /^The same to read/);
});

test("who has a tab of this account is told to close it, and is offered nothing that would not help", async ({
  gallery,
}) => {
  const shown = await gallery("popup");
  await shown.enter("Before calls: Another account beside this one");
  const notice = shown.exhibit.getByRole("listitem").filter({ hasText: "was turned away" });
  await expect(notice).toContainText("close the other Flex tabs and restart");
  await expect(notice.getByRole("button")).toHaveCount(0);
});

for (const language of LANGUAGES) {
  test(`whoever mutes finds the button where it was, in ${language}`, async ({ gallery }) => {
    const shown = await gallery("popup", { language });
    const mute = shown.exhibit.locator(".controls .button").first();
    const box = () => mute.evaluate((it) => JSON.stringify(it.getBoundingClientRect()));
    for (const state of ["On a call", "Unknown caller", "Reconnecting", "Poor connection"]) {
      await shown.enter(`Calls: ${state}`);
      const before = await box();
      await mute.click();
      await shown.pass(1);
      await expect(mute).toContainClass("on");
      await shown.rest();
      expect.soft(await box(), state).toBe(before);
    }
  });
}

test("digits that wait for the connection are not said to be sent", async ({ gallery }) => {
  const shown = await gallery("popup");
  await shown.enter("Calls: On a call");
  await shown.page.keyboard.press("4");
  const sent = shown.exhibit.getByText("Sent: 4");
  await expect(sent).toBeVisible();
  await shown.enter("Then: Connection lost");
  await shown.page.keyboard.press("2");
  await expect(sent).toBeHidden();
  await shown.enter("Then: Connection back");
  await shown.pass(1);
  await expect(shown.exhibit.getByText("Sent: 42")).toBeVisible();
});

test("the button of the test sound keeps the focus", async ({ gallery }) => {
  const shown = await gallery("popup");
  await shown.enter("Before calls: Ready");
  await button(shown, "Play test sound").press("Enter");
  await expect(shown.exhibit.getByText("The sound could not be played")).toBeVisible();
  await expect(button(shown, "Play test sound")).toBeFocused();
});

function button({ exhibit }: Gallery, name: string) {
  return exhibit.getByRole("button", { name, exact: true });
}
