import { writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { createStack, type Stack } from "./stack.ts";
import { configure, plannedSteps, succeed } from "./support.ts";

let tenant: Tenant;
let stack: Stack;

const formerType = "pin-reset:index:PinReset";

/** A stack whose component has the type that it had before the provider served it to other languages. */
beforeAll(async () => {
  tenant = await startTenant();
  stack = await createStack({ env: tenant.env });
  await configure(stack, { "pin-reset:assignments": { groups: ["Windows devices"] } });
  await succeed(stack, "up", "--yes", "--skip-preview");
  const state = await succeed(stack, "stack", "export");
  expect(state).toContain("::intune:index:PinReset$pin-reset:index:PinResetConsent$azuread:");
  await writeFile(
    path.join(stack.directory, "state.json"),
    state.replaceAll("intune:index:PinReset", formerType),
  );
  await succeed(stack, "stack", "import", "--file", "state.json");
});

afterAll(async () => {
  await stack.close();
  await tenant.close();
});

// In one pass, the engine crashes on a component that has another type than in the state.
it.each([
  ["in one pass", "true"],
  ["with a refresh before it", "false"],
])("a preview %s of a stack with the component's former type has no changes", async (_, onePass) => {
  const ended = await stack.run(["preview", "--expect-no-changes", "--json"], {
    PULUMI_RUN_PROGRAM: onePass,
    PIN_RESET_ADOPTING: onePass,
  });
  expect(ended, ended.stderr).toMatchObject({ code: 0 });
  expect(ended.stdout).toContain("pin-reset-service-on-directory");
});

it("an update gives the component its present type, and leaves every resource as it is", async () => {
  expect(await succeed(stack, "up", "--yes", "--skip-preview")).toContain("11 unchanged");
  expect(await succeed(stack, "stack", "export")).not.toContain(`${formerType}$`);
  const { code, steps } = await plannedSteps(stack);
  expect(code).toBe(0);
  expect(steps["pin-reset"]?.op).toBe("same");
});
