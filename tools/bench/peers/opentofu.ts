import { execFile } from "node:child_process";
import { accessSync, constants, readdirSync, realpathSync } from "node:fs";
import { copyFile, mkdir, symlink, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { findOnPath, foldersOnPath } from "../../../pulumi-cli/executables.ts";
import type { Tenant } from "../../../tenant/server.ts";
import type { Part } from "../results.ts";
import { type CloudProxy, startCloudProxy } from "./cloud-proxy.ts";

const execute = promisify(execFile);

/** The providers of `main.tf`, by name, with the organization that publishes each. */
const providers = { azuread: "hashicorp", microsoft365: "deploymenttheory" } as const;

type ProviderName = keyof typeof providers;

/** OpenTofu and the binaries of both providers, as absolute paths. */
export type PeerTools = { readonly tofu: string } & Readonly<Record<ProviderName, string>>;

/** The configuration of `main.tf`, applied to a tenant. */
export type Peer = {
  /** Checks for drift. Throws Error unless there is none. */
  check(): Promise<void>;
  close(): Promise<void>;
};

/**
 * Finds OpenTofu and both providers on PATH. A provider's file is named as its release is, such as
 * `terraform-provider-azuread_v3.5.0_x5`.
 *
 * @returns The names of what is missing, where any is.
 */
export function findPeerTools(env: NodeJS.ProcessEnv): PeerTools | { readonly missing: readonly string[] } {
  const tofu = findOnPath("tofu", env);
  const azuread = findProvider("azuread", env);
  const microsoft365 = findProvider("microsoft365", env);
  if (tofu !== undefined && azuread !== undefined && microsoft365 !== undefined) {
    return { tofu, azuread, microsoft365 };
  }
  const found = {
    tofu,
    "terraform-provider-azuread": azuread,
    "terraform-provider-microsoft365": microsoft365,
  };
  return { missing: Object.entries(found).flatMap(([name, file]) => (file === undefined ? [name] : [])) };
}

function findProvider(name: ProviderName, env: NodeJS.ProcessEnv): string | undefined {
  const pattern = new RegExp(`^terraform-provider-${name}(_v[^/]*)?$`);
  return foldersOnPath(env)
    .flatMap((folder) =>
      namesIn(folder)
        .filter((file) => pattern.test(file))
        .map((file) => join(folder, file)),
    )
    .find(isExecutableFile);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch {
    return [];
  }
}

function isExecutableFile(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Applies `main.tf` to a tenant. Nothing is downloaded: a CLI configuration of its own names both binaries.
 *
 * @param folder Gets the configuration, its state and what OpenTofu keeps.
 * @throws Error with what OpenTofu printed, where it cannot be applied.
 */
export async function startPeer(tools: PeerTools, tenant: Tenant, folder: string): Promise<Peer> {
  await mkdir(folder, { recursive: true });
  await copyFile(join(import.meta.dirname, "main.tf"), join(folder, "main.tf"));
  const configFile = join(folder, "tofu.rc");
  await writeFile(configFile, await cliConfiguration(tools, folder));
  const proxy = await startCloudProxy(tenant, folder);
  const env = { ...process.env, ...peerEnvironment(tenant.env, proxy), TF_CLI_CONFIG_FILE: configFile };
  const tofu = async (...args: string[]): Promise<void> => {
    const given = [...args, "-input=false", "-no-color"];
    await execute(tools.tofu, given, { cwd: folder, env }).catch((error: unknown) => {
      throw failed(given, error);
    });
  };
  try {
    await tofu("apply", "-auto-approve");
  } catch (error) {
    await proxy.close();
    throw error;
  }
  // Its exit code is 2 where there is drift.
  return { check: () => tofu("plan", "-detailed-exitcode"), close: () => proxy.close() };
}

function failed(args: readonly string[], error: unknown): Error {
  const { code, stdout, stderr } = z
    .looseObject({ code: z.unknown(), stdout: z.string().default(""), stderr: z.string().default("") })
    .parse({ ...Object(error) });
  return new Error(`tofu ${args.join(" ")} ended with ${code}:\n${stdout}${stderr}`);
}

/**
 * A CLI configuration by which OpenTofu takes each provider from a folder that holds it alone, without `tofu init`.
 * Source: https://opentofu.org/docs/cli/config/config-file/#development-overrides-for-provider-developers
 */
async function cliConfiguration(tools: PeerTools, folder: string): Promise<string> {
  const lines: string[] = [];
  for (const [name, organization] of Object.entries(providers) as [ProviderName, string][]) {
    const own = join(folder, "providers", name);
    await mkdir(own, { recursive: true });
    await symlink(tools[name], join(own, `terraform-provider-${name}`));
    lines.push(`    ${JSON.stringify(`${organization}/${name}`)} = ${JSON.stringify(own)}`);
  }
  return ["provider_installation {", "  dev_overrides {", ...lines, "  }", "  direct {}", "}", ""].join("\n");
}

/**
 * What both providers need in their environment to reach the embedded tenant. azuread takes a private cloud by its
 * metadata host, like this project. microsoft365 knows the clouds of Microsoft alone: it is led to the tenant by its proxy
 * setting. That this works with its binary has not been verified.
 * Source: https://registry.terraform.io/providers/hashicorp/azuread/latest/docs,
 * https://registry.terraform.io/providers/deploymenttheory/microsoft365/latest/docs
 *
 * @param tenant The tenant's own environment: ARM_* with the credentials and the metadata host.
 */
function peerEnvironment(
  tenant: Readonly<Record<string, string>>,
  { url, bundleFile }: Pick<CloudProxy, "url" | "bundleFile">,
): Record<string, string> {
  const { ARM_TENANT_ID = "", ARM_CLIENT_ID = "", ARM_CLIENT_SECRET = "" } = tenant;
  return {
    ...tenant,
    ARM_USE_CLI: "false",
    M365_CLOUD: "public",
    M365_AUTH_METHOD: "client_secret",
    M365_TENANT_ID: ARM_TENANT_ID,
    M365_CLIENT_ID: ARM_CLIENT_ID,
    M365_CLIENT_SECRET: ARM_CLIENT_SECRET,
    M365_DISABLE_INSTANCE_DISCOVERY: "true",
    M365_TELEMETRY_OPTOUT: "true",
    M365_USE_PROXY: "true",
    M365_PROXY_URL: url,
    SSL_CERT_FILE: bundleFile,
    CHECKPOINT_DISABLE: "true",
    TF_IN_AUTOMATION: "true",
  };
}

/** Which versions of OpenTofu and of both providers were found. */
export async function partsOfPeer(tools: PeerTools): Promise<Part[]> {
  const { stdout } = await execute(tools.tofu, ["version", "-json"]);
  const version = z
    .looseObject({ terraform_version: z.string() })
    .parse(JSON.parse(stdout)).terraform_version;
  const names = Object.keys(providers) as ProviderName[];
  return [
    { name: "tofu", version, origin: "published" },
    ...names.map((name): Part => {
      const [, released = "unknown"] = /_v([\d.]+)/.exec(basename(realpathSync(tools[name]))) ?? [];
      return { name: `terraform-provider-${name}`, version: released, origin: "published" };
    }),
  ];
}
