// The faults that a real browser is brought to have, and those that it can't be brought to.

import type { Fault } from "./fault.ts";
import { CALL_FAULTS } from "./list/calls.ts";
import { CHROME_FAULTS } from "./list/chrome.ts";
import { COMPUTER_FAULTS } from "./list/computer.ts";
import { FLEX_FAULTS } from "./list/flex.ts";
import { NETWORK_FAULTS } from "./list/network.ts";
import { TOKEN_FAULTS } from "./list/tokens.ts";

/** All of them. */
export const FAULTS: Fault[] = [
  ...CHROME_FAULTS,
  ...FLEX_FAULTS,
  ...NETWORK_FAULTS,
  ...TOKEN_FAULTS,
  ...CALL_FAULTS,
  ...COMPUTER_FAULTS,
];

/** Faults of the simulation that are not played here, and why. */
export const ONLY_SIMULATED: { faults: string[]; why: string }[] = [
  {
    faults: ["Chrome has an update of the extension"],
    why:
      "An extension that is loaded unpacked gets no updates. " +
      "[`update.spec.ts`](../e2e/tests/update.spec.ts) gives one to an extension that a policy has installed.",
  },
  {
    faults: [
      "every message arrives twice for 10 s",
      "every message is 2 s late for 10 s",
      "messages of different Ports overtake each other for 10 s",
      "messages are lost for 3 s, and the Ports close and open again",
    ],
    why: "Chrome's Ports can't be made worse than they are.",
  },
  { faults: ["all is offline for 5 min"], why: "20 s are played here." },
  { faults: ["no connection"], why: "The sandbox answers everybody; see *nothing at all*." },
  {
    faults: [
      "20104, 31204: the voice token",
      "31005, 53000: the network, which is back 1 s later",
      "31402: the microphone",
      "31480: the call",
      "31100: any other",
      "53001: signalling",
      "53405: media",
      "20104: the token",
      "31003: the network",
    ],
    why: "Twilio's SDK makes these errors; what it makes them of is played here: tokens that end, sockets that are lost, media that are cut.",
  },
  {
    faults: [
      "there is none for 10 s",
      "the headset is unplugged for 10 s",
      "another program holds it for 10 s",
    ],
    why: "Chromium's fake devices can't be unplugged, and are nobody else's; [`devices.spec.ts`](../e2e/tests/devices.spec.ts) takes one away from a call, [`microphone.spec.ts`](../e2e/tests/microphone.spec.ts) keeps one from it.",
  },
  {
    faults: [
      "the clock is set forward by 10 min, and right a minute later",
      "the clock is set forward by 10 h, and right a minute later",
      "the clock is set back by 10 min, and stays so",
      "the clock is set back by 10 h, and stays so",
    ],
    why: "The clock is the machine's, and Chromium's processes do not understand each other with one of their own (libfaketime).",
  },
];
