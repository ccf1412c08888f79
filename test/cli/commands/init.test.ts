import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { marksIn } from "../../settings/stack-file.ts";
import { makeProjects } from "../support/project.ts";
import { runPinReset } from "../support/run.ts";

const project = makeProjects();
const tenantId = "3b7a2d54-6c1e-4f0a-9d43-2f1b8c5e7a90";
const all = ["--stack", "prod", "--group", "Windows devices", "--backend", "cloud", "--yes"];

const init = (args: readonly string[], env: Record<string, string> = {}) =>
  runPinReset(["init", ...args], { PULUMI_BACKEND_URL: "", ...env }, "", project.folder);
const read = (stack: string) => readFile(path.join(project.folder, `Pulumi.${stack}.yaml`), "utf8");

describe("pin-reset init --yes", () => {
  it("writes a file that an editor finds right, and prints the two commands alone on standard output", async () => {
    const run = await init([...all, "--tenant-id", tenantId, "--kind", "settingsCatalog"]);
    expect(run).toEqual({
      code: 0,
      stdout: "  npm run pulumi -- login\n  npm run pulumi -- stack init prod\n",
      stderr: "Wrote Pulumi.prod.yaml. Next, type:\n",
    });
    const text = await read("prod");
    expect(text.split("\n")[0]).toBe("# yaml-language-server: $schema=settings/stack.schema.json");
    expect(marksIn(parse(text))).toEqual([]);
    expect(parse(text)).toEqual({
      config: {
        "pin-reset:tenantId": tenantId,
        "pin-reset:profile": { kind: "settingsCatalog" },
        "pin-reset:assignments": { groups: ["Windows devices"] },
      },
    });
  });

  it("keeps names that YAML would read as something else", async () => {
    const names = ["0123", "1_000", "true", "null", "2026-01-01", "a: b # c", '- "x"', "'é\\n", "*a", "~"];
    await init([...all, ...names.flatMap((name) => ["--group", name])]);
    expect(parse(await read("prod")).config["pin-reset:assignments"].groups).toEqual([
      "Windows devices",
      ...names,
    ]);
    expect(await read("prod")).toContain('- "1_000"\n');
  });

  it.each([
    ["file://~", "npm run pulumi -- login 'file://~'"],
    ["https://pulumi.contoso.com", "npm run pulumi -- login 'https://pulumi.contoso.com'"],
    ["azblob://p?storage_account=c", "npm run pulumi -- login 'azblob://p?storage_account=c'"],
  ])("says how to log in to %s", async (backend, login) => {
    const { stdout } = await init([...all, "--backend", backend, "--output", "json"]);
    expect(JSON.parse(stdout)).toEqual({
      file: "Pulumi.prod.yaml",
      next: [login, "npm run pulumi -- stack init prod"],
    });
  });

  it("takes the backend that PULUMI_BACKEND_URL names, to which no login is needed", async () => {
    const env = { PULUMI_BACKEND_URL: "file:///srv/state" };
    const { stdout } = await init(["--stack", "prod", "--group", "Kiosks", "--yes"], env);
    expect(stdout).toBe("  npm run pulumi -- stack init prod\n  npm run pulumi -- preview\n");
    expect(await read("prod")).toContain("# Its state is in file:///srv/state\n");
    const secret = { PULUMI_BACKEND_URL: "azblob://user:hunter2@p?storage_account=c&sas=hunter2" };
    await init(["--stack", "dev", "--group", "Kiosks", "--yes"], secret);
    expect(await read("dev"), "a committed file").toContain(
      "# Its state is in azblob://p?storage_account=c\n",
    );
  });

  it("names no schema where the project has none", async () => {
    await rm(path.join(project.folder, "settings"), { recursive: true });
    await init(all);
    expect(await read("prod")).not.toContain("yaml-language-server");
  });

  it("begins the settings with the name of a project that was renamed", async () => {
    const file = path.join(project.folder, "Pulumi.yaml");
    await writeFile(file, (await readFile(file, "utf8")).replaceAll(/\bpin-reset(:|$)/gm, "contoso$1"));
    await init(all);
    expect(parse(await read("prod")).config).toHaveProperty("contoso:assignments");
  });
});

describe("pin-reset init refuses", () => {
  it("to write over a file, whatever is in it, and leaves it as it is", async () => {
    await writeFile(path.join(project.folder, "Pulumi.prod.yaml"), "not YAML: [\n");
    const { code, stderr } = await init([...all, "--output", "json"]);
    expect(code).toBe(2);
    expect(JSON.parse(stderr).error).toMatchObject({
      code: "stackFileExists",
      message: "Pulumi.prod.yaml is there already, and is left as it is.",
      hint: expect.stringContaining("another name with --stack"),
    });
    expect(await read("prod")).toBe("not YAML: [\n");
    expect((await init([...all, "--force"])).stderr).toContain("Unknown option '--force'");
  });

  it.each([
    [[], "There is no terminal to ask on. Without a question this needs --stack, --group, --backend, --yes."],
    [all.slice(0, -1), "There is no terminal to ask on. Without a question this needs --yes."],
    [["--yes", "--stack", "prod"], "Without a question this needs --group, --backend."],
  ])("%j without a terminal, and names what is missing", async (args, message) => {
    const { code, stderr } = await init([...args, "--output", "json"]);
    expect(code).toBe(2);
    expect(JSON.parse(stderr).error).toMatchObject({ code: "answersMissing", message });
    await expect(read("prod")).rejects.toThrow("ENOENT");
  });

  it.each([
    [["--stack", "a/b"], "--stack must be up to 100 letters, digits and _.-"],
    [["--stack=-x"], "without a hyphen first"],
    [["--stack", ".."], "--stack must be"],
    [["--tenant-id", "contoso.com"], "--tenant-id must be the tenant's ID: a GUID without braces"],
    [["--group", "A", "--group", "a"], '--group "a" repeats an earlier entry'],
    [["--group", " "], '--group "" must be a group\'s display name or object ID'],
    [["--backend", "ftp://x"], "--backend must be cloud, or a URL"],
    [["--backend", "file:///x'; rm -rf ~"], "--backend must be cloud, or a URL"],
  ])("%j", async (args, message) => {
    const { code, stderr } = await init([...all, ...args, "--output", "json"]);
    expect(code).toBe(2);
    const { error } = JSON.parse(stderr);
    expect(error.code).toBe("usage");
    expect(error.message).toContain(message);
    await expect(read("prod")).rejects.toThrow("ENOENT");
  });

  it.each([
    ["noProject", "", "Run it in the folder of the checkout"],
    ["noProject", "name: [", "Run it in the folder of the checkout"],
    ["otherProject", "name: my-app\nruntime: yaml\n", "`pulumi config set`"],
  ])("with %s where Pulumi.yaml is %j", async (expected, text, hint) => {
    await writeFile(path.join(project.folder, "Pulumi.yaml"), text);
    const { code, stderr } = await init([...all, "--output", "json"]);
    expect(code).toBe(2);
    expect(JSON.parse(stderr).error).toMatchObject({ code: expected, hint: expect.stringContaining(hint) });
  });
});
