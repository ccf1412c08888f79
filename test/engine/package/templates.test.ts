import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, symlink } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { Run } from "../../../pulumi-cli/run.ts";
import type { Stack } from "../../../pulumi-cli/stack.ts";
import { seeded } from "../../../tenant/seed/ids.ts";
import { startTenant, type Tenant } from "../../../tenant/server.ts";
import { findYamlHost } from "../../../tools/sdks/go-programs.ts";
import { version } from "../../../version.ts";
import { repository } from "../stack.ts";
import { succeed } from "../support.ts";
import { buildMilliseconds, expectAssigned, lacks, openProgram, pinRecoveryProfiles } from "./program.ts";
import { installWithDependencies } from "./workspace.ts";

describe.skipIf(lacks("go"))("templates", () => {
  let tenant: Tenant;
  let stack: Stack;

  beforeAll(async () => {
    tenant = await startTenant();
    const yaml = path.dirname(await findYamlHost());
    stack = await openProgram({ tenant, folder: "examples/languages/yaml", onPath: [yaml] });
  }, buildMilliseconds);

  afterAll(async () => {
    await stack?.close();
    await tenant.close();
  });

  const languages = ["typescript", "python", "yaml"];
  const templateOf = (language: string) => path.join(repository, "templates", `pin-reset-${language}`);

  const config = () => ({ tenantId: tenant.env.ARM_TENANT_ID ?? "", group: seeded.groups.windowsDevices });
  const answers = () => Object.entries(config()).flatMap(([key, value]) => ["--config", `${key}=${value}`]);

  async function newProject(language: string, ...args: string[]): Promise<{ folder: string; ended: Run }> {
    const folder = await mkdtemp(path.join(stack.root, `${language}-`));
    const options = ["--dir", folder, "--name", "contoso", "--yes", ...args];
    return { folder, ended: await stack.run(["new", templateOf(language), ...options]) };
  }

  async function textsOf(folder: string): Promise<Record<string, string>> {
    const entries = await readdir(folder, { withFileTypes: true, recursive: true });
    const files = entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => path.join(parentPath, name));
    const texts = files.map(
      async (file) => [path.relative(folder, file), await readFile(file, "utf8")] as const,
    );
    return Object.fromEntries(await Promise.all(texts));
  }

  describe("`pulumi new` with a template", () => {
    it.each(languages)(
      "for %s asks for the tenant and the group, with a default and a quickstart",
      async (language) => {
        const { template } = parse(await readFile(path.join(templateOf(language), "Pulumi.yaml"), "utf8"));

        expect(Object.keys(template.config)).toEqual(["tenantId", "group"]);
        expect(template.config.group.default).toBe("Windows devices");
        for (const text of [template.displayName, template.description, template.quickstart]) {
          expect(text).toMatch(/\S/);
        }
      },
    );

    it.each(languages)(
      "for %s makes a project without placeholders, whose packages have versions and no path",
      async (language) => {
        const { folder, ended } = await newProject(language, "--generate-only");

        expectMade(language, ended);
        const { "Pulumi.yaml": project = "", ...sources } = await textsOf(folder);
        const { config, template, ...rest } = parse(project);
        expect(rest).toMatchObject({ name: "contoso", description: expect.stringContaining("PIN Reset") });
        expect(template).toBeUndefined();
        const texts = Object.values({ ...sources, project: JSON.stringify(rest) }).join("\n");
        expect(texts).toContain(version);
        expect(texts).not.toMatch(/\$\{[A-Z]+\}|file:|\.\.\/|"\/|path:/);
      },
    );
  });

  /** Takes a project that `pulumi new` made with its answers through up, an empty preview and destroy. */
  async function expectToComeUp(folder: string): Promise<void> {
    await succeed(stack, "up", "--cwd", folder, "--yes", "--skip-preview");
    expectAssigned(tenant, [seeded.groups.windowsDevices]);
    await succeed(stack, "preview", "--cwd", folder, "--expect-no-changes");
    await succeed(stack, "destroy", "--cwd", folder, "--yes", "--skip-preview");
    expect(pinRecoveryProfiles(tenant)).toEqual([]);
  }

  describe("the project that `pulumi new` makes", () => {
    it("for YAML has its answers in the configuration, comes up as it is, and is destroyed", async () => {
      const { folder, ended } = await newProject("yaml", "--stack", "dev", ...answers());
      expect(ended.code, ended.stderr).toBe(0);

      await expectToComeUp(folder);
    });

    it(
      "for TypeScript compiles with the npm package, comes up, and is destroyed",
      async () => {
        const { folder } = await newProject("typescript", "--generate-only");
        // What `npm install` would do, which the name of the package has to be registered for.
        await installWithDependencies(folder);
        const types = path.join(folder, "node_modules", "@types");
        await mkdir(types);
        await symlink(path.join(repository, "node_modules", "@types", "node"), path.join(types, "node"));
        const tsc = path.join(repository, "node_modules", "typescript", "bin", "tsc");
        const compiled = promisify(execFile)(process.execPath, [tsc, "--project", folder]);
        await compiled.catch(({ stdout }) => expect.unreachable(stdout));

        await succeed(stack, "stack", "init", "contoso-ts", "--cwd", folder);
        for (const [key, value] of Object.entries(config())) {
          await succeed(stack, "config", "set", key, value, "--cwd", folder);
        }
        await expectToComeUp(folder);
        // It may be the first that needs the npm package built.
      },
      buildMilliseconds,
    );
  });

  /** The last thing that `pulumi new` does is to ask the language host for options, and no host for Python may be here. */
  function expectMade(language: string, { code, stdout, stderr }: Run): void {
    expect(stdout, stderr).toContain("Created project 'contoso'");
    if (language === "python" && code !== 0) {
      expect(stderr).toContain("no language plugin 'pulumi-language-python'");
    } else {
      expect(code, stderr).toBe(0);
    }
  }
});
