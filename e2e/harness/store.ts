// Where an administrator has the extension installed from: packages with a key of their own, and an
// update server that says which is the newest.
// <https://developer.chrome.com/docs/extensions/how-to/distribute/host-on-linux>

import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { idOf } from "./extension-origin.ts";
import { parts } from "./parts.ts";

/** The packages, and the server that has them. */
export class Store {
  #newest: { version: string; crx: Buffer } | undefined;

  private constructor(
    private readonly server: Server,
    private readonly folder: string,
    /** The extension's id there, which follows from the key. */
    readonly id: string,
  ) {
    server.on("request", ({ url }, response) => {
      response.end(url?.startsWith("/update.xml") ? this.#updates() : this.#newest?.crx);
    });
  }

  /** Opens one that has this version. */
  static async open(version: string): Promise<Store> {
    const folder = mkdtempSync(join(tmpdir(), "flex-voice-client-store-"));
    const { publicKey, privateKey } = generateKeyPairSync("rsa", {
      modulusLength: 2_048,
      publicKeyEncoding: { type: "spki", format: "der" },
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
    });
    writeFileSync(join(folder, "key.pem"), privateKey);
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const store = new Store(server, folder, idOf(publicKey));
    store.publish(version);
    return store;
  }

  /** Where Chrome asks for the newest version. */
  get updateUrl(): string {
    return `${this.#address}/update.xml`;
  }

  /** Has the extension there as this version, which is the newest from now on. */
  publish(version: string): void {
    const unpacked = join(this.folder, version);
    cpSync(parts.extension, unpacked, { recursive: true });
    const manifest = JSON.parse(readFileSync(join(unpacked, "manifest.json"), "utf8"));
    writeFileSync(join(unpacked, "manifest.json"), JSON.stringify({ ...manifest, version }));
    execFileSync(
      parts.chromium,
      [
        `--pack-extension=${unpacked}`,
        `--pack-extension-key=${join(this.folder, "key.pem")}`,
        `--user-data-dir=${join(this.folder, "profile")}`,
        "--no-message-box",
        "--no-sandbox",
      ],
      { stdio: "ignore" },
    );
    this.#newest = { version, crx: readFileSync(`${unpacked}.crx`) };
  }

  /** Closes it. */
  close(): void {
    this.server.close();
    this.server.closeAllConnections();
    rmSync(this.folder, { recursive: true, force: true });
  }

  get #address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  #updates(): string {
    const package_ = `codebase="${this.#address}/extension.crx" version="${this.#newest?.version}"`;
    return `<?xml version="1.0"?>
<gupdate xmlns="http://www.google.com/update2/response" protocol="2.0">
  <app appid="${this.id}"><updatecheck ${package_}/></app>
</gupdate>`;
  }
}
