import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { pinResetApps } from "../../tenant/seed/ids.ts";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import {
  declaredSettings,
  importBeside,
  makeConsent,
  makeProfile,
  startAdopt,
  writesTo,
} from "./clicked-together.ts";
import { runDocumented } from "./documented.ts";
import { createStack, type Stack } from "./stack.ts";
import { configure, succeed } from "./support.ts";

let tenant: Tenant;
let stack: Stack;

beforeEach(async () => {
  tenant = await startTenant();
  stack = await createStack({ env: tenant.env });
  await configure(stack, declaredSettings);
});

afterEach(async () => {
  await stack.close();
  await tenant.close();
});

const principalType = "azuread:index/servicePrincipal:ServicePrincipal";
const adopt = (...args: string[]) => startAdopt(stack, ...args).ended;

const principalsLeft = () =>
  tenant.state.servicePrincipals
    .all()
    .filter(({ appId }) => appId === pinResetApps.service.id || appId === pinResetApps.client.id);

async function adoptAsDocumented() {
  tenant.requests.clear();
  await runDocumented(stack, "docs/operations.md", "Adopt what was clicked together");
  expect(writesTo(tenant)).toEqual([]);
}

describe("the principals of Microsoft's applications", () => {
  it("stay when what was adopted is unprotected and destroyed, as docs/operations.md says", async () => {
    await makeConsent(tenant);
    const profile = await makeProfile(tenant);
    await adoptAsDocumented();
    await runDocumented(stack, "docs/operations.md", "Take it all away", /-- (state|destroy)/);

    const left = principalsLeft();
    expect(left).toHaveLength(2);
    expect(tenant.state.deviceConfigurations.get(profile)).toBeUndefined();
    const grants = tenant.state.oauth2PermissionGrants.all();
    expect(grants.filter(({ clientId }) => left.some(({ id }) => id === clientId))).toEqual([]);
  });

  it("stay when the program does not declare them any more after adopt", async () => {
    await makeConsent(tenant);
    await adoptAsDocumented();
    await succeed(stack, "state", "unprotect", "--all", "--yes");
    const program = path.join(stack.directory, "index.ts");
    await rm(program);
    await writeFile(program, "export default {};\n");
    await succeed(stack, "up", "--yes", "--skip-preview");
    expect(principalsLeft()).toHaveLength(2);
    expect(await succeed(stack, "stack", "export")).not.toContain(principalType);
  });

  it("stay when they alone are destroyed after adopt", async () => {
    await makeConsent(tenant);
    await adoptAsDocumented();
    await succeed(stack, "state", "unprotect", "--all", "--yes");
    const targets = ["--target", "**::pin-reset-service", "--target", "**::pin-reset-client"];
    await succeed(stack, "destroy", "--yes", "--skip-preview", "--target-dependents", ...targets);
    expect(principalsLeft()).toHaveLength(2);
    expect(await succeed(stack, "stack", "export")).not.toContain(principalType);
  });

  it("are marked by adopt where somebody imported them by the engine's own import file", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "adopt-"));
    const file = path.join(folder, "import.json");
    try {
      await makeConsent(tenant);
      await adopt("--file", file);
      await succeed(stack, "import", "--file", file, "--yes", "--skip-preview", "--generate-code=false");
    } finally {
      await rm(folder, { recursive: true, force: true });
    }

    const shown = await adopt();
    expect(shown.stderr).toMatch(/A destroy would delete pin-reset-\w+, pin-reset-\w+ once/);
    expect(await adopt("--apply")).toMatchObject({ code: 0 });
    await succeed(stack, "state", "unprotect", "--all", "--yes");
    await succeed(stack, "destroy", "--yes", "--skip-preview");
    expect(principalsLeft()).toHaveLength(2);
  });

  it("stay when one was imported beside the component and adopt repairs that", async () => {
    const { service } = await makeConsent(tenant);
    await importBeside(stack, principalType, `/servicePrincipals/${service}`);
    const run = await adopt("--apply");
    expect(run, run.stderr).toMatchObject({ code: 0 });
    expect(run.stderr).toContain("Taken out of the state: by-hand.");
    await succeed(stack, "up", "--yes", "--skip-preview");
    expect(principalsLeft()).toHaveLength(2);
  });
});
