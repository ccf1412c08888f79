import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { extract, list } from "tar";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findOnPath } from "../../../pulumi-cli/executables.ts";
import { startTenant, type Tenant } from "../../../tenant/server.ts";
import { buildArchives, targets } from "../../../tools/build/plugin/archives.ts";
import { version } from "../../../version.ts";
import type { Stack } from "../stack.ts";
import { plannedSteps, succeed } from "../support.ts";
import { pluginArchive } from "./artifacts.ts";
import { pinRecoveryProfiles } from "./program.ts";
import { startWorkspace } from "./workspace.ts";

const run = promisify(execFile);
const program = `import { PinReset } from "pulumi-pin-reset";
new PinReset("pin-reset", { assignments: { groups: ["Windows devices"] } });
`;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "archives-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("a program with the plugin from its archive", () => {
  let tenant: Tenant;
  let stack: Stack;
  let server: Server;
  let asked: (string | undefined)[];

  beforeAll(async () => {
    asked = [];
    const archive = await pluginArchive();
    server = createServer(async ({ url }, response) => {
      asked.push(url);
      const content = url === `/${path.basename(archive)}` ? await readFile(archive) : undefined;
      // The CLI refuses an answer that does not say its length.
      response.writeHead(content ? 200 : 404, { "content-length": content?.length ?? 0 }).end(content);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    tenant = await startTenant();
    stack = await startWorkspace(program, { env: tenant.env, namesPlugin: false });
    // Nothing but the archive can serve the program.
    await rm(path.join(stack.directory, "../node_modules/pulumi-pin-reset/intune/pulumi-resource-intune"));
  });

  afterAll(async () => {
    server?.close();
    await stack?.close();
    await tenant?.close();
  });

  it("gets it by `pulumi plugin install --server`, from the name that the CLI asks for", async () => {
    const address = server.address();
    const port = typeof address === "object" ? address?.port : undefined;
    const source = ["--server", `http://127.0.0.1:${port}`];
    await succeed(stack, "plugin", "install", "resource", "intune", version, ...source);
    expect(asked).toEqual([`/${path.basename(await pluginArchive())}`]);
  });

  it("comes up without a `plugins` path in Pulumi.yaml, previews nothing then, and is destroyed", async () => {
    await succeed(stack, "up", "--yes", "--skip-preview");
    expect(pinRecoveryProfiles(tenant)).toHaveLength(1);
    expect((await plannedSteps(stack)).code).toBe(0);
    await succeed(stack, "destroy", "--yes", "--skip-preview");
    expect(pinRecoveryProfiles(tenant)).toEqual([]);
  });
});

describe("the launcher of an archive", () => {
  let launcher: string;

  beforeAll(async () => {
    const plugin = path.join(folder, "plugin");
    await mkdir(plugin);
    await extract({ file: await pluginArchive(), cwd: plugin });
    launcher = path.join(plugin, "pulumi-resource-intune");
  });

  it("starts a provider whose hints name no script of a checkout", async () => {
    const bundle = path.join(folder, "plugin", "intune");
    const texts = await Promise.all(
      (await readdir(bundle)).map(async (name) => await readFile(path.join(bundle, name), "utf8")),
    );
    expect(texts.join("")).toContain("npx -p pulumi-pin-reset pin-reset adopt");
    expect(texts.join("")).not.toMatch(/npm run (?:--silent )?(?:pin-reset|pulumi) --/);
  });

  it("says what to install where there is no Node.js", async () => {
    const bin = path.join(folder, "bin");
    await mkdir(bin);
    await symlink(findOnPath("dirname", process.env) ?? "", path.join(bin, "dirname"));
    const started = run(launcher, [], { env: { PATH: bin } });
    await expect(started).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /needs Node\.js 22\.18 or newer, and there is no `node` on PATH\. Install it/,
      ),
    });
  });
});

describe("the archives", () => {
  let archives: string[];

  beforeAll(async () => {
    archives = await buildArchives(path.join(folder, "one"));
  });

  it("are there for every system, each far below 60 MB", async () => {
    expect(archives.map((file) => path.basename(file))).toEqual(
      ["linux", "darwin", "windows"].flatMap((os) =>
        ["amd64", "arm64"].map((arch) => `pulumi-resource-intune-v${version}-${os}-${arch}.tar.gz`),
      ),
    );
    expect(targets).toHaveLength(6);
    for (const file of archives) {
      expect((await stat(file)).size).toBeLessThan(2e6);
    }
  });

  it("have the same bytes when they are built again", async () => {
    const again = await buildArchives(path.join(folder, "two"));
    for (const [index, file] of archives.entries()) {
      expect((await readFile(file)).equals(await readFile(again[index] ?? ""))).toBe(true);
    }
  });

  it("have the launcher of their system, executable, the bundle, and the licenses of what is in it", async () => {
    for (const file of archives) {
      const modes = new Map<string, number | undefined>();
      await list({ file, onReadEntry: (entry) => void modes.set(entry.path, entry.mode) });
      const launcher = file.includes("windows") ? "pulumi-resource-intune.cmd" : "pulumi-resource-intune";
      const top = [...modes.keys()].filter((name) => !name.includes("/"));
      expect(top).toEqual(["LICENSE", "THIRD-PARTY-NOTICES", "package.json", launcher]);
      expect(new Set([...modes.keys()].map((name) => path.dirname(name)))).toEqual(
        new Set([".", "intune", "launcher"]),
      );
      expect(modes.get("intune/pulumi-resource-intune")).toBe(0o755);
      expect(modes.get(launcher)).toBe(file.includes("windows") ? 0o644 : 0o755);
    }
  });
});
