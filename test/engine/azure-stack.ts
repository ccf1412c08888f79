import { afterAll, beforeAll } from "vitest";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { passcodeVault, pipelineIdentity, subscription } from "./azure-settings.ts";
import { createStack, type Stack } from "./stack.ts";
import { configure, succeed } from "./support.ts";

/** A request to Azure that wrote something: its path from the subscription on, and its body. */
type Written = [at: string, body: unknown];

/** A stack with a vault and pipeline identities, and what its runs made of Azure. */
export type AzureStack = {
  readonly tenant: Tenant;
  readonly stack: Stack;
  /** Gives the stack these settings beside its assignments. */
  settings(parts: Record<string, unknown>): Promise<void>;
  /** Gives it the settings of both parts. */
  both(): Promise<void>;
  up(): Promise<string>;
  /** What was asked of Azure since the last `tenant.requests.clear()`. */
  asked(): ReturnType<Tenant["requests"]["list"]>;
  /** What was asked of Azure, but for reads: `METHOD path STATUS`, the path from the subscription on. */
  writes(): string[];
  /** The bodies of the PUTs to paths like one, in the order of the paths. */
  bodies(at: RegExp): Written[];
  identity(name: string): { principalId: string; clientId: string };
  /** The role assignments of the stack, each as scope, role and principal. */
  rights(): unknown[][];
};

/** Makes the stack, and a tenant of its own, before the tests of a file; `up` is theirs to run. */
export function startAzureStack(): AzureStack {
  let tenant: Tenant;
  let stack: Stack;

  beforeAll(async () => {
    tenant = await startTenant();
    stack = await createStack({ env: tenant.env, keepPlugins: true });
  });

  afterAll(async () => {
    await stack.close();
    await tenant.close();
  });

  const azure: AzureStack = {
    get tenant() {
      return tenant;
    },
    get stack() {
      return stack;
    },
    settings: (parts) =>
      configure(stack, { "pin-reset:assignments": { groups: ["Windows devices"] }, ...parts }),
    both: () =>
      azure.settings({
        "pin-reset:passcodeVault": passcodeVault,
        "pin-reset:pipelineIdentity": pipelineIdentity,
      }),
    up: () => succeed(stack, "up", "--yes", "--skip-preview"),
    asked: () => tenant.requests.list({ userAgent: "pulumi-azure-native", path: "^/subscriptions/" }),
    writes: () =>
      azure
        .asked()
        .filter(({ method }) => method !== "GET")
        .map(({ method, target, status }) => `${method} ${pathOf(target)} ${status}`),
    bodies: (at) =>
      azure
        .asked()
        .filter(({ method, target }) => method === "PUT" && at.test(pathOf(target)))
        .map(({ target, body }): Written => [pathOf(target), body])
        .sort(([one], [other]) => one.localeCompare(other)),
    identity(name) {
      const found = tenant.state.servicePrincipals.all().find(({ displayName }) => displayName === name);
      return { principalId: String(found?.id), clientId: String(found?.appId) };
    },
    rights: () =>
      tenant.state.armResources
        .all()
        .filter(({ type }) => type === "Microsoft.Authorization/roleAssignments")
        .map(({ properties }) => [properties.scope, properties.roleDefinitionId, properties.principalId])
        .filter(([scope]) => scope !== subscription),
  };
  return azure;
}

function pathOf(target: string): string {
  return target.split("?", 1)[0]?.replace(subscription, "") ?? "";
}
