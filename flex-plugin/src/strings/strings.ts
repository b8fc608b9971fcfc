// Every text of the plugin. Flex keeps them in `manager.strings`, where each can be replaced, by a
// translation for example.

import type { Manager } from "@twilio/flex-ui";

import type { ProblemCode } from "../protocol";

const PROBLEMS: Record<ProblemCode, string> = {
  "microphone-not-allowed":
    "The voice client may not use the microphone yet. Click its icon in Chrome's toolbar and allow the microphone.",
  "microphone-denied":
    "The microphone is blocked for the voice client. Click its icon in Chrome's toolbar and follow the steps there.",
  "microphone-missing": "There is no microphone. Plug in a headset.",
  "microphone-busy":
    "Another program holds the microphone. End its call, or choose another microphone.",
  "flex-token-refused": "The voice client was not let in. Sign in to Flex again.",
  "token-function-failing":
    "The voice client gets no access: its token Function answers with an error. It tries again by itself. If this stays, tell your administrator.",
  "token-function-garbled":
    "The voice client gets no access: its token Function answers something else. Tell your administrator.",
  "token-function-unreachable":
    "The voice client can't reach its token Function. It tries again by itself. Check your network.",
  "voice-unreachable":
    "The voice client can't reach Twilio. It tries again by itself. Check your network.",
  "voice-token-refused":
    "Twilio does not let the voice client in. Tell your administrator: the keys of the token Function are wrong.",
  "voice-error":
    "The voice client has an error. It tries again by itself. Click its icon in Chrome's toolbar to see more.",
  "call-page-failing": "Chrome can't open the voice client's page for calls. Restart Chrome.",
};

/** The key of the text for a problem. Extensions may know problems that this plugin does not. */
export function problemKey(problem: ProblemCode | null): string {
  return problem !== null && Object.prototype.hasOwnProperty.call(PROBLEMS, problem)
    ? `VoiceClientProblem-${problem}`
    : "VoiceClientProblem";
}

/** The keys of the texts for all problems. */
export const PROBLEM_KEYS: readonly string[] = [
  "VoiceClientProblem",
  ...Object.keys(PROBLEMS).map((code) => problemKey(code as ProblemCode)),
];

/** The texts in English, by their keys. `{{…}}` stands for a value that is put in when it is said. */
export const STRINGS: Readonly<Record<string, string>> = {
  VoiceClientMissing:
    "The voice client was not found, so you can't take calls. Install the extension in Chrome, or switch it on.",
  VoiceClientLost:
    "The voice client is gone, so you can't take calls. Click its icon in Chrome's toolbar; if there is none, switch the extension on again.",
  VoiceClientOtherAccount:
    "The voice client serves another Twilio account. Close the Flex tabs of that account, then restart the voice client from its icon in Chrome's toolbar.",
  VoiceClientOfAnother:
    "The voice client is still signed in as another agent. If this stays, tell your administrator: the prefix that the token Function puts before identities is not the plugin's.",
  VoiceClientNotSetUp:
    "The voice client is not set up. Tell your administrator: the plugin was built without the URL of the token Function.",
  VoiceClientInFrame:
    "The voice client does not work in a Flex that is part of another page. Open Flex in a tab of its own.",
  VoiceClientReadyAgain: "The voice client is ready. You can take calls again.",
  VoiceClientNoActivity:
    'You were set to Offline: the voice client is not ready. Tell your administrator to create a TaskRouter activity "{{activity}}" that is not available.',
  VoiceClientActivityReserved:
    "This activity is set by itself while the voice client is not ready. Choose another one.",
  VoiceClientActivityNotReady:
    "You can't become available: the voice client is not ready. Its status is at the top of the page.",
  VoiceClientAcceptNotReady:
    "You can't take the call yet: the voice client is not ready. Its status is at the top of the page.",
  VoiceClientMonitorNotReady:
    "You can't monitor the call: the voice client is not ready. Its status is at the top of the page.",
  VoiceClientCallNotReady:
    "You can't call: the voice client is not ready. Its status is at the top of the page.",
  VoiceClientCallNotStarted:
    "Flex did not start the call: its own voice client has failed, and without it Flex does not call out. Refresh the page.",
  VoiceClientProblem:
    "The voice client has a problem. Click its icon in Chrome's toolbar to see which.",
  ...Object.fromEntries(
    Object.entries(PROBLEMS).map(([code, text]) => [problemKey(code as ProblemCode), text]),
  ),

  VoiceClientActionRefresh: "Refresh",
  VoiceClientActionInstall: "Get the extension",
  VoiceClientActionSignIn: "Sign in again",

  VoiceClientStatus: "Voice client",
  VoiceClientStatusLooking: "Connecting",
  VoiceClientStatusReady: "Ready",
  VoiceClientStatusRinging: "Connecting call",
  VoiceClientStatusOnCall: "On a call",
  VoiceClientStatusMuted: "Muted",
  VoiceClientStatusReconnecting: "Reconnecting",
  VoiceClientReconnecting: "Stay on the line: the call comes back by itself.",
  VoiceClientSpeakingWhileMuted: "You are speaking, but muted: the caller does not hear you.",
  VoiceClientTimeLeft: "{{time}} left",
  VoiceClientStatusEnding: "Ending call",
  VoiceClientStatusPoor: "Poor connection",
  VoiceClientConnection: "Connection",
  VoiceClientConnection1: "poor",
  VoiceClientConnection2: "fair",
  VoiceClientConnection3: "good",
  VoiceClientConnection4: "good",
  VoiceClientStatusMissing: "Not found",
  VoiceClientStatusLost: "Gone",
  VoiceClientStatusOtherAccount: "Other account",
  VoiceClientStatusProblem: "Problem",

  VoiceClientDevices: "Microphone and speaker",
  VoiceClientMicrophone: "Microphone",
  VoiceClientSpeaker: "Speaker",
  VoiceClientSystemDevice: "System default",

  VoiceClientMute: "Mute",
  VoiceClientUnmute: "Unmute",
  VoiceClientTransfer: "Transfer the call",
  VoiceClientDialpad: "Dialpad",
  VoiceClientHangUp: "Hang up",
};

/** Adds the texts, except for those that are there already. */
export function addStrings(manager: Manager): void {
  manager.strings = { ...STRINGS, ...manager.strings } as Manager["strings"];
}

/** A text, as it is in Flex now. */
export type Texts = (key: string) => string;

/** The texts that Flex has. */
export function textsOf(manager: Manager): Texts {
  return (key) => {
    const texts = manager.strings as unknown as Record<string, string | undefined>;
    return texts[key] ?? STRINGS[key] ?? key;
  };
}
