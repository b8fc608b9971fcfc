// Sees what every context of the browser does: pages, the worker and the offscreen document. It
// listens from before their first line on, and so never misses an exception.

import { CONTEXTS, type DevTools } from "./devtools.ts";

/** Hosts that the extension and the pages may speak to. */
const KNOWN_HOSTS = /^(flex|voice-js\.[a-z0-9-]+|eventgw(\.[a-z0-9-]+)?)\.twilio\.com$|\.twil\.io$/;
const LOCAL_SCHEMES = new Set(["chrome-extension:", "chrome:", "blob:", "data:", "about:"]);

/** A piece of a token that is shorter than this, in characters, could be anything. */
const SHORTEST_SECRET = 24;

/** Something seen, and where. */
export interface Sight {
  where: string;
  text: string;
}

interface TargetInfo {
  targetId: string;
  url: string;
}

/** The parameters of `Target.attachedToTarget`. */
interface Attached {
  sessionId: string;
  targetInfo: TargetInfo;
  waitingForDebugger: boolean;
}

/** What has been seen. */
export class Witness {
  /** Every line written to any console, and every warning of the browser. */
  readonly console: Sight[] = [];
  /**
   * Exceptions that nobody caught, errors that somebody wrote to the extension's consoles, and what
   * its content security policy refused it.
   */
  readonly exceptions: Sight[] = [];
  /** The address of every request and WebSocket. */
  readonly requests: Sight[] = [];
  /** Flex tokens, voice tokens, and tokens to take calls up with, that have crossed the network. */
  readonly tokens = new Set<string>();
  /** Which Flex token went to which token Function. */
  readonly tokenRequests: { url: string; token: string }[] = [];
  /** Every call that somebody wants of Twilio, and whether it is one that there was before. */
  readonly invites: { where: string; takesUp: boolean }[] = [];

  /** What a test brings about on purpose. */
  #expected: RegExp | undefined;
  readonly #devTools: DevTools;
  /** Which target a session is with. */
  readonly #targets = new Map<string, string>();
  /** The address that a target is at. */
  readonly #addresses = new Map<string, string>();

  private constructor(devTools: DevTools) {
    this.#devTools = devTools;
  }

  /** Begins to listen. */
  static async listen(devTools: DevTools): Promise<Witness> {
    const witness = new Witness(devTools);
    devTools.listen((method, params, session) => {
      if (method === "Target.attachedToTarget") witness.#attach(params);
      else if (method === "Target.targetInfoChanged") witness.#name(params.targetInfo);
      else if (session !== undefined) witness.#see(session, method, params);
    });
    await devTools.send("Target.setAutoAttach", {
      autoAttach: true,
      waitForDebuggerOnStart: true,
      flatten: true,
      filter: CONTEXTS,
    });
    await devTools.send("Target.setDiscoverTargets", { discover: true, filter: CONTEXTS });
    return witness;
  }

  /** From now on a test brings such exceptions about. */
  expect(pattern: RegExp): void {
    this.#expected = pattern;
  }

  /** The exceptions that no test has brought about. */
  unexpected(): Sight[] {
    return this.exceptions.filter(({ text }) => !this.#expected?.test(text));
  }

  /** Where a token, or a telling piece of one, can be read among these texts. */
  leaksIn(sights: Sight[]): string[] {
    const secrets = [...this.tokens].flatMap((token) => {
      // The header is the same in all tokens; payload and signature are not.
      const pieces = token.split(".").slice(1).filter((it) => it.length >= SHORTEST_SECRET);
      return pieces.length > 0 ? pieces : [token];
    });
    return sights
      .filter(({ text }) => secrets.some((secret) => text.includes(secret)))
      .map(({ where }) => where);
  }

  /** Requests to hosts that the extension has no business with. */
  strangers(): string[] {
    const strange = this.requests.filter(({ where, text }) => !isFlexUi(where) && !isKnown(text));
    return strange.map((it) => `${it.where} → ${it.text}`);
  }

  #attach({ sessionId, targetInfo, waitingForDebugger }: Attached): void {
    this.#targets.set(sessionId, targetInfo.targetId);
    this.#name(targetInfo);
    // A target may be gone before it is told anything.
    const tell = (method: string, params = {}) =>
      void this.#devTools.send(method, params, sessionId).catch(() => {});
    for (const domain of ["Runtime", "Log", "Network"]) tell(`${domain}.enable`);
    const { firstLines } = this.#devTools;
    if (firstLines.size > 0) tell("Page.enable");
    for (const source of firstLines) tell("Page.addScriptToEvaluateOnNewDocument", { source });
    if (waitingForDebugger) tell("Runtime.runIfWaitingForDebugger");
  }

  #name({ targetId, url }: TargetInfo): void {
    if (url !== "") this.#addresses.set(targetId, url);
  }

  #see(sessionId: string, method: string, params: any): void {
    const where = this.#addresses.get(this.#targets.get(sessionId) ?? "") ?? "unknown";
    const isExtension = where.startsWith("chrome-extension://");
    switch (method) {
      case "Runtime.consoleAPICalled": {
        const text = `${params.type}: ${params.args.map(shown).join(" ")}`;
        this.console.push({ where, text });
        if (params.type === "error" && isExtension) this.exceptions.push({ where, text });
        break;
      }
      case "Runtime.exceptionThrown": {
        const { text, exception } = params.exceptionDetails;
        this.exceptions.push({ where, text: `${text} ${shown(exception ?? {})}` });
        break;
      }
      case "Log.entryAdded": {
        const text = `${params.entry.level}: ${params.entry.text} ${params.entry.url ?? ""}`;
        this.console.push({ where, text });
        // Chrome catches what listeners throw, and prints it here; and what a page's own content
        // security policy keeps from it: a style, a script.
        const isCaught = /Unchecked runtime\.lastError|Error in event handler/.test(text);
        const isRefused = isExtension && params.entry.source === "security";
        if (isCaught || isRefused) this.exceptions.push({ where, text });
        break;
      }
      case "Network.requestWillBeSent":
        this.requests.push({ where, text: params.request.url });
        this.#learnFlexToken(params.request);
        break;
      case "Network.webSocketCreated":
        this.requests.push({ where, text: params.url });
        break;
      case "Network.webSocketFrameSent":
        this.#learnFromFrame(params.response.payloadData);
        this.#noteInvite(where, params.response.payloadData);
        break;
      case "Network.webSocketFrameReceived":
        this.#learnFromFrame(params.response.payloadData);
        break;
    }
  }

  #learnFlexToken({ url, postData }: { url: string; postData?: string }): void {
    const token = url.includes("/generateToken") && new URLSearchParams(postData).get("Token");
    if (!token) return;
    this.tokens.add(token);
    this.tokenRequests.push({ url, token });
  }

  /** The voice token is in `listen`; what takes a call up, in whatever tells of the call. */
  #learnFromFrame(frame: string): void {
    const { type, payload } = signal(frame);
    if (type === "listen") this.tokens.add(payload.token);
    if (typeof payload?.reconnect === "string") this.tokens.add(payload.reconnect);
  }

  #noteInvite(where: string, frame: string): void {
    const { type, payload } = signal(frame);
    if (type === "invite") this.invites.push({ where, takesUp: Boolean(payload.reconnect) });
  }
}

/** A message of Twilio's signalling; whatever else goes over a socket is none. */
function signal(frame: string): { type?: string; payload?: any } {
  if (!frame.startsWith("{")) return {};
  try {
    return JSON.parse(frame);
  } catch {
    return {};
  }
}

function shown(argument: { value?: unknown; description?: string; preview?: unknown }): string {
  const { value, description, preview } = argument;
  return [value, description, preview]
    .filter((it) => it !== undefined)
    .map((it) => (typeof it === "string" ? it : JSON.stringify(it)))
    .join(" ");
}

/** Whether this is the address of the real Flex UI. The plain page is at another. */
export function isFlexUi(address: string): boolean {
  return /^https:\/\/flex\.twilio\.com\/(?!plain)/.test(address);
}

function isKnown(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return LOCAL_SCHEMES.has(protocol) || KNOWN_HOSTS.test(hostname);
}
