import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import { FleetError } from "../../../fleet/errors.ts";
import { readFleet } from "../../../fleet/file/read.ts";
import type { Fleet } from "../../../fleet/fleet.ts";

export const ids = {
  contoso: "3b7a2d54-6c1e-4f0a-9d43-2f1b8c5e7a90",
  fabrikam: "5c1f0e2d-3b4a-4958-8677-96a5b4c3d2e1",
  application: "8d7c6b5a-4e3f-4a2b-9c1d-0e9f8a7b6c5d",
};

/** A good file of one tenant, but for what is added to it. */
export function fleetOf({
  head = "",
  defaults = "{ assignments: { groups: [A] } }",
  tenant = "",
  tail = "",
} = {}): string {
  return [
    head,
    `defaults: { settings: ${defaults} }`,
    "rings: [{ name: canary }, { name: broad }]",
    "tenants:",
    `  - { name: contoso, tenantId: ${ids.contoso}, ring: canary${tenant && `, ${tenant}`} }`,
    tail,
  ]
    .filter(Boolean)
    .join("\n");
}

/** Writes a fleet's file and others into a new folder with a project. Returns the file's path. */
export async function writeFleet(
  text: string,
  others: Readonly<Record<string, string>> = {},
): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "fleet-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const files = { "Pulumi.yaml": "name: pin-reset\nruntime: nodejs\n", "fleet.yaml": text, ...others };
  for (const [name, content] of Object.entries(files)) {
    await writeFile(path.join(folder, name), content);
  }
  return path.join(folder, "fleet.yaml");
}

/** What a fleet's file says. */
export async function read(text: string, others: Readonly<Record<string, string>> = {}): Promise<Fleet> {
  return readFleet(await writeFleet(text, others));
}

/** The lines of the error that a fleet's file is refused with. */
export async function issuesOf(
  text: string,
  others: Readonly<Record<string, string>> = {},
): Promise<string[]> {
  const error = await read(text, others).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof FleetError && error.code === "badFleetFile") {
    return error.message.split("\n");
  }
  throw new Error(`expected issues, not ${String(error)}`);
}
