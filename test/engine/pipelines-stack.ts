import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { parse } from "yaml";
import { startStack } from "../../pulumi-cli/stack.ts";
import { seeded } from "../../tenant/seed/ids.ts";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { type Portal, portalOf } from "../intune/support/portal.ts";
import { checkOut } from "../pipelines/support/checkout.ts";
import { repository, type Stack } from "./stack.ts";
import { configure, succeed } from "./support.ts";

export const profile = "Windows Hello - PIN recovery";
export const node = `./Device/Vendor/MSFT/PassportForWork/${seeded.tenantId}/Policies/EnablePinRecovery`;
/** A secret of the stack's settings. */
export const secret = "not for an artifact";
/** The name of the project's folder in the repository. */
export const directory = "project";

/** A repository of a team that copied the pipelines' folders, and the tenant that it declares. */
export type Pipelines = AsyncDisposable & {
  readonly tenant: Tenant;
  readonly stack: Stack;
  readonly portal: Portal;
  readonly settings: Record<string, unknown>;
  /** The environment of a machine that pipelines run on. */
  readonly machine: Record<string, string>;
  /** Turns PIN recovery off, as an administrator might. */
  tamper(): Promise<void>;
  /** Has Graph refuse to read profiles. */
  breakReads(): void;
  /** The answers to requests for a token at this path. */
  signIns(path: string): number[];
};

/**
 * Starts a tenant, and makes a repository with more than this project: in a folder of its own, below another program's
 * package.json, which is not of ES modules.
 */
export async function startPipelines(): Promise<Pipelines> {
  const tenant = await startTenant();
  // Whom the tenant lets in is the pipeline's to say.
  const { ARM_CLIENT_SECRET: _, ARM_CLIENT_ID: __, ARM_TENANT_ID: ___, ...env } = tenant.env;
  const fill = (project: string) => checkOut(project, path.dirname(project));
  const stack = await startStack({ fill, env });
  await writeFile(path.join(stack.root, "package.json"), '{"type":"commonjs"}');
  await configure(stack, { "pin-reset:assignments": { groups: ["Windows devices"] } });
  await succeed(stack, "config", "set", "--secret", "other:password", secret);
  const { config: settings } = parse(await readFile(path.join(stack.directory, "Pulumi.dev.yaml"), "utf8"));
  const portal = portalOf(tenant);
  return {
    tenant,
    stack,
    portal,
    settings,
    machine: machineOf(stack),
    tamper: () => portal.setValues(profile, { [node]: false }),
    breakReads: () =>
      tenant.faults.add({
        match: { path: "deviceConfigurations" },
        count: "always",
        effect: { kind: "status", status: 403 },
      }),
    signIns: (path) => tenant.requests.list({ path }).map(({ status }) => status),
    async [Symbol.asyncDispose]() {
      await stack.close();
      await tenant.close();
    },
  };
}

function machineOf(stack: Stack): Record<string, string> {
  const env = Object.entries(stack.env).flatMap(([name, value]) => (value ? [[name, value]] : []));
  const { PATH = "", ...rest } = Object.fromEntries(env);
  return { ...rest, PATH: [path.join(repository, "node_modules", ".bin"), PATH].join(path.delimiter) };
}

/** A text of the tenant that is full of commands of both runners, and of what a reader does not see. */
export const hostile = [
  "a ##vso[task.setvariable variable=code]0",
  "##vso[task.complete result=Succeeded]",
  "##\ufe0fvso[build.addbuildtag]owned",
  "  ::error::owned",
  "a ##[error]owned",
  "\u0085::add-mask::e\r::notice::owned",
  "\u001b]52;c;aGk=\u0007\u202e@everyone\u2028",
].join("\n");

export const notShown = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
