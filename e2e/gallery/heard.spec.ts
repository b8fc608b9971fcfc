// What a screen reader says of the pages. What is listed is all that is there, in this order.

import { expect } from "@playwright/test";

import { test } from "./gallery.ts";

test("who opens the popup hears that calls can come, and what can be pressed", async ({ gallery }) => {
  const shown = await gallery("popup");
  await shown.enter("Before calls: Ready");
  await expect(shown.exhibit.getByRole("main")).toMatchAriaSnapshot(`
    - main:
      - /children: equal
      - status:
        - /children: equal
        - heading "Ready for calls" [level=1]
        - paragraph: Calls are answered here, and go on when you refresh or close Flex.
      - list
      - region "Microphone and speaker":
        - /children: equal
        - text: Microphone
        - combobox "Microphone":
          - option "System default" [selected]
          - option "Built-in"
          - option "Headset"
        - button "Test microphone"
        - text: Speaker
        - combobox "Speaker":
          - option "System default" [selected]
          - option "Built-in"
          - option "Headset"
        - button "Play test sound"
        - status
      - group: Details
  `);
});

test("on a call one hears who it is, for how long, how good the connection is, and what can be done", async ({
  gallery,
}) => {
  const shown = await gallery("popup");
  const { exhibit } = shown;
  await shown.enter("Calls: Poor connection");
  await expect(exhibit.locator(".summary")).toMatchAriaSnapshot(`
    - /children: equal
    - status:
      - /children: equal
      - heading "On a call" [level=1]
      - paragraph: "+15550100"
    - timer "Duration of the call": /^1:\\d\\d$/
    - 'button "Connection: poor" [expanded=false]'
  `);
  await expect(exhibit.locator(".controls")).toMatchAriaSnapshot(`
    - /children: equal
    - button "Mute"
    - button "Keypad" [expanded=false]
    - button "Hang up"
  `);
  const notices = exhibit.getByRole("list");
  await expect(notices).toHaveAttribute("aria-live", "polite");
  await expect(notices).toMatchAriaSnapshot(`
    - list:
      - /children: equal
      - listitem:
        - paragraph: "The connection is slow: you hear each other late."
      - listitem:
        - paragraph: Parts of the sound get lost on the way.
  `);

  await exhibit.getByRole("button", { name: "Connection: poor" }).click();
  await expect(exhibit.locator(".summary")).toMatchAriaSnapshot(`
    - 'button "Connection: poor" [expanded]'
    - term: Round trip
    - definition: 520 ms
    - term: Jitter
    - definition: 60 ms
    - term: Packets lost
    - definition: 8 %
    - term: Sound (MOS)
    - definition: "2.4"
  `);
});

test("who mutes hears that nobody hears them, from the region that spoke before", async ({ gallery }) => {
  const shown = await gallery("popup");
  const { exhibit } = shown;
  await shown.enter("Calls: On a call");
  // Another element in its place would be announced in full, or not at all.
  const region = await exhibit.getByRole("heading", { level: 1 }).locator("..").elementHandle();
  await exhibit.getByRole("button", { name: "Mute", exact: true }).click();
  await shown.pass(1);
  await expect(exhibit.getByRole("button", { name: "Unmute" })).toBeFocused();
  await expect(exhibit.locator(".summary")).toMatchAriaSnapshot(`
    - status:
      - /children: equal
      - heading "On a call, muted" [level=1]
      - paragraph: "+15550100"
      - paragraph: The other person does not hear you.
  `);
  expect(await region?.evaluate((it) => [it.isConnected, it.role, it.textContent])).toEqual([
    true,
    "status",
    "On a call, muted+15550100The other person does not hear you.",
  ]);
});

test("the keypad is a group of twelve keys, and says what was sent", async ({ gallery }) => {
  const shown = await gallery("popup");
  const { exhibit } = shown;
  await shown.enter("Calls: On a call");
  await exhibit.getByRole("button", { name: "Keypad" }).click();
  await expect(exhibit.getByRole("button", { name: "Keypad", expanded: true })).toBeFocused();
  const keys = exhibit.getByRole("group", { name: "Keypad" }).getByRole("button");
  await expect(keys).toHaveText(["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"]);
  const said = exhibit.locator("#keypad + [role=status]");
  await expect(said).toHaveText("You can also type digits.");
  await keys.filter({ hasText: "4" }).click();
  await shown.page.keyboard.press("#");
  await expect(said).toHaveText("Sent: 4#");
});

test("a lost connection is told with the time that is left", async ({ gallery }) => {
  const shown = await gallery("popup");
  await shown.enter("Calls: Reconnecting, muted");
  await expect(shown.exhibit.locator(".summary")).toMatchAriaSnapshot(`
    - /children: equal
    - status:
      - /children: equal
      - heading "Reconnecting, muted" [level=1]
      - paragraph: "+15550100"
      - paragraph: "Stay on the line: the call comes back by itself."
    - timer: /^0:\\d\\d left$/
    - timer "Duration of the call": /^1:\\d\\d$/
  `);
});

test("a problem is told in words as soon as it is there, with its code and the one button that helps", async ({
  gallery,
}) => {
  const shown = await gallery("popup");
  const { exhibit } = shown;
  await shown.enter("Problems: Microphone denied");
  await expect(exhibit.locator(".summary")).toMatchAriaSnapshot(`
    - /children: equal
    - status:
      - /children: equal
      - heading "Microphone blocked" [level=1]
      - paragraph: Chrome does not let the voice client use the microphone. Until it does, no calls come.
    - paragraph: microphone-denied
    - button "Set up microphone"
  `);

  await shown.enter("Calls: Call page failing");
  await expect(exhibit.locator(".summary")).toMatchAriaSnapshot(`
    - /children: equal
    - status:
      - /children: equal
      - heading "Reconnecting" [level=1]
      - paragraph: "+15550100"
      - paragraph: Try again. If that does not help, restart Chrome.
    - timer: /left$/
    - paragraph: call-page-failing
    - button "Try again"
    - timer "Duration of the call"
  `);

  await shown.enter("Calls: Problem during a call");
  await expect(exhibit.getByRole("list")).toMatchAriaSnapshot(`
    - list:
      - /children: equal
      - listitem:
        - /children: equal
        - paragraph: No microphone found. The other person does not hear you.
        - paragraph: microphone-missing
        - button "Set up microphone"
  `);
});

test("each of the details is a term and what it is", async ({ gallery }) => {
  const shown = await gallery("popup");
  await shown.enter("Before calls: Ready, and one tab without the plugin");
  await shown.exhibit.locator("details.details > summary").click();
  await expect(shown.exhibit.locator("details.details")).toMatchAriaSnapshot(`
    - group:
      - /children: equal
      - text: Details
      - term: Identity
      - definition: ext_agent@example.com
      - term: Account
      - definition: /^AC[0-9a-f]{32}$/
      - term: Flex tabs
      - definition: 2 open, 1 with the plugin
      - term: Flex sign-in
      - definition: /^Until 10:\\d\\d AM$/
      - term: Call sign-in
      - definition: /^Renews at 10:\\d\\d AM$/
      - term: Versions
      - definition: 1.0.0, Chrome 140.0.0.0
      - term: Open this popup
      - definition: Ctrl+Shift+2
      - term: Mute or unmute the call
      - definition: Ctrl+Shift+1
      - term: Hang up the call
      - definition: Not set
      - checkbox "Notify me of calls and problems" [checked]
      - text: Notify me of calls and problems
      - button "Save report"
      - button "Save as text"
      - status:
        - button "Copy diagnostics"
      - button "Check equipment"
      - button "Change shortcuts"
      - button "Restart"
  `);
});

test("the question before a restart is read out whole, and begins with what does no harm", async ({
  gallery,
}) => {
  const shown = await gallery("popup");
  const { exhibit } = shown;
  await shown.enter("Calls: On a call");
  await exhibit.locator("details.details > summary").click();
  await exhibit.getByRole("button", { name: "Restart" }).click();
  const question = exhibit.getByRole("dialog", { name: "End the call?" });
  await expect(question).toHaveAccessibleDescription(/ends the call that you are on\. The other person is cut off\.$/);
  await expect(question.getByRole("button")).toHaveText(["Cancel", "End call and restart"]);
  await expect(question.getByRole("button", { name: "Cancel" })).toBeFocused();
  await shown.page.keyboard.press("Escape");
  await expect(question).toBeHidden();
  await expect(exhibit.getByRole("button", { name: "Restart" })).toBeFocused();
});

test("the welcome page says how far one is, and each step what is wrong and how to mend it", async ({
  gallery,
}) => {
  const shown = await gallery("welcome");
  const { exhibit } = shown;
  await shown.enter("Everything: Works");
  await expect(exhibit).toMatchAriaSnapshot(`
    - main:
      - heading "Flex Voice Client" [level=1]
      - status: Everything works. Come back whenever you want to check your equipment.
      - list:
        - /children: equal
        - listitem:
          - status:
            - heading "The microphone is allowed" [level=2]
        - listitem:
          - status:
            - heading "Your headset works" [level=2]
        - listitem:
          - status:
            - heading "The connection works" [level=2]
        - listitem:
          - status:
            - heading "The icon is pinned" [level=2]
        - listitem:
          - status:
            - heading "Ready for calls" [level=2]
  `);

  await shown.enter("Microphone: Denied");
  await expect(exhibit.getByRole("status").filter({ hasText: "steps done" })).toHaveText("3 of 5 steps done");
  await expect(exhibit.locator(".card").first()).toMatchAriaSnapshot(`
    - listitem:
      - /children: equal
      - status:
        - /children: equal
        - heading "The microphone is blocked" [level=2]
        - paragraph: "Callers could not hear you, so no calls come. This is how to undo it:"
        - list:
          - /children: equal
          - listitem: /switch the microphone on/
          - listitem: /chrome:\\/\\/settings\\/content\\/microphone/
          - listitem: /your organisation has blocked it/
      - button "Check again"
  `);
});

test("how a call has ended is said with what comes next, in the region that spoke of the call", async ({
  gallery,
}) => {
  const shown = await gallery("popup");
  const { exhibit } = shown;
  await shown.enter("Calls: On a call");
  const region = await exhibit.getByRole("heading", { level: 1 }).locator("..").elementHandle();
  await shown.enter("Then: The caller hangs up");
  await shown.pass(1);
  await expect(exhibit.locator(".summary")).toMatchAriaSnapshot(`
    - /children: equal
    - status:
      - /children: equal
      - heading "Ready for calls" [level=1]
      - paragraph
      - paragraph: /^The other person hung up, 10:0\\d AM$/
  `);
  expect(await region?.evaluate((it) => [it.isConnected, it.role])).toEqual([true, "status"]);
});

test("without a network the welcome page says nothing of the ways that nobody has looked for", async ({
  gallery,
}) => {
  const shown = await gallery("welcome");
  const findings = shown.exhibit.locator(".findings");
  await shown.enter("Connection: No sound");
  await expect(findings).toContainText("can’t send sound");
  await shown.enter("Connection: Offline");
  await expect(findings).toHaveCount(0);
});
