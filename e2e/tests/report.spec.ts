import { expect, IDENTITY, test } from "../harness/test.ts";

test("a report tells of the call and of the worker's restart, and holds no token", async ({
  sandbox,
  chrome,
  flex,
  witness,
}) => {
  const popup = await chrome.openPopup();
  const call = await sandbox.answeredCall(IDENTITY);
  await flex.refresh();
  await flex.says({ call: { callSid: call, state: "active" } });
  await chrome.serviceWorker.kill();
  await expect(popup.hangUp).toBeEnabled();
  await popup.hangUp.click();
  await sandbox.callIs(call, "ended");
  await expect(popup.headline).toHaveText("Ready for calls");

  const json = await popup.saved("Save report");
  const text = await popup.saved("Save as text");

  expect(json.name).toMatch(/^voice-client-report-.*Z\.json$/);
  expect(text.name).toMatch(/^voice-client-report-.*Z\.txt$/);
  const { chapters } = JSON.parse(json.text);
  const entries = chapters.flatMap((chapter: any) => chapter.entries);
  const wakings = entries.filter(({ event }: any) => event.woke);
  expect(wakings.length).toBeGreaterThanOrEqual(2);
  expect(wakings.at(-1).event.woke.saved.call.call_sid).toBe(call);
  const ended = new RegExp(`CallEnded.*${call}.*agent`);
  expect(entries.flatMap(({ effects }: any) => effects).join("\n")).toMatch(ended);
  expect(text.text).toMatch(ended);

  // Flex and voice tokens have been seen, and would be recognised.
  expect(witness.tokens.size).toBeGreaterThanOrEqual(2);
  const reports = [json, text].map(({ name, text }) => ({ where: name, text }));
  expect(witness.leaksIn(reports)).toEqual([]);
});
