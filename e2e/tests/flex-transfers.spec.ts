// Calls with more than one agent in them, in the real Flex UI: transferred, and listened to. Each agent
// has a browser of their own.

import { isHeardByAgent } from "../harness/audio.ts";
import { COLLEAGUE } from "../harness/colleague.ts";
import type { FlexUi } from "../harness/flex-ui.ts";
import type { Sandbox } from "../harness/sandbox.ts";
import { heardDuring } from "../harness/stretch.ts";
import { expect, test, WORKER } from "../harness/test.ts";
import { until } from "../harness/until.ts";

test.beforeEach(async ({ sandbox }) => {
  await sandbox.setFlex({ features: { "flex-warm-transfers": true } });
});

test("a warm transfer: both agents are in the call, also after a refresh; the first one leaves, and it goes on", async ({
  flexUi,
  chrome,
  colleague,
  otherChrome,
  sandbox,
}) => {
  const first = await flexUi.takeCall(sandbox);
  await flexUi.transferTo(COLLEAGUE.name, "warm");
  const second = await colleague.takeOffer(sandbox);
  await flexUi.waitsForNobody();
  await expect(flexUi.participant).toHaveCount(2);
  const [customer] = await sandbox.inConference("customer");
  await sandbox.hearOneAnother(first.call, second.call, customer?.callSid ?? "");
  // With the customer on hold, all there is to hear is the colleague.
  await flexUi.hold.first().click();
  await until("the customer is on hold", async () => (await sandbox.conference()).at(0)?.onHold);
  await sandbox.hearOneAnother(first.call, second.call);
  for (const it of [chrome, otherChrome]) await isHeardByAgent(it);
  await flexUi.hold.first().click();

  const { packetsLost } = await heardDuring(sandbox, first.call, async () => {
    await flexUi.refresh();
    await expect(flexUi.participant).toHaveCount(2);
  });
  expect(packetsLost).toBe(0);

  await flexUi.hangUp.canvas.click();
  await sandbox.endedBy("agent", first.call);
  await sandbox.reservationIs(first.reservation, "wrapping");
  await flexUi.complete.click();
  await sandbox.reservationIs(first.reservation, "completed");

  await sandbox.callIs(second.call, "audible");
  await expect(colleague.participant).toHaveCount(1);
  await colleague.canvasWorks();
  await colleague.hangUp.canvas.click();
  await sandbox.endedBy("agent", second.call);
  await sandbox.reservationIs(second.reservation, "wrapping");
});

test("a cold transfer: Twilio ends the first agent's part, and the second one has the customer", async ({
  flexUi,
  colleague,
  sandbox,
}) => {
  const first = await flexUi.takeCall(sandbox);
  await flexUi.transferTo(COLLEAGUE.name, "cold");
  await sandbox.endedBy("conference", first.call);
  await sandbox.reservationIs(first.reservation, "wrapping");

  const second = await colleague.takeOffer(sandbox);
  await colleague.canvasWorks();
  await flexUi.complete.click();
  await sandbox.reservationIs(first.reservation, "completed");
  await sandbox.callIs(second.call, "audible");
  await flexUi.ready();
  await sandbox.customerHangsUp(second.reservation);
  await sandbox.callIs(second.call, "ended");
  await sandbox.reservationIs(second.reservation, "wrapping");
});

test("a transfer that is cancelled, or whose second agent is sent out, leaves the customer with the first", async ({
  flexUi,
  colleague,
  sandbox,
}) => {
  const first = await flexUi.takeCall(sandbox);
  await flexUi.transferTo(COLLEAGUE.name, "warm");
  const offer = await sandbox.offerTo(COLLEAGUE.worker);
  await expect(colleague.accept).toBeVisible();
  await flexUi.cancelTransfer.click();
  await sandbox.reservationIs(offer.sid, "canceled");
  await expect(colleague.accept).toHaveCount(0);
  await sandbox.callIs(first.call, "audible");
  await flexUi.canvasWorks();

  await flexUi.transferTo(COLLEAGUE.name, "warm");
  const second = await colleague.takeOffer(sandbox);
  await flexUi.sendOut();
  await sandbox.endedBy("conference", second.call);
  await sandbox.reservationIs(second.reservation, "wrapping");
  await colleague.ready();
  await sandbox.callIs(first.call, "audible");
  await expect(flexUi.participant).toHaveCount(1);
  await flexUi.canvasWorks();
  await flexUi.hangUp.canvas.click();
  await sandbox.endedBy("agent", first.call);
});

test("a transfer to a queue, warm: the first agent stays until somebody of the queue has come", async ({
  flexUi,
  colleague,
  sandbox,
}) => {
  await sandbox.changeActivity(COLLEAGUE.worker, "Break");
  const first = await flexUi.takeCall(sandbox);
  await flexUi.transferTo("Everyone", "warm", "queues");
  // Nobody is free: the customer stays with the first agent, also through a refresh.
  await expect(flexUi.cancelTransfer).toBeVisible();
  // Flex forgets at a refresh whom it waits for, but not that it does.
  await flexUi.refresh();
  await expect(flexUi.mute).toBeEnabled();
  await expect(flexUi.hangUp.canvas).toBeEnabled();
  await expect(flexUi.transfer).toBeDisabled();
  await sandbox.callIs(first.call, "audible");
  const { events } = await sandbox.state();
  await sandbox.changeActivity(COLLEAGUE.worker, "Available");
  const second = await colleague.takeOffer(sandbox);
  await expect(flexUi.participant).toHaveCount(2);
  // Before that the call would end with the first agent.
  await until("their Flex has said that it goes on without them", async () =>
    (await sandbox.events(events)).some(
      (it) => it["participant"] === "WorkerParticipant" && it["worker"] === WORKER,
    ),
  );
  await flexUi.hangUp.canvas.click();
  await sandbox.endedBy("agent", first.call);
  await sandbox.reservationIs(first.reservation, "wrapping");
  await sandbox.callIs(second.call, "audible");
  await expect(colleague.participant).toHaveCount(1);
  await colleague.canvasWorks();
});

test("a transfer to one of several queues, cold: who is free and has the skill for it gets the customer", async ({
  flexUi,
  colleague,
  sandbox,
}) => {
  const first = await flexUi.takeCall(sandbox);
  await flexUi.transferTo("French", "cold", "queues");
  await sandbox.endedBy("conference", first.call);
  await sandbox.reservationIs(first.reservation, "wrapping");
  // Somebody is free, who has not the skill.
  const { sid } = await sandbox.worker(COLLEAGUE.worker);
  expect((await sandbox.reservations()).filter((it) => it.worker_sid === sid)).toEqual([]);
  await sandbox.changeAttributes(COLLEAGUE.worker, { routing: { skills: ["French"] } });
  const second = await colleague.takeOffer(sandbox);
  await colleague.canvasWorks();
  await flexUi.complete.click();
  await sandbox.reservationIs(first.reservation, "completed");
  await flexUi.ready();
  await colleague.hangUp.canvas.click();
  await sandbox.endedBy("agent", second.call);
});

test.describe("where outside numbers can be called into a call", () => {
  const NUMBER = "+15550177";

  test.beforeEach(async ({ sandbox }) => {
    await sandbox.setFlex({
      features: { "flex-warm-transfers": true, "external-warm-transfers": true },
    });
  });

  test("one is, hears and is heard, also after a refresh; the agent leaves, and the call goes on", async ({
    flexUi,
    sandbox,
  }) => {
    const { reservation, call } = await flexUi.takeCall(sandbox);
    await flexUi.bringIn(NUMBER);
    const third = await until("they have picked up", async () =>
      (await sandbox.inConference("external")).at(0),
    );
    expect(third.who).toBe(NUMBER);
    await expect(flexUi.participant.filter({ hasText: "555" }).filter({ hasText: "Live" })).toHaveCount(2);
    await sandbox.hearOneAnother(call, third.callSid);
    const { packetsLost } = await heardDuring(sandbox, call, async () => {
      await flexUi.refresh();
      await expect(flexUi.participant).toHaveCount(2);
    });
    expect(packetsLost).toBe(0);
    await flexUi.hold.nth(1).click();
    await until("the third one is on hold", async () =>
      (await sandbox.inConference("external")).at(0)?.onHold,
    );
    await flexUi.end.menu.click();
    await flexUi.end.leave.click();
    await sandbox.endedBy("agent", call);
    await sandbox.reservationIs(reservation, "wrapping");
    expect(await sandbox.inConference("customer")).toHaveLength(1);
    expect(await sandbox.inConference("external")).toHaveLength(1);
    await flexUi.complete.click();
    await sandbox.reservationIs(reservation, "completed");
  });

  test("a call to one that is refused while it rings leaves agent and customer as they were; one that rings on ends with the call", async ({
    flexUi,
    sandbox,
  }) => {
    const { reservation, call } = await flexUi.takeCall(sandbox);
    await sandbox.setTelephones("ring");
    await flexUi.bringIn(NUMBER);
    await expect(flexUi.participant).toHaveCount(2);
    await sandbox.setTelephones("refuse");
    await expect(flexUi.participant).toHaveCount(1);
    await sandbox.callIs(call, "audible");

    await sandbox.setTelephones("ring");
    await flexUi.bringIn(NUMBER);
    await expect(flexUi.participant).toHaveCount(2);
    await flexUi.end.menu.click();
    await flexUi.end.forAll.click();
    await sandbox.endedBy("conference", call);
    await sandbox.reservationIs(reservation, "wrapping");
    expect(await sandbox.inConference("external")).toEqual([]);
    await flexUi.complete.click();
    await sandbox.reservationIs(reservation, "completed");
  });

  test("the agent sends one out, calls another, and ends the call for everyone", async ({
    flexUi,
    sandbox,
  }) => {
    const { reservation, call } = await flexUi.takeCall(sandbox);
    await flexUi.bringIn(NUMBER);
    await until("they have picked up", async () =>
      (await sandbox.inConference("external")).at(0),
    );
    await flexUi.sendOut();
    await until("they are out", async () => {
      return (await sandbox.inConference("external")).length === 0;
    });
    await sandbox.callIs(call, "audible");
    await flexUi.bringIn(NUMBER);
    await until("the next one has picked up", async () =>
      (await sandbox.inConference("external")).at(0),
    );
    await flexUi.end.menu.click();
    await flexUi.end.forAll.click();
    await sandbox.endedBy("conference", call);
    await sandbox.reservationIs(reservation, "wrapping");
    expect(await sandbox.inConference("customer")).toEqual([]);
    await flexUi.ready();
    await flexUi.complete.click();
    await sandbox.reservationIs(reservation, "completed");
  });
});

/** Who listens to a call. */
async function listen(supervisor: FlexUi, sandbox: Sandbox): Promise<string> {
  await supervisor.monitor.click();
  const { callSid } = await sandbox.theCall(`ext_${COLLEAGUE.worker}`);
  await sandbox.callIs(callSid, "active");
  await expect(supervisor.stopMonitoring).toBeVisible();
  return callSid;
}

test("a supervisor listens to a call through the extension, and the call goes on when they stop", async ({
  flexUi,
  supervisor,
  sandbox,
}) => {
  const { call } = await flexUi.takeCall(sandbox);
  await supervisor.watch(/555 ?0100/);
  // A refresh ends nothing, but Flex forgets what it listens to.
  const heard = await listen(supervisor, sandbox);
  await supervisor.refresh();
  await supervisor.says("On a call");
  await supervisor.hangUpWithoutTask.click();
  await sandbox.endedBy("agent", heard);
  await supervisor.ready();

  const heardAgain = await listen(supervisor, sandbox);
  await supervisor.says("On a call");
  await until("the supervisor has heard the agent", async () =>
    (await sandbox.inConference("supervisor")).at(0)?.heard[call],
  );
  const [agent] = await sandbox.inConference("agent");
  expect(agent?.heard).not.toHaveProperty(heardAgain);
  await supervisor.stopMonitoring.click();
  await sandbox.endedBy("agent", heardAgain);
  await supervisor.ready();

  await sandbox.callIs(call, "audible");
  await flexUi.canvasWorks();
  await flexUi.hangUp.canvas.click();
  await sandbox.endedBy("agent", call);
});

test("a customer who hangs up ends the supervisor's call too", async ({
  flexUi,
  supervisor,
  sandbox,
}) => {
  const { call } = await flexUi.takeCall(sandbox);
  await supervisor.watch(/555 ?0100/);
  const heard = await listen(supervisor, sandbox);
  await sandbox.hangUp(call);
  expect((await sandbox.callIs(heard, "ended")).endedBy).not.toBe("network");
  await supervisor.ready();
});
