// Twilio's Functions runtime with our Function in it, and the sandbox as its Twilio.

import { spawn, type ChildProcess } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { request } from "node:https";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { end } from "../../e2e/harness/child.ts";
import { API_KEY, API_SECRET, AUTH_TOKEN } from "../../e2e/harness/sandbox.ts";

export const ACCOUNT_SID = `AC${"0".repeat(32)}`;

/** Everything that the Function has to be given. */
export const ENVIRONMENT: Readonly<Record<string, string>> = {
  ACCOUNT_SID,
  AUTH_TOKEN,
  API_KEY,
  API_SECRET,
};

/** What the Function said. */
export interface Reply {
  status: number;
  headers: Headers;
  body: any;
}

/** A running runtime. */
export class Runtime {
  /** All that the runtime and the Function have printed. */
  output = "";
  readonly #process: ChildProcess;
  readonly #folder: string;
  readonly #url: string;

  private constructor(
    process: ChildProcess,
    folder: string,
    /** Where it listens. */
    readonly port: number,
  ) {
    this.#process = process;
    this.#folder = folder;
    this.#url = `http://127.0.0.1:${port}/generateToken`;
  }

  /** Starts one with these variables, and nothing of our own environment. */
  static async start(sandboxPort: number, variables: Record<string, string>): Promise<Runtime> {
    const folder = await mkdtemp(join(tmpdir(), "functions-runtime-"));
    const file = join(folder, "env");
    const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}\n`);
    await writeFile(file, lines.join(""));
    const port = await freePort();
    const root = resolve("serverless");
    const child = spawn(
      process.execPath,
      // As `npm start` does; a child per request would not load what `--require` names.
      [
        ...["--require", join(root, "tests/loopback.cjs")],
        join(root, "node_modules/twilio-run/bin/twilio-run.js"),
        ...["start", "--no-logs", "--no-fork-process", "--env", file, "--port", `${port}`],
      ],
      {
        cwd: root,
        env: { PATH: process.env["PATH"], HOME: folder, CI: "true", SANDBOX_PORT: `${sandboxPort}` },
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    const runtime = new Runtime(child, folder, port);
    await new Promise<void>((started, failed) => {
      const listen = (chunk: Buffer) => {
        runtime.output += chunk;
        if (runtime.output.includes("/generateToken")) started();
      };
      child.stdout.on("data", listen);
      child.stderr.on("data", listen);
      child.once("error", failed);
      child.once("exit", () => failed(new Error(`no Functions runtime:\n${runtime.output}`)));
    });
    return runtime;
  }

  async stop(): Promise<void> {
    await end(this.#process);
    await rm(this.#folder, { recursive: true });
  }

  /** Asks as our extension does. */
  post(fields: Record<string, string>): Promise<Reply> {
    return this.#ask(this.#url, { method: "POST", body: new URLSearchParams(fields) });
  }

  /** Asks by a method that nobody uses. */
  by(method: string, fields: Record<string, string>): Promise<Reply> {
    return this.#ask(this.#url, { method, body: new URLSearchParams(fields) });
  }

  /** Asks as a deployed extension does. */
  get(fields: Record<string, string>): Promise<Reply> {
    return this.#ask(`${this.#url}?${new URLSearchParams(fields)}`, {});
  }

  async #ask(url: string, init: RequestInit): Promise<Reply> {
    const response = await fetch(url, init);
    return { status: response.status, headers: response.headers, body: await response.json() };
  }
}

/** Signs an agent in at the sandbox's Flex: their Flex token. */
export async function flexToken(
  sandboxPort: number,
  { identity = "agent_40example_2Ecom", account = ACCOUNT_SID, lifetimeS = 3600 } = {},
): Promise<string> {
  const asked = request({
    method: "POST",
    host: "127.0.0.1",
    port: sandboxPort,
    path: "/session",
    headers: { host: "flex.twilio.com", "content-type": "application/json" },
    rejectUnauthorized: false,
  });
  asked.end(JSON.stringify({ identity, account, lifetimeS }));
  const [response] = await once(asked, "response");
  let text = "";
  for await (const chunk of response) text += chunk;
  return JSON.parse(text).token;
}

/** What a voice token says, if it is signed with our secret. */
export function claims(voiceToken: string): any {
  const [header, payload, signature] = voiceToken.split(".");
  const signed = createHmac("sha256", API_SECRET).update(`${header}.${payload}`);
  if (signed.digest("base64url") !== signature) throw new Error("signed with another secret");
  return JSON.parse(Buffer.from(payload ?? "", "base64url").toString());
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
