import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { pinResetApps } from "../../tenant/seed/ids.ts";
import type { Tenant } from "../../tenant/server.ts";
import { declaredStack, importBeside, makeConsent, makeProfile, writesTo } from "./clicked-together.ts";
import { runDocumented } from "./documented.ts";
import { takeSnapshot } from "./snapshot.ts";
import { succeed } from "./support.ts";

const principalType = "azuread:index/servicePrincipal:ServicePrincipal";

const principalsLeft = (tenant: Tenant) =>
  tenant.state.servicePrincipals
    .all()
    .filter(({ appId }) => appId === pinResetApps.service.id || appId === pinResetApps.client.id);

describe("the principals of Microsoft's applications, adopted as docs/operations.md says,", () => {
  const given = declaredStack("all tests");
  let profile: string;
  let restore: () => Promise<void>;

  beforeAll(async () => {
    await makeConsent(given.tenant);
    profile = await makeProfile(given.tenant);
    given.tenant.requests.clear();
    await runDocumented(given.stack, "docs/operations.md", "Adopt what was clicked together");
    expect(writesTo(given.tenant)).toEqual([]);
    restore = await takeSnapshot(given.stack, given.tenant);
  });

  beforeEach(() => restore());

  it("stay when all of it is unprotected and destroyed, as that page says too", async () => {
    await runDocumented(given.stack, "docs/operations.md", "Take it all away", /-- (state|destroy)/);

    const left = principalsLeft(given.tenant);
    expect(left).toHaveLength(2);
    expect(given.tenant.state.deviceConfigurations.get(profile)).toBeUndefined();
    const grants = given.tenant.state.oauth2PermissionGrants.all();
    expect(grants.filter(({ clientId }) => left.some(({ id }) => id === clientId))).toEqual([]);
  });

  it("stay when they alone are destroyed", async () => {
    await succeed(given.stack, "state", "unprotect", "--all", "--yes");
    const targets = ["--target", "**::pin-reset-service", "--target", "**::pin-reset-client"];
    await succeed(given.stack, "destroy", "--yes", "--skip-preview", "--target-dependents", ...targets);
    expect(principalsLeft(given.tenant)).toHaveLength(2);
    expect(await succeed(given.stack, "stack", "export")).not.toContain(principalType);
  });

  it("stay when the program does not declare them any more", async () => {
    await succeed(given.stack, "state", "unprotect", "--all", "--yes");
    const program = path.join(given.stack.directory, "index.ts");
    await rm(program);
    await writeFile(program, "export default {};\n");
    await succeed(given.stack, "up", "--yes", "--skip-preview");
    expect(principalsLeft(given.tenant)).toHaveLength(2);
    expect(await succeed(given.stack, "stack", "export")).not.toContain(principalType);
  });
});

describe("the principals of Microsoft's applications", () => {
  const given = declaredStack("each test");

  it("are marked by adopt where somebody imported them by the engine's own import file", async () => {
    await makeConsent(given.tenant);
    await given.adopt("--file", given.file);
    const options = ["--yes", "--skip-preview", "--generate-code=false"];
    await succeed(given.stack, "import", "--file", given.file, ...options);

    const shown = await given.adopt();
    expect(shown.stderr).toMatch(/A destroy would delete pin-reset-\w+, pin-reset-\w+ once/);
    expect(await given.adopt("--apply")).toMatchObject({ code: 0 });
    await succeed(given.stack, "state", "unprotect", "--all", "--yes");
    await succeed(given.stack, "destroy", "--yes", "--skip-preview");
    expect(principalsLeft(given.tenant)).toHaveLength(2);
  });

  it("stay when one was imported beside the component and adopt repairs that", async () => {
    const { service } = await makeConsent(given.tenant);
    await importBeside(given.stack, principalType, `/servicePrincipals/${service}`);
    const run = await given.adopt("--apply");
    expect(run, run.stderr).toMatchObject({ code: 0 });
    expect(run.stderr).toContain("Taken out of the state: by-hand.");
    await succeed(given.stack, "up", "--yes", "--skip-preview");
    expect(principalsLeft(given.tenant)).toHaveLength(2);
  });
});
