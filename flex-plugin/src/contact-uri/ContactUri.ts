// The worker attribute `contact_uri` says where TaskRouter calls the agent.

/** What the worker client offers for it: https://www.npmjs.com/package/twilio-taskrouter */
export interface AttributesOwner {
  readonly attributes: Attributes;
  setAttributes(attributes: Attributes): Promise<unknown>;
  on(event: "attributesUpdated", listener: () => void): unknown;
}

export type Attributes = Record<string, unknown>;

/** How long to wait after a write that failed, in ms: doubling from the first to the last. */
const AGAIN_MS = { first: 1_000, last: 60_000 };

/**
 * Keeps `contact_uri` as it should be. TaskRouter replaces all attributes with what is written,
 * so each write starts from the newest ones, and there is one at a time.
 */
export class ContactUri {
  private writing = false;
  private failures = 0;
  private timer: number | undefined;
  /** What somebody else has written while a write of ours was under way. */
  private meanwhile: Attributes | undefined;

  /** `wanted` says what it should be for these attributes; null leaves it as it is. */
  constructor(
    private readonly worker: AttributesOwner,
    private readonly wanted: (attributes: Attributes) => string | null,
  ) {
    worker.on("attributesUpdated", () => {
      if (this.writing) this.meanwhile = worker.attributes;
      this.update();
    });
  }

  /** Writes what is wanted now, if it is not there. */
  readonly update = (): void => {
    if (this.writing) return;
    const attributes = this.meanwhile ?? this.worker.attributes;
    const contactUri = this.wanted(attributes);
    const others = this.meanwhile;
    this.meanwhile = undefined;
    const target = contactUri === null ? attributes : { ...attributes, contact_uri: contactUri };
    const isThere = others
      ? same(target, this.worker.attributes)
      : attributes.contact_uri === target.contact_uri;
    if (!isThere) void this.write(target);
  };

  private async write(attributes: Attributes): Promise<void> {
    window.clearTimeout(this.timer);
    this.writing = true;
    try {
      await this.worker.setAttributes(attributes);
      this.failures = 0;
    } catch {
      // Perhaps the attributes were not the newest ones any more, or there is no network.
      this.meanwhile = undefined;
      const wait = Math.min(AGAIN_MS.first * 2 ** this.failures, AGAIN_MS.last);
      this.failures += 1;
      this.timer = window.setTimeout(this.update, wait);
      this.writing = false;
      return;
    }
    this.writing = false;
    if (this.meanwhile && same(this.meanwhile, attributes)) this.meanwhile = undefined;
    this.update();
  }
}

/** Whether both say the same, in whatever order TaskRouter keeps their names. */
function same(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other);
}

function canonical(value: unknown): string | undefined {
  return JSON.stringify(value, (_name, it) =>
    typeof it === "object" && it !== null && !Array.isArray(it)
      ? Object.fromEntries(Object.entries(it).sort(([a], [b]) => (a < b ? -1 : 1)))
      : it,
  );
}
