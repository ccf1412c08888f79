import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { pinResetApps, seeded } from "../../tenant/seed/ids.ts";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { type Run, startPinReset } from "../cli/support/run.ts";
import { createStack, type Stack, type StackOptions } from "./stack.ts";
import { configure } from "./support.ts";

/** The OMA-URI by which a profile turns PIN recovery on in the embedded tenant. */
const recoveryNode = `./Device/Vendor/MSFT/PassportForWork/${seeded.tenantId}/Policies/EnablePinRecovery`;

/** The settings of a stack that declares what makeProfile and makeConsent make. */
export const declaredSettings = {
  "pin-reset:assignments": { groups: ["Windows devices"], excludedGroups: ["Kiosks"] },
};

/** An empty stack with the declared settings, on a tenant of its own. */
export type DeclaredStack = {
  readonly tenant: Tenant;
  readonly stack: Stack;
  /** An import file that is not there yet. */
  readonly file: string;
  /** Starts `pin-reset adopt`, for a test that interrupts it. */
  startAdopt(...args: string[]): ReturnType<typeof startPinReset>;
  adopt(...args: string[]): Promise<Run>;
};

/** Makes a stack with the declared settings: a new one for each test, or one that the tests of a group share. */
export function declaredStack(
  scope: "each test" | "all tests",
  options: Pick<StackOptions, "keepPlugins"> = { keepPlugins: true },
): DeclaredStack {
  let tenant: Tenant;
  let stack: Stack;
  let folder: string;
  const open = async () => {
    tenant = await startTenant();
    stack = await createStack({ env: tenant.env, ...options });
    folder = await mkdtemp(path.join(tmpdir(), "adopt-"));
    await configure(stack, declaredSettings);
  };
  const close = async () => {
    await rm(folder, { recursive: true, force: true });
    await stack.close();
    await tenant.close();
  };
  if (scope === "each test") {
    beforeEach(open);
    afterEach(close);
  } else {
    beforeAll(open);
    afterAll(close);
  }
  const declared: DeclaredStack = {
    get tenant() {
      return tenant;
    },
    get stack() {
      return stack;
    },
    get file() {
      return path.join(folder, "import.json");
    },
    startAdopt(...args) {
      const env = Object.entries(stack.env).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value]],
      );
      return startPinReset(["adopt", ...args], Object.fromEntries(env), "", stack.directory);
    },
    adopt: (...args) => declared.startAdopt(...args).ended,
  };
  return declared;
}

/** What wrote to the tenant since the last `tenant.requests.clear()`. */
export const writesTo = (tenant: Tenant) =>
  tenant.requests
    .single()
    .filter(({ method, target }) => method !== "GET" && !target.includes("/oauth2/v2.0"));

/** Does as an administrator in the portals; answers the id of what was made. */
async function make(tenant: Tenant, at: string, body: Record<string, unknown>): Promise<string> {
  const reply = await tenant.asAdministrator("POST", at, body);
  expect(reply.status, JSON.stringify(reply.body)).toBeLessThan(300);
  return String(Reflect.get(Object(reply.body), "id"));
}

/** Consents as both links of the service do. */
export async function makeConsent(tenant: Tenant) {
  const tags = ["WindowsAzureActiveDirectoryIntegratedApp"];
  const principal = (appId: string) => make(tenant, "/v1.0/servicePrincipals", { appId, tags });
  const service = await principal(pinResetApps.service.id);
  const client = await principal(pinResetApps.client.id);
  const grant = (clientId: string, resourceId: string, scope: string) =>
    make(tenant, "/v1.0/oauth2PermissionGrants", {
      clientId,
      consentType: "AllPrincipals",
      resourceId,
      scope,
    });
  const grants = [
    await grant(client, service, "user_impersonation"),
    await grant(service, seeded.principals.directory, "User.Read"),
  ];
  return { service, client, grants };
}

/** Makes and assigns a profile as the declaration has it, but for what is given. */
export async function makeProfile(tenant: Tenant, more: Record<string, unknown> = {}): Promise<string> {
  const setting = {
    "@odata.type": "#microsoft.graph.omaSettingBoolean",
    displayName: "EnablePinRecovery",
    description: "Lets a user replace a forgotten PIN without losing what it protects",
    omaUri: recoveryNode,
    value: true,
  };
  const id = await make(tenant, "/beta/deviceManagement/deviceConfigurations", {
    "@odata.type": "#microsoft.graph.windows10CustomConfiguration",
    displayName: "Windows Hello - PIN recovery",
    description: "Lets users replace a forgotten Windows Hello PIN through the Microsoft PIN reset service.",
    omaSettings: [setting],
    ...more,
  });
  const target = (type: string, groupId: string) => ({
    target: { "@odata.type": `#microsoft.graph.${type}`, groupId },
  });
  await make(tenant, `/beta/deviceManagement/deviceConfigurations/${id}/assign`, {
    assignments: [
      target("groupAssignmentTarget", seeded.groups.windowsDevices),
      target("exclusionGroupAssignmentTarget", seeded.groups.kiosks),
    ],
  });
  return id;
}

/** Imports as Pulumi's own pages say, which know of no component: at the root of the stack. */
export async function importBeside(stack: Stack, type: string, id: string, ...more: string[]): Promise<void> {
  const args = ["import", type, "by-hand", id, "--yes", "--skip-preview", "--generate-code=false", ...more];
  const run = await stack.run(args);
  expect(run, run.stdout + run.stderr).toMatchObject({ code: 0 });
}
