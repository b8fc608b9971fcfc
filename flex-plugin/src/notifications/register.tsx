import * as React from "react";
import { Actions, NotificationBar, Notifications, NotificationType } from "@twilio/flex-ui";

import type { Settings } from "../settings";
import { PROBLEM_KEYS, problemKey } from "../strings/strings";

/** How long something is shown that passes, in ms. */
const PASSING_MS = { success: 3_000, refusal: 6_000 };

const signIn = (
  <NotificationBar.Action
    key="sign-in"
    label="VoiceClientActionSignIn"
    onClick={() => void Actions.invokeAction("Logout")}
  />
);

const refresh = (
  <NotificationBar.Action
    key="refresh"
    label="VoiceClientActionRefresh"
    onClick={() => window.location.reload()}
  />
);

/** Tells Flex of the plugin's notifications: the id of each is the key of its text. */
export function registerNotifications({ extensionUrl }: Settings): void {
  const install = extensionUrl && (
    <NotificationBar.Action
      key="install"
      label="VoiceClientActionInstall"
      onClick={() => void window.open(extensionUrl, "_blank", "noopener")}
    />
  );
  stay("VoiceClientMissing", install ? [install, refresh] : [refresh]);
  stay("VoiceClientLost", [refresh]);
  stay("VoiceClientOtherAccount", []);
  stay("VoiceClientNotSetUp", []);
  stay("VoiceClientNoActivity", []);
  for (const key of PROBLEM_KEYS) {
    stay(key, key === problemKey("flex-token-refused") ? [signIn] : []);
  }
  pass("VoiceClientReadyAgain", NotificationType.success, PASSING_MS.success);
  for (const refused of ["ActivityReserved", "ActivityNotReady", "AcceptNotReady", "CallNotReady"]) {
    pass(`VoiceClient${refused}`, NotificationType.warning, PASSING_MS.refusal);
  }
}

function stay(id: string, actions: JSX.Element[]): void {
  const type = NotificationType.error;
  // A timeout of 0 is none.
  Notifications.registerNotification({ id, content: id, type, timeout: 0, closeButton: true, actions });
}

function pass(id: string, type: NotificationType, timeout: number): void {
  Notifications.registerNotification({ id, content: id, type, timeout, closeButton: true });
}
