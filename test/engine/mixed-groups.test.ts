import { afterEach, beforeEach, expect, it } from "vitest";
import { seeded } from "../../tenant/seed/ids.ts";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { runPinReset } from "../cli/support/run.ts";
import { createStack, type Stack } from "./stack.ts";
import { configure, succeed } from "./support.ts";

let tenant: Tenant;
let stack: Stack;

beforeEach(async () => {
  tenant = await startTenant();
  stack = await createStack({ env: tenant.env, keepPlugins: true });
});

afterEach(async () => {
  await stack.close();
  await tenant.close();
});

const assign = (groups: string[], excludedGroups: string[]) =>
  configure(stack, { "pin-reset:assignments": { groups, excludedGroups } });
const sentence =
  'Intune does not apply the exclusion of the group "Kiosks", which holds devices, to the users of the group "Helpdesk"';

it("an exclusion of devices from a group of users is warned of by up, and found by doctor", async () => {
  await assign(["Helpdesk"], ["Kiosks"]);
  expect(await succeed(stack, "up", "--yes", "--skip-preview")).toContain(sentence);
  const doctor = await runPinReset(["doctor", "--output", "json"], { ...tenant.env });
  const { checks } = JSON.parse(doctor.stdout);
  const found = checks.find(({ id }: { id: string }) => id === "exclusions-apply");
  expect(found).toMatchObject({ state: "warning" });
  expect(found.findings[0].message).toContain(sentence);
});

it("what a dynamic group holds is told by its rule, and what nobody knows is said", async () => {
  const { kiosks, windowsDevices } = seeded.groups;
  tenant.state.groups.change(kiosks, { memberIds: [], membershipRule: '(user.jobTitle -eq "Kiosk")' });
  await assign(["Windows devices"], ["Kiosks"]);
  expect(await succeed(stack, "preview")).toContain(
    'Intune does not apply the exclusion of the group "Kiosks", which holds users, to the devices of the group "Windows devices"',
  );
  tenant.state.groups.change(windowsDevices, { memberIds: [] });
  const printed = await succeed(stack, "preview");
  expect(printed).not.toContain("does not apply");
  expect(printed).toContain('Whether the group "Windows devices" holds devices or users is not known');
});
