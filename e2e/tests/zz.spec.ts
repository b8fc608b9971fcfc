import { ACCOUNT, test, WORKER } from "../harness/test.ts";
test("look", async ({ chrome, sandbox, tokenFunction: _ }) => {
  await sandbox.hire(WORKER, ACCOUNT, "Break");
  await sandbox.setFunction({ mode: "status", status: 500 });
  const flex = await chrome.openFlexUi();
  await flex.page.waitForTimeout(3000);
  await flex.choose("Available");
  await flex.page.waitForTimeout(1000);
  await flex.page.screenshot({ path: "/tmp/d1.png" });
  await flex.callOut("+15550123");
  await flex.page.waitForTimeout(1000);
  await flex.page.screenshot({ path: "/tmp/d2.png" });
  await sandbox.setFunction({ mode: "ok" });
  await flex.page.waitForTimeout(5000);
  await flex.page.screenshot({ path: "/tmp/d3.png" });
});
