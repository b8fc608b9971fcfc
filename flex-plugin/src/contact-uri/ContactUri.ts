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
 * Keeps `contact_uri` as it should be. TaskRouter replaces all attributes with what is written, so
 * each write starts from the newest ones, and there is one at a time. What others write meanwhile
 * is written again, as it may have been replaced.
 */
export class ContactUri {
  /** What is being written, or was to be when that failed. */
  private target: Attributes | undefined;
  private isWriting = false;
  /** What others have changed meanwhile. */
  private changes: Attributes = {};
  /** What TaskRouter said last. A copy: Flex merges into the client's own object. */
  private seen: Attributes;
  private failures = 0;
  private timer: number | undefined;

  /** `wanted` says what it should be for these attributes; null leaves it as it is. */
  constructor(
    private readonly worker: AttributesOwner,
    private readonly wanted: (attributes: Attributes) => string | null,
  ) {
    this.seen = copy(worker.attributes);
    worker.on("attributesUpdated", () => {
      this.notice();
      this.update();
    });
  }

  /** Writes what is wanted now, if it is not there. */
  readonly update = (): void => {
    if (this.isWriting) return;
    const attributes = { ...this.worker.attributes, ...this.changes };
    const contactUri = this.wanted(attributes);
    if (contactUri !== null) attributes.contact_uri = contactUri;
    const isAmiss =
      Object.keys(this.changes).length > 0
        ? !same(attributes, this.seen)
        : attributes.contact_uri !== this.worker.attributes.contact_uri;
    this.changes = {};
    this.target = undefined;
    if (isAmiss) void this.write(attributes);
  };

  private notice(): void {
    const before = this.seen;
    this.seen = copy(this.worker.attributes);
    if (!this.target || same(this.seen, this.target)) return;
    const names = new Set([...Object.keys(before), ...Object.keys(this.seen)]);
    names.delete("contact_uri");
    names.forEach((name) => {
      // Undefined stands for what was removed: JSON leaves it out.
      if (!same(before[name], this.seen[name])) this.changes[name] = this.seen[name];
    });
  }

  private async write(attributes: Attributes): Promise<void> {
    window.clearTimeout(this.timer);
    this.isWriting = true;
    this.target = attributes;
    try {
      await this.worker.setAttributes(attributes);
      this.failures = 0;
    } catch {
      // Perhaps the attributes were not the newest ones any more, or there is no network.
      const wait = Math.min(AGAIN_MS.first * 2 ** this.failures, AGAIN_MS.last);
      this.failures += 1;
      this.isWriting = false;
      this.timer = window.setTimeout(this.update, wait);
      return;
    }
    this.isWriting = false;
    this.update();
  }
}

function copy(attributes: Attributes): Attributes {
  return JSON.parse(JSON.stringify(attributes));
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
