import { expect, test } from "@jest/globals";

import { asIfFlexHadAMicrophone } from "./flexMicrophone";

class Listener {
  constructor(private readonly microphone?: string) {}

  get isMicrophoneSet(): boolean {
    return this.microphone !== undefined;
  }
}

test("Flex calls out although its page has no microphone, and knows afterwards that it has none", async () => {
  const listener = new Listener();
  const during = await asIfFlexHadAMicrophone(listener, async () => {
    await Promise.resolve();
    return listener.isMicrophoneSet;
  });
  expect(during).toBe(true);
  expect(listener.isMicrophoneSet).toBe(false);
});

test("a call that fails leaves nothing behind", async () => {
  const listener = new Listener();
  const failing = asIfFlexHadAMicrophone(listener, () => Promise.reject(new Error("no")));
  await expect(failing).rejects.toThrow("no");
  expect(listener.isMicrophoneSet).toBe(false);
});

test("of two that run at once the one that ends first takes nothing from the other", async () => {
  const listener = new Listener();
  let end = (): void => undefined;
  const first = asIfFlexHadAMicrophone(listener, () => new Promise<void>((done) => (end = done)));
  const second = asIfFlexHadAMicrophone(listener, async () => {
    end();
    await first;
    return listener.isMicrophoneSet;
  });
  expect(await second).toBe(true);
  expect(listener.isMicrophoneSet).toBe(false);
});

test("a Flex that has a microphone, or does not say so, is left alone", async () => {
  for (const listener of [new Listener("default"), undefined, {}]) {
    expect(await asIfFlexHadAMicrophone(listener, async () => "called")).toBe("called");
    expect(Object.keys(listener ?? {})).not.toContain("isMicrophoneSet");
  }
});
