import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { findPulumiForEmbeddedTenant } from "../../../pulumi-cli/find.ts";
import { startRun } from "../../../pulumi-cli/run.ts";
import { readPackageSchema } from "../../../tools/sdks/package-schema.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "schema-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function check(schema: object): Promise<{ code: number | null; said: string }> {
  const file = path.join(folder, "schema.json");
  await writeFile(file, JSON.stringify(schema));
  const cli = await findPulumiForEmbeddedTenant();
  const { ended } = startRun(cli.command, ["schema", "check", file], {
    cwd: folder,
    env: { ...process.env, ...cli.env },
  });
  const { code, stdout, stderr } = await ended;
  return { code, said: stdout + stderr };
}

it("Pulumi's own check finds nothing wrong in the schema, and would find a reference to a type that is not there", async () => {
  const schema = await readPackageSchema();
  expect(await check(schema)).toEqual({ code: 0, said: expect.not.stringMatching(/warning|error/i) });

  const broken = JSON.stringify(schema).replaceAll(
    "types/intune:index:PinResetProfile",
    "types/intune:index:Missing",
  );
  expect((await check(JSON.parse(broken))).said).toContain("Missing");
});

it("names who publishes the package, where, under which license, and how it is called in each language", async () => {
  const schema = await readPackageSchema();
  for (const key of [
    "displayName",
    "description",
    "publisher",
    "repository",
    "homepage",
    "license",
    "logoUrl",
    "pluginDownloadURL",
  ]) {
    expect([key, schema[key]]).toEqual([key, expect.stringMatching(/\S/)]);
  }
  expect(schema.keywords).toContain("intune");
  expect(Object.keys(schema.language).sort()).toEqual(["csharp", "go", "java", "nodejs", "python"]);
});
