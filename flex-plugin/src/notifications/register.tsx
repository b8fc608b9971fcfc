import * as React from "react";
import { Actions, NotificationBar, Notifications, NotificationType } from "@twilio/flex-ui";

import type { Settings } from "../settings";
import type { Texts } from "../strings/strings";
import { PROBLEM_KEYS, problemKey } from "../strings/strings";
import { REFUSALS } from "./Notifier";

/** How long something is shown that passes, in ms. */
const PASSING_MS = { success: 3_000, refusal: 6_000 };

interface ActionProps {
  /** The key of its text. */
  readonly name: string;
  readonly texts: Texts;
  onClick(): void;
}

/** A button in the bar. Flex speaks of it by its label, which for that has to be a text, and no key. */
function Action({ name, texts, ...others }: ActionProps): JSX.Element {
  return <NotificationBar.Action {...others} label={texts(name)} />;
}

/** Tells Flex of the plugin's notifications: the id of each is the key of its text. */
export function registerNotifications({ extensionUrl }: Settings, texts: Texts): void {
  const action = (name: string, onClick: () => void) => (
    <Action key={name} onClick={onClick} {...{ name, texts }} />
  );
  const signIn = action(
    "VoiceClientActionSignIn",
    // As Flex's own button does: without a payload it throws.
    () => void Actions.invokeAction("Logout", { forceLogout: false }),
  );
  const refresh = action("VoiceClientActionRefresh", () => window.location.reload());
  const install = action(
    "VoiceClientActionInstall",
    () => void window.open(extensionUrl, "_blank", "noopener"),
  );
  stay("VoiceClientMissing", extensionUrl ? [install, refresh] : [refresh]);
  stay("VoiceClientLost", [refresh]);
  stay("VoiceClientOtherAccount", []);
  stay("VoiceClientNotSetUp", []);
  stay("VoiceClientInFrame", []);
  stay("VoiceClientNoActivity", []);
  for (const key of PROBLEM_KEYS) {
    stay(key, key === problemKey("flex-token-refused") ? [signIn] : []);
  }
  pass("VoiceClientReadyAgain", NotificationType.success, PASSING_MS.success);
  for (const refused of REFUSALS) {
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
