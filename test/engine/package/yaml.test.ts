import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import type { Stack } from "../../../pulumi-cli/stack.ts";
import { seeded } from "../../../tenant/seed/ids.ts";
import { startTenant, type Tenant } from "../../../tenant/server.ts";
import { findYamlHost } from "../../../tools/sdks/go-programs.ts";
import { repository } from "../stack.ts";
import { succeed } from "../support.ts";
import {
  buildMilliseconds,
  expectAssigned,
  lacks,
  openProgram,
  pinRecoveryProfiles,
  typesOfPinReset,
} from "./program.ts";

describe.skipIf(lacks("go"))("YAML", () => {
  const provider = path.join(repository, "intune");

  let tenant: Tenant;
  let host: string;
  let stack: Stack | undefined;

  beforeAll(async () => {
    tenant = await startTenant();
    host = path.dirname(await findYamlHost());
  }, buildMilliseconds);

  afterEach(() => stack?.close());
  afterAll(() => tenant.close());

  /** This language host keeps the schema of a plugin that is in a folder beside it, and would go on using an older one. */
  const keptSchema = path.join(repository, "schema-intune.json");
  const forgetSchema = () => rm(keptSchema, { force: true });
  beforeEach(forgetSchema);
  afterEach(forgetSchema);

  describe("the program in YAML", () => {
    it("brings PinReset up by Pulumi's own language host, previews no changes and is destroyed", async () => {
      stack = await openProgram({ tenant, folder: "examples/languages/yaml", onPath: [host] });

      await succeed(stack, "up", "--yes", "--skip-preview");
      expectAssigned(tenant, [seeded.groups.windowsDevices]);
      const { deployment } = JSON.parse(await succeed(stack, "stack", "export"));
      const types = deployment.resources.map(({ type }: { type: string }) => type);
      expect(types).toEqual(expect.arrayContaining(typesOfPinReset));
      expect(await succeed(stack, "stack", "output", "omaUri")).toContain("EnablePinRecovery");
      await succeed(stack, "preview", "--expect-no-changes");

      await succeed(stack, "destroy", "--yes", "--skip-preview");
      expect(pinRecoveryProfiles(tenant)).toEqual([]);
    });
  });

  describe("`pulumi package add` of the provider's folder", () => {
    it("declares the package in an empty project, and a program uses PinReset from there", async () => {
      stack = await openProgram({ tenant, folder: "examples/languages/yaml", onPath: [host], plugin: false });
      const file = path.join(stack.directory, "Pulumi.yaml");
      const { resources, ...empty } = parse(await readFile(file, "utf8"));
      await writeFile(file, stringify({ ...empty, outputs: undefined }));

      // The CLI has npm install the packages of the provider, which other tests run from.
      const added = await stack.run(["package", "add", provider]);

      expect(added, added.stderr).toMatchObject({ code: 0 });
      const project = parse(await readFile(file, "utf8"));
      expect(project.packages).toEqual({ intune: provider });
      await writeFile(file, stringify({ ...project, resources }));
      expect(await succeed(stack, "preview")).toContain("intune:index:PinReset");
    });
  });
});
