// What docs/ROLLOUT.md promises an administrator who brings the client to many.

import { readFileSync } from "node:fs";

import { extensionId } from "../harness/extension-origin.ts";
import { setNotifications } from "../harness/notifications.ts";
import { canSetPolicies } from "../harness/policies.ts";
import { expect, IDENTITY, test } from "../harness/test.ts";

/** The policies as they stand there. */
function policies(): any {
  const [, json = ""] = /```json\n(.*?)```/s.exec(readFileSync("docs/ROLLOUT.md", "utf8")) ?? [];
  const policies = JSON.parse(json.replaceAll("ID", extensionId()));
  // The extension comes from a folder here, not from the Store.
  const settings = policies.ExtensionSettings[extensionId()];
  delete settings.update_url;
  settings.installation_mode = "allowed";
  return policies;
}

test.describe("with the policies of docs/ROLLOUT.md", () => {
  test.skip(!canSetPolicies(), "nobody may have a folder of their own in a place of /etc here");
  test.use({ microphone: "prompt", policies: policies() });

  test("nobody is asked for the microphone, pins anything, or decides about notifications", async ({
    sandbox,
    chrome,
    flex: _,
  }) => {
    const welcome = await chrome.openWelcome();
    await expect(welcome.headline("The microphone is allowed")).toBeVisible();
    await expect(welcome.headline("The icon is pinned")).toBeVisible();

    const popup = await chrome.openPopup();
    await setNotifications(popup, false);
    await expect(popup.words("Set by your organisation")).toBeVisible();
    await expect(popup.notifications).toBeDisabled();
    await expect(popup.notifications).toBeChecked();

    const call = await sandbox.answeredCall(IDENTITY);
    await sandbox.callIs(call, "audible");
  });
});
