// The worker attribute `contact_uri` says where TaskRouter calls the agent.

/** What the worker client offers for it: https://www.npmjs.com/package/twilio-taskrouter */
export interface AttributesOwner {
  /** The client's own object, into which Flex merges. */
  readonly attributes: Attributes;
  /** A number that grows with each write, whoever writes. */
  readonly version: string;
  /** Replaces all attributes. Rejects if they were not the newest ones, or did not arrive. */
  setAttributes(attributes: Attributes): Promise<unknown>;
  /** Calls `listener` whenever there is another version. */
  on(event: "attributesUpdated", listener: () => void): unknown;
}

/**
 * A worker's attributes: a JSON object of any shape.
 * https://www.twilio.com/docs/taskrouter/api/worker
 */
export type Attributes = Record<string, unknown>;

/** The attributes, as TaskRouter has told them at some time. */
interface State {
  readonly version: number;
  readonly attributes: Attributes;
}

/** A write that is under way. */
interface Write {
  readonly from: Attributes;
  readonly target: Attributes;
  /** What TaskRouter has told since it began. */
  readonly told: State[];
}

/** How long to wait after a write that failed, in ms: doubling from the first to the last. */
const AGAIN_MS = { first: 1_000, last: 60_000 };

/**
 * Keeps `contact_uri` as it should be. TaskRouter replaces all attributes with what is written, so
 * each write starts from the newest ones, and there is one at a time. What others have written
 * meanwhile and ours has replaced is written again: the versions tell which of their writes it was.
 */
export class ContactUri {
  private latest: State;
  /** What others have written, and a write of ours has replaced. */
  private lost: Attributes = {};
  private writing: Write | undefined;
  private failures = 0;
  private timer: number | undefined;

  /** `wanted` says what it should be for these attributes; null leaves it as it is. */
  constructor(
    private readonly worker: AttributesOwner,
    private readonly wanted: (attributes: Attributes) => string | null,
  ) {
    this.latest = stateOf(worker);
    worker.on("attributesUpdated", this.update);
  }

  /** Writes what is wanted now, if it is not there. */
  readonly update = (): void => {
    this.notice();
    if (this.writing) return;
    const from = this.latest.attributes;
    const target = { ...from, ...this.lost };
    const contactUri = this.wanted(target);
    if (contactUri !== null) target.contact_uri = contactUri;
    if (!same(target, from)) void this.write({ from, target, told: [] });
  };

  /** Takes note of what TaskRouter says now. */
  private notice(): void {
    const now = stateOf(this.worker);
    // The client also takes over the answer to a write of ours, which may be older than what it has
    // been told.
    if (now.version < this.latest.version) return;
    const isOurs = this.writing !== undefined && same(now.attributes, this.writing.target);
    // Whoever writes anew knows better.
    if (!isOurs) names(this.latest.attributes, now.attributes).forEach((it) => delete this.lost[it]);
    this.latest = now;
    this.writing?.told.push(now);
  }

  private async write(write: Write): Promise<void> {
    window.clearTimeout(this.timer);
    this.writing = write;
    const { target, told } = write;
    try {
      await this.worker.setAttributes(target);
      const { version } = stateOf(this.worker);
      this.writing = undefined;
      this.failures = 0;
      this.replaced(write, version);
    } catch {
      // Perhaps the attributes were not the newest ones any more, or there is no network.
      const wait = Math.min(AGAIN_MS.first * 2 ** this.failures, AGAIN_MS.last);
      this.failures += 1;
      this.writing = undefined;
      // It may have arrived all the same.
      const arrived = told.find(({ attributes }) => same(attributes, target));
      if (arrived) this.replaced(write, arrived.version);
      this.timer = window.setTimeout(this.update, wait);
      return;
    }
    this.update();
  }

  /** Our write has become this version: what others changed before it is lost. */
  private replaced({ from, target, told }: Write, version: number): void {
    this.lost = {};
    let last = from;
    for (const { attributes } of told.filter((it) => it.version < version)) {
      // Undefined stands for what was removed: JSON leaves it out.
      names(last, attributes).forEach((it) => (this.lost[it] = attributes[it]));
      last = attributes;
    }
    last = target;
    for (const { attributes } of told.filter((it) => it.version > version)) {
      names(last, attributes).forEach((it) => delete this.lost[it]);
      last = attributes;
    }
  }
}

function stateOf({ version, attributes }: AttributesOwner): State {
  // A copy: Flex merges into the client's own object.
  return { version: Number(version), attributes: JSON.parse(JSON.stringify(attributes)) };
}

/** The names of what others have changed from one state to the other. */
function names(one: Attributes, other: Attributes): string[] {
  const all = new Set([...Object.keys(one), ...Object.keys(other)]);
  all.delete("contact_uri");
  return Array.from(all).filter((name) => !same(one[name], other[name]));
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
