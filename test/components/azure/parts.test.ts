import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { createAzureParts } from "../../../components/azure/parts.ts";
import { permittedCalls } from "../../../graph/permissions.ts";
import { parseSettings } from "../../../settings.ts";
import { startEngine } from "../engine.ts";

const vault = {
  name: "kv-pin-reset",
  resourceGroup: "rg-vault",
  location: "westeurope",
  writers: ["Helpdesk"],
};
const identity = {
  resourceGroup: "rg-pipelines",
  location: "westeurope",
  github: {
    repository: "contoso/pin-reset",
    deploy: { environment: "production" },
    drift: { branch: "main" },
  },
};

/** The program on a mocked engine, with every module that Node resolves for it; the package is hidden from it or not. */
const program = `
  import { registerHooks } from "node:module";
  const loaded = [];
  registerHooks({
    resolve(specifier, context, next) {
      const hidden = specifier.startsWith(process.env.HIDDEN_PACKAGE);
      // From a folder without packages: what Node itself says of one that is not installed.
      const found = next(specifier, hidden ? { ...context, parentURL: "file:///nowhere/index.js" } : context);
      loaded.push(found.url);
      return found;
    },
  });
  const { default: pulumi } = await import("@pulumi/pulumi");
  const resources = [];
  const id = "6f1c0a52-7d3e-4b8a-9c41-0e2d5f6a7b8c";
  await pulumi.runtime.setMocks({
    newResource({ type, name, inputs }) {
      resources.push(type);
      return { id: "/subscriptions/s/" + name, state: { name, properties: {}, ...inputs } };
    },
    call: ({ inputs: { groups = [], servicePrincipals = [] } }) => ({
      tenantId: "3b7a2d54-6c1e-4f0a-9d43-2f1b8c5e7a90",
      groups: groups.map((displayName) => ({ status: "found", ids: [id], displayName })),
      servicePrincipals: servicePrincipals.map(() => ({
        status: "found",
        id,
        appRoleIds: JSON.parse(process.env.GRAPH_ROLES),
      })),
      delegatedPermissionGrants: [{ status: "missing" }, { status: "missing" }],
    }),
  }, "pin-reset", "dev", false, "organization");
  // The SDK's mocks know no hooks: a program that registers one would wait for ever.
  pulumi.runtime.getMonitor().registerResourceHook = (_, callback) => callback(null, undefined);
  pulumi.runtime.setAllConfig(JSON.parse(process.env.STACK_CONFIG));
  const error = await import(process.env.PROGRAM).then(() => undefined, (reason) => reason.message);
  await pulumi.runtime.disconnect();
  process.stdout.write(JSON.stringify({ loaded, resources, error }));
`;

type Run = { loaded: string[]; resources: string[]; error?: string };

async function run(settings: Record<string, unknown>, hidden = "no package"): Promise<Run> {
  const config = Object.entries({ assignments: { groups: ["Windows devices"] }, ...settings }).map(
    ([key, value]) => [`pin-reset:${key}`, JSON.stringify(value)],
  );
  const env = {
    ...process.env,
    ARM_ENVIRONMENT: "",
    ARM_METADATA_HOSTNAME: "",
    GRAPH_ROLES: JSON.stringify(
      Object.fromEntries(permittedCalls.map(({ application }) => [application, "id"])),
    ),
    HIDDEN_PACKAGE: hidden,
    PROGRAM: new URL("../../../index.ts", import.meta.url).href,
    STACK_CONFIG: JSON.stringify(Object.fromEntries(config)),
  };
  const args = ["--input-type=module", "--eval", program];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  return JSON.parse(stdout);
}

const ofAzure = (modules: readonly string[]) =>
  modules.flatMap((url) => /\/@pulumi\/azure-native\/(.*)$/.exec(url)?.[1] ?? []);

describe("a stack without parts in Azure", { timeout: 30_000 }, () => {
  it("imports nothing of @pulumi/azure-native, and nothing that does", async () => {
    const { loaded, resources, error } = await run({});
    expect(error).toBeUndefined();
    expect(resources).toContain("intune:index:WindowsCustomConfiguration");
    expect(loaded).toContainEqual(expect.stringMatching(/\/@pulumi\/azuread\/servicePrincipal\.js$/));
    expect(ofAzure(loaded)).toEqual([]);
    expect(loaded.filter((url) => url.endsWith("/components/azure/stack.ts"))).toEqual([]);
  });

  it("goes without the package", async () => {
    const { resources, error } = await run({}, "@pulumi/azure-native");
    expect(error).toBeUndefined();
    expect(resources).toContain("intune:index:WindowsCustomConfiguration");
  });
});

describe("a stack with parts in Azure", { timeout: 30_000 }, () => {
  it("imports what they need of @pulumi/azure-native by leaf module, and no more", async () => {
    const { loaded, resources, error } = await run({ passcodeVault: vault, pipelineIdentity: identity });
    expect(error).toBeUndefined();
    expect(new Set(resources.filter((type) => type.startsWith("azure-native:")))).toEqual(
      new Set([
        "azure-native:resources:ResourceGroup",
        "azure-native:keyvault:Vault",
        "azure-native:authorization:RoleAssignment",
        "azure-native:managedidentity:UserAssignedIdentity",
        "azure-native:managedidentity:FederatedIdentityCredential",
      ]),
    );
    const modules = ofAzure(loaded).filter((module) => /^[a-z]+\//.test(module));
    expect(new Set(modules)).toEqual(
      new Set([
        "authorization/roleAssignment.js",
        "keyvault/vault.js",
        "managedidentity/federatedIdentityCredential.js",
        "managedidentity/userAssignedIdentity.js",
        "resources/resourceGroup.js",
        "types/input.js",
      ]),
    );
    expect(ofAzure(loaded)).not.toContain("index.js");
  });

  it("is refused without the package, with the settings that need it and what to do", async () => {
    const settings = { passcodeVault: vault, pipelineIdentity: identity };
    const { resources, error } = await run(settings, "@pulumi/azure-native");
    expect(resources.filter((type) => type !== "pulumi:pulumi:Stack")).toEqual([]);
    expect(error).toContain("2 issues; nothing was created or changed");
    for (const part of ["passcodeVault", "pipelineIdentity"]) {
      expect(error).toContain(
        `  pin-reset:${part} needs the package @pulumi/azure-native, which is optional and not installed\n` +
          `    npm install --include=optional\n    pulumi config rm --path "pin-reset:${part}"`,
      );
    }
  });
});

describe("parts that cannot be loaded", () => {
  const create = async (reason: Error, settings: Record<string, unknown>) => {
    await startEngine();
    const texts = { "pin-reset:assignments": '{"allUsers": true}', "pin-reset:passcodeVault": "" };
    const config = { ...texts, "pin-reset:passcodeVault": JSON.stringify(settings) };
    const directory = {
      tenantId: "t",
      directoryObjectId: undefined,
      targets: [],
      membershipRules: new Map(),
      vaultGroups: { writers: [], readers: [] },
      graph: undefined,
    };
    return createAzureParts("pin-reset", parseSettings(config), directory, () => Promise.reject(reason));
  };

  it("are an issue of the setting where the package is not installed", async () => {
    const reason = new Error("Cannot find package '@pulumi/azure-native' imported from /project/x.ts");
    await expect(create(reason, vault)).rejects.toThrow(
      "pin-reset:passcodeVault needs the package @pulumi/azure-native",
    );
  });

  it("are no issue of the setting where something else is wrong", async () => {
    const reason = new Error("Cannot find package 'left-pad' imported from /project/x.ts");
    await expect(create(reason, vault)).rejects.toBe(reason);
  });
});
