// The extension, as the page sees it.

import type { Configure, DeviceKind, FlexTokenMessage, FromPage, ToPage } from "../protocol";
import { TAKE_OVER } from "../protocol";
import { Store } from "../store";
import type { Heartbeat } from "./messages";
import { parse } from "./messages";
import type { Patience } from "./Watch";
import { Watch } from "./Watch";

/**
 * How long it may be silent, in ms, and when it is asked whether it is there: before its protocol is
 * known, in protocol 1, and in 2. Each speaks sooner than it is asked, as long as it is there: one of
 * protocol 2 after 35 s at most.
 */
const PATIENCE = {
  unknown: { limit: 20_000, ask: 10_000 },
  1: { limit: 5_000, ask: 2_500 },
  2: { limit: 45_000, ask: 37_000 },
} satisfies Record<string, Patience>;

/** Where the extension is. */
export type Presence =
  /** Nothing has answered yet, and it is early. */
  | "looking"
  /** Nothing has ever answered. */
  | "missing"
  /** It serves this account. */
  | "here"
  /** It serves another account. */
  | "otherAccount"
  /** It was here, and is gone. */
  | "lost";

/** Whether there is none that speaks to this page. */
export function isAway(presence: Presence): boolean {
  return presence === "missing" || presence === "otherAccount" || presence === "lost";
}

/** What is known of the extension. There is no heartbeat where it is not here. */
export interface ExtensionState {
  readonly presence: Presence;
  readonly heartbeat: Heartbeat | null;
}

const LOOKING: ExtensionState = { presence: "looking", heartbeat: null };

/** What the plugin tells the extension of itself. */
export interface Introduction {
  /** Said whenever the extension is asked whether it is there, and to each new content script. */
  configure(): Configure;
  /** Said whenever the extension confirms that it serves this account, and after each renewal. */
  flexToken(): FlexTokenMessage;
}

/**
 * Speaks with the extension's content script, as docs/PROTOCOL.md says. Nothing is heard, and `state`
 * is `looking`, while it is not started.
 */
export class Extension {
  readonly state = new Store<ExtensionState>(LOOKING);
  private watch: Watch | undefined;
  private timer: number | undefined;
  /** The revision of the last heartbeat; none in a new conversation. */
  private revision: number | undefined;

  constructor(private readonly introduction: Introduction) {}

  /** Looks for the extension, and goes on doing so. */
  start(): void {
    if (this.watch) return;
    this.watch = new Watch(Date.now());
    window.addEventListener("message", this.onMessage);
    document.addEventListener(TAKE_OVER, this.configure);
    this.look();
  }

  /** The extension is to be there for the agent no more: they have signed out, or Flex has the calls. */
  signOut(): void {
    if (this.state.get().presence === "here") {
      this.post({ type: "VOICE_CLIENT_EXTENSION_SIGNED_OUT" });
    }
    this.stop();
  }

  /** Speaks to the extension no more. */
  stop(): void {
    if (!this.watch) return;
    this.watch = undefined;
    window.clearTimeout(this.timer);
    window.removeEventListener("message", this.onMessage);
    document.removeEventListener(TAKE_OVER, this.configure);
    this.state.set(LOOKING);
  }

  /** Hands over the token that Flex has now. */
  sendFlexToken(): void {
    if (this.state.get().presence !== "here") return;
    const payload = this.introduction.flexToken();
    this.post({ type: "VOICE_CLIENT_EXTENSION_FLEX_TOKEN", payload });
  }

  /** Hangs up this call; by the time that it is heard there may be another one. */
  hangUp(callSid = this.callSid()): void {
    // One of protocol 2 would have said which call it has.
    const { heartbeat } = this.state.get();
    if (heartbeat?.protocol !== undefined && callSid === undefined) return;
    this.post({ type: "VOICE_CLIENT_EXTENSION_HANGUP_CALL", payload: { callSid } });
  }

  /** Plays DTMF digits into this call: `0-9 * #`, and `w` for a pause of half a second. */
  sendDigits(digits: string, callSid = this.callSid()): void {
    this.post({ type: "VOICE_CLIENT_EXTENSION_SEND_DTMF_DIGITS", payload: { digits, callSid } });
  }

  /** Lets the far end of this call hear silence, or the agent again: the next heartbeat says so. */
  setMuted(muted: boolean, callSid = this.callSid()): void {
    this.post({ type: "VOICE_CLIENT_EXTENSION_SET_MUTED", payload: { muted, callSid } });
  }

  /** The call that whoever presses something sees; an extension of protocol 1 names none. */
  private callSid(): string | undefined {
    return this.state.get().heartbeat?.call?.callSid;
  }

  /** Chooses a microphone or a speaker by its label; an empty one is the system's default. */
  setAudioDevice(kind: DeviceKind, label: string): void {
    this.post({ type: "VOICE_CLIENT_EXTENSION_SET_AUDIO_DEVICE", payload: { kind, label } });
  }

  private readonly configure = (): void => {
    const payload = this.introduction.configure();
    this.post({ type: "VOICE_CLIENT_EXTENSION_CONFIGURE", payload });
  };

  private readonly onMessage = (event: MessageEvent<unknown>): void => {
    if (event.source !== window || event.origin !== window.location.origin) return;
    const message = parse(event.data);
    if (message && this.take(message)) this.look();
  };

  /** Whether the message says that the extension is there, or that it is not. */
  private take(message: ToPage): boolean {
    switch (message.type) {
      case "VOICE_CLIENT_EXTENSION_CONFIGURED":
        this.configured();
        return true;
      case "VOICE_CLIENT_EXTENSION_CONFIG_REJECTED":
        this.heard(PATIENCE.unknown);
        this.state.set({ presence: "otherAccount", heartbeat: null });
        return true;
      case "VOICE_CLIENT_EXTENSION_HEARTBEAT":
        return this.beat(message.payload);
      case "VOICE_CLIENT_EXTENSION_DISCONNECTED":
        this.watch?.left(Date.now());
        this.gone();
        return true;
    }
  }

  private configured(): void {
    // An extension that was started anew counts from the beginning again.
    this.revision = undefined;
    const { presence, heartbeat } = this.state.get();
    this.heard(patience(heartbeat));
    if (presence !== "here") this.state.set({ presence: "here", heartbeat: null });
    this.sendFlexToken();
  }

  private beat(heartbeat: Heartbeat): boolean {
    // Without an accepted configuration, it may be about another account's agent.
    if (this.state.get().presence !== "here") return false;
    const { revision } = heartbeat;
    if (revision !== undefined && this.revision !== undefined && revision < this.revision) {
      return false;
    }
    this.revision = revision;
    this.heard(patience(heartbeat));
    this.state.set({ presence: "here", heartbeat });
    return true;
  }

  private heard(patience: Patience): void {
    this.watch?.heard(Date.now(), patience);
  }

  private gone(): void {
    const { presence } = this.state.get();
    const wasThere = presence !== "looking" && presence !== "missing";
    this.state.set({ presence: wasThere ? "lost" : "missing", heartbeat: null });
  }

  /** Does what is due, and comes back when something is due again. */
  private readonly look = (): void => {
    if (!this.watch) return;
    const due = this.watch.due(Date.now());
    if (due === "ask") this.configure();
    if (due === "silent") this.gone();
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(this.look, Math.max(0, this.watch.next() - Date.now()));
  };

  private post(message: FromPage): void {
    window.postMessage(message, window.location.origin);
  }
}

function patience(heartbeat: Heartbeat | null): Patience {
  if (!heartbeat) return PATIENCE.unknown;
  return (heartbeat.protocol ?? 1) >= 2 ? PATIENCE[2] : PATIENCE[1];
}
