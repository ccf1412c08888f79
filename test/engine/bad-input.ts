import { writeFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "vitest";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { createStack, type Stack, type StackOptions } from "./stack.ts";
import { configure, pluginProgram, pluginProject } from "./support.ts";

/** One thing that a user got wrong, and what the CLI must say about it. */
export type BadInput = {
  /** What is wrong, as the test's name says it. */
  name: string;
  /** The stack's configuration, in place of all it had. */
  config?: Record<string, unknown>;
  /** Variables for this run; an empty one counts as not set. */
  env?: Record<string, string>;
  /** What follows the imports, where the project uses the Intune plugin alone. */
  program?: string;
  /** Makes the tenant what the run meets. */
  arrange?: (tenant: Tenant) => unknown;
  /** Undoes what a reset of the tenant does not. */
  restore?: (tenant: Tenant) => Promise<void>;
  /** The words that name what to change. */
  names: string;
  /** The words that say what to do. */
  hint: string;
  /** What else the screen must have, where several things are wrong. */
  more?: readonly string[];
};

export type Refusals = {
  /** Runs `pulumi up` with the bad input, and expects it to be refused as a user may expect it. */
  expectRefusal(input: BadInput): Promise<void>;
  close(): Promise<void>;
};

/** A tenant, and one stack on it: of the repository's own project, or of one that uses the Intune plugin alone. */
export async function startRefusals(
  project: "program" | "plugin",
  options: Pick<StackOptions, "keepPlugins"> = {},
): Promise<Refusals> {
  const tenant = await startTenant();
  const stack = await createStack({
    env: { ...unset(), ...tenant.env },
    ...(project === "plugin" ? { files: pluginProject("") } : {}),
    ...options,
  });
  return {
    async expectRefusal(input) {
      await prepare(tenant, stack, input);
      const before = contents(tenant);
      const run = await stack.run(["up", "--yes", "--skip-preview"], input.env);
      await input.restore?.(tenant);
      const output = `${run.stdout}\n${run.stderr}`;
      expect(run.code, output).toBeGreaterThan(0);
      expect(output).toContain(input.names);
      expect(output).toContain(input.hint);
      for (const text of input.more ?? []) {
        expect(output).toContain(text);
      }
      expectNoTrace(output);
      expect(linesOnScreen(diagnostics(output)), output).toBeLessThanOrEqual(24);
      for (const secret of [tenant.env.ARM_CLIENT_SECRET, hush]) {
        expect(output).not.toContain(secret);
      }
      expect(contents(tenant)).toEqual(before);
    },
    async close() {
      await stack.close();
      await tenant.close();
    },
  };
}

/** A secret that a test gives, and that no message may repeat. */
export const hush = "hush-hush";

/** Expects output without a stack trace, nor any place in this project's or Node's own code. */
export function expectNoTrace(output: string): void {
  expect(output).not.toMatch(/^\s+at .+:\d+/m);
  expect(output).not.toContain("node:internal");
  expect(output).not.toContain("file://");
}

/** The credentials that the machine itself may have, each as not set. */
function unset(): Record<string, string> {
  const own = Object.keys(process.env).filter((name) => /^(?:ARM|ACTIONS_ID_TOKEN|SYSTEM)_/.test(name));
  return Object.fromEntries(own.map((name) => [name, ""]));
}

async function prepare(tenant: Tenant, stack: Stack, input: BadInput): Promise<void> {
  tenant.reset();
  await configure(stack, input.config ?? {});
  if (input.program !== undefined) {
    await writeFile(path.join(stack.directory, "index.ts"), pluginProgram(input.program));
  }
  await input.arrange?.(tenant);
}

/** All in the tenant that a run could have made or changed. */
function contents({ state }: Tenant) {
  return structuredClone([
    state.servicePrincipals.all(),
    state.oauth2PermissionGrants.all(),
    state.appRoleAssignments.all(),
    state.deviceConfigurations.all(),
  ]);
}

/** What the CLI says went wrong: its Diagnostics, or everything where it stopped before it had any. */
function diagnostics(output: string): string {
  const found = /^Diagnostics:\n(.*?)(?=^(?:Outputs|Resources|Duration):|(?![\s\S]))/ms.exec(output)?.[1];
  return (found ?? output).trimEnd();
}

/** How many lines a text takes on a terminal of 120 columns. */
function linesOnScreen(text: string): number {
  return text.split("\n").reduce((lines, line) => lines + Math.max(1, Math.ceil(line.length / 120)), 0);
}
