import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import * as fc from "fast-check";

import type { Attributes, AttributesOwner } from "./ContactUri";
import { ContactUri } from "./ContactUri";

/** TaskRouter and its client: writes take time, and whoever is last replaces everything. */
class FakeTaskRouter implements AttributesOwner {
  attributes: Attributes;
  version = "0";
  writes: Attributes[] = [];
  refusals = 0;
  private stored: Attributes;
  private writesSoFar = 0;
  private pending: (() => void)[] = [];
  private answers: (() => void)[] = [];
  private listeners: (() => void)[] = [];

  constructor(attributes: Attributes) {
    this.stored = attributes;
    this.attributes = attributes;
  }

  on(_event: "attributesUpdated", listener: () => void): void {
    this.listeners.push(listener);
  }

  setAttributes(attributes: Attributes): Promise<void> {
    this.writes.push(attributes);
    return new Promise((resolve, reject) => {
      this.pending.push(() => {
        if (this.refusals > 0) {
          this.refusals -= 1;
          return reject(new Error("412"));
        }
        this.store(attributes);
        const answer = this.version;
        this.answers.push(() => {
          // The client takes over the answer, however old it is by now.
          this.attributes = attributes;
          this.version = answer;
          resolve();
        });
      });
    });
  }

  /** Somebody else writes, with what is stored. */
  other(name: string, value: unknown): void {
    this.store({ ...this.stored, [name]: value });
  }

  /** The next write of ours arrives, and is told to every client; the answer is on its way. */
  async arrive(): Promise<void> {
    this.pending.shift()?.();
    await settle();
  }

  /** The answers come. */
  async answer(): Promise<void> {
    this.answers.splice(0).forEach((it) => it());
    await settle();
  }

  /** The next write of ours arrives and is answered. */
  async serve(): Promise<void> {
    await this.arrive();
    await this.answer();
  }

  async serveAll(): Promise<void> {
    for (let served = 0; this.pending.length > 0 || this.answers.length > 0; served += 1) {
      if (served > 20) throw new Error("it writes without end");
      await this.serve();
    }
  }

  get now(): Attributes {
    return this.stored;
  }

  private store(attributes: Attributes): void {
    this.stored = attributes;
    this.attributes = attributes;
    this.writesSoFar += 1;
    this.version = `${this.writesSoFar}`;
    this.listeners.forEach((listener) => listener());
  }
}

/** Lets what waits for a promise go on. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
}

const want = (uri: string) => () => uri;

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

test("only contact_uri is changed, and only if it differs", async () => {
  const router = new FakeTaskRouter({ contact_uri: "client:a", roles: ["agent"], nested: { x: 1 } });
  const keeper = new ContactUri(router, want("client:ext_a"));
  keeper.update();
  await router.serveAll();
  expect(router.now).toEqual({ contact_uri: "client:ext_a", roles: ["agent"], nested: { x: 1 } });
  keeper.update();
  expect(router.writes).toHaveLength(1);
});

test("nothing is written where nothing is wanted", () => {
  const router = new FakeTaskRouter({ contact_uri: "client:a" });
  new ContactUri(router, () => null).update();
  expect(router.writes).toEqual([]);
});

test("somebody else's contact_uri is put right again", async () => {
  const router = new FakeTaskRouter({ contact_uri: "client:ext_a" });
  new ContactUri(router, want("client:ext_a")).update();
  router.other("contact_uri", "client:b");
  await router.serveAll();
  expect(router.now.contact_uri).toBe("client:ext_a");
});

test("what somebody else writes while a write is under way is not lost", async () => {
  const router = new FakeTaskRouter({ contact_uri: "client:a" });
  new ContactUri(router, want("client:ext_a")).update();
  router.other("skills", ["french"]);
  await router.serveAll();
  expect(router.now).toEqual({ contact_uri: "client:ext_a", skills: ["french"] });
});

test("a write that is refused is tried again, from the newest attributes", async () => {
  const router = new FakeTaskRouter({ contact_uri: "client:a" });
  router.refusals = 2;
  new ContactUri(router, want("client:ext_a")).update();
  router.other("skills", ["french"]);
  await router.serve();
  expect(router.now.contact_uri).toBe("client:a");
  jest.advanceTimersByTime(1_000);
  await router.serve();
  jest.advanceTimersByTime(2_000);
  await router.serveAll();
  expect(router.now).toEqual({ contact_uri: "client:ext_a", skills: ["french"] });
});

test("of several values that somebody else writes while a write is under way, the last one stays", async () => {
  const router = new FakeTaskRouter({ contact_uri: "client:a", level: 0 });
  new ContactUri(router, want("client:ext_a")).update();
  router.other("level", 1);
  await router.serve();
  // Now a write is under way that puts the 1 back.
  router.other("level", 2);
  router.other("level", 1);
  await router.serveAll();
  expect(router.now).toEqual({ contact_uri: "client:ext_a", level: 1 });
});

test("what somebody else writes between the arrival of a write and its answer is not lost", async () => {
  const router = new FakeTaskRouter({ contact_uri: "client:a", level: 0 });
  new ContactUri(router, want("client:ext_a")).update();
  router.other("skills", ["french"]);
  await router.arrive();
  router.other("level", 1);
  await router.serveAll();
  expect(router.now).toEqual({ contact_uri: "client:ext_a", level: 1, skills: ["french"] });
});

test("whoever writes whenever: in the end, contact_uri is right and nothing is lost", async () => {
  const step = fc.oneof(
    fc.constantFrom("contact_uri" as const, "arrive" as const, "answer" as const, "update" as const),
    fc.record({ name: fc.constantFrom("level", "skill"), value: fc.integer({ min: 0, max: 2 }) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const router = new FakeTaskRouter({ contact_uri: "client:a", kept: true });
      const keeper = new ContactUri(router, want("client:ext_a"));
      const written: Attributes = {};
      for (const [index, it] of steps.entries()) {
        if (it === "arrive") await router.arrive();
        else if (it === "answer") await router.answer();
        else if (it === "update") keeper.update();
        else if (it === "contact_uri") router.other("contact_uri", `client:${index}`);
        // Nobody writes what is there already.
        else if (router.now[it.name] !== it.value) {
          router.other(it.name, it.value);
          written[it.name] = it.value;
        }
      }
      keeper.update();
      await router.serveAll();
      expect(router.now).toEqual({ kept: true, ...written, contact_uri: "client:ext_a" });
    }),
    { numRuns: 1_000 },
  );
});
