import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { namesSecretsProvider, readProject, stackFileText } from "../../../fleet/engine/project-files.ts";

let project: string;

beforeEach(async () => {
  project = await mkdtemp(path.join(tmpdir(), "project files-"));
});

afterEach(() => rm(project, { recursive: true }));

describe("a project's file for another folder", () => {
  it("names the program, its Node.js options and its plugins by their whole path, and keeps the rest", async () => {
    const text = [
      "name: pin-reset",
      "runtime: { name: nodejs, options: { typescript: false, nodeargs: --import ./a.js --import=../b.js --inspect } }",
      "options: { refresh: always }",
      "plugins: { providers: [{ name: intune, path: ./intune }, { name: other, version: 1.0.0 }] }",
      "config: { pin-reset:profile: { default: 1 } }",
    ];
    await writeFile(path.join(project, "Pulumi.yaml"), text.join("\n"));
    const url = (file: string) => pathToFileURL(path.resolve(project, file)).href;
    expect(parse((await readProject(project)).text)).toEqual({
      name: "pin-reset",
      main: project,
      runtime: {
        name: "nodejs",
        options: {
          typescript: false,
          nodeargs: `--import ${url("a.js")} --import=${url("../b.js")} --inspect`,
        },
      },
      options: { refresh: "always" },
      plugins: {
        providers: [
          { name: "intune", path: path.join(project, "intune") },
          { name: "other", version: "1.0.0" },
        ],
      },
      config: { "pin-reset:profile": { default: 1 } },
    });
  });

  it("has the stacks' files where the project says they are", async () => {
    await writeFile(
      path.join(project, "Pulumi.yaml"),
      "name: p\nruntime: nodejs\nmain: src\nstackConfigDir: stacks\n",
    );
    const read = await readProject(project);
    expect(read.stackFile("organization/p/contoso")).toBe(
      path.join(project, "stacks", "Pulumi.contoso.yaml"),
    );
    expect(parse(read.text)).toEqual({ name: "p", runtime: "nodejs", main: path.join(project, "src") });
  });
});

describe("a tenant's stack file", () => {
  it("has the tenant's settings, and of the project's file for the stack what only the CLI can read", () => {
    const own = [
      "secretsprovider: azurekeyvault://vault/keys/key",
      "encryptedkey: AAAA",
      "environment: [shared]",
      "config:",
      "  pin-reset:profile: { displayName: plain }",
      "  pin-reset:assignments: { groups: [Old] }",
      "  intune:clientSecret: { secure: BBBB }",
      "  other:nested: { list: [{ secure: CCCC }] }",
    ].join("\n");
    const text = stackFileText({ "pin-reset:assignments": { groups: ["New"] } }, own);
    expect(parse(text)).toEqual({
      secretsprovider: "azurekeyvault://vault/keys/key",
      encryptedkey: "AAAA",
      environment: ["shared"],
      config: {
        "pin-reset:assignments": { groups: ["New"] },
        "intune:clientSecret": { secure: "BBBB" },
        "other:nested": { list: [{ secure: "CCCC" }] },
      },
    });
    expect(namesSecretsProvider(text)).toBe(true);
    expect(namesSecretsProvider(stackFileText({ "a:secretsprovider": "x" }, undefined))).toBe(false);
  });
});
