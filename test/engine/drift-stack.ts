import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, expect } from "vitest";
import { seeded } from "../../tenant/seed/ids.ts";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { startPinReset } from "../cli/support/run.ts";
import { type Portal, portalOf } from "../intune/support/portal.ts";
import { createStack, type Stack, type StackOptions } from "./stack.ts";
import { configure, succeed } from "./support.ts";

/** The profile's name, its description as the program declares it, and another one. */
export const profile = "Windows Hello - PIN recovery";
export const ours =
  "Lets users replace a forgotten Windows Hello PIN through the Microsoft PIN reset service.";
export const theirs = "theirs | `theirs`!";

/** The configuration that the stack has at the start of each test. */
export const settings = {
  "pin-reset:assignments": { groups: ["Windows devices"], excludedGroups: ["Kiosks"] },
};

const node = `./Device/Vendor/MSFT/PassportForWork/${seeded.tenantId}/Policies/EnablePinRecovery`;

/** A deployed stack, and `pin-reset drift` on it as a runner has it: with an OIDC token, and no secret. */
export type DriftStack = {
  readonly tenant: Tenant;
  readonly portal: Portal;
  readonly stack: Stack;
  /** A file of a folder that the tests of a file share. */
  file(name: string): string;
  content(name: string): Promise<string>;
  start(args: readonly string[], more?: Record<string, string>, on?: Stack): ReturnType<typeof startPinReset>;
  /** Runs it with JSON on standard output, and answers that. */
  found(...args: string[]): Promise<{ code: number | null; stderr: string; report: Record<string, unknown> }>;
  /** Does in the portal what counts as drift: another description, and PIN recovery turned off. */
  tamper(): Promise<void>;
};

/** Deploys the repository's own project before the tests of a file. */
export function deployForDrift(
  options: Pick<StackOptions, "keepPlugins"> = {},
  configuration: Record<string, unknown> = settings,
): DriftStack {
  let tenant: Tenant;
  let portal: Portal;
  let stack: Stack;
  let folder: string;
  let credentials: Record<string, string>;

  beforeAll(async () => {
    tenant = await startTenant();
    portal = portalOf(tenant);
    credentials = tenant.credentials.github();
    stack = await createStack({ env: tenant.env, ...options });
    folder = await mkdtemp(path.join(tmpdir(), "drift-"));
    await configure(stack, configuration);
    await succeed(stack, "up", "--yes", "--skip-preview");
  });

  beforeEach(async () => {
    tenant.faults.clear();
    await configure(stack, configuration);
  });

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
    await stack.close();
    await tenant.close();
  });

  const deployed: DriftStack = {
    get tenant() {
      return tenant;
    },
    get portal() {
      return portal;
    },
    get stack() {
      return stack;
    },
    file: (name) => path.join(folder, name),
    content: (name) => readFile(deployed.file(name), "utf8"),
    start(args, more = {}, on = stack) {
      const { ARM_CLIENT_SECRET: _, ...env } = { ...on.env, ...credentials, ...more };
      const given = Object.entries(env).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value]],
      );
      return startPinReset(["drift", ...args], Object.fromEntries(given), "", on.directory);
    },
    async found(...args) {
      const { code, stdout, stderr } = await deployed.start(["--output", "json", ...args]).ended;
      expect(stdout, stderr).not.toBe("");
      return { code, stderr, report: JSON.parse(stdout) };
    },
    async tamper() {
      await portal.change(profile, { description: theirs });
      await portal.setValues(profile, { [node]: false });
    },
  };
  return deployed;
}
