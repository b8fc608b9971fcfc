// What docs/ROLLOUT.md promises an administrator who brings the client to many.

import { setNotifications } from "../harness/notifications.ts";
import { canSetPolicies } from "../harness/policies.ts";
import { expect, IDENTITY, ROLLED_OUT, test } from "../harness/test.ts";

test.describe("with the policies of docs/ROLLOUT.md", () => {
  test.skip(!canSetPolicies(), "nobody may have a folder of their own in a place of /etc here");
  test.use(ROLLED_OUT);

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
