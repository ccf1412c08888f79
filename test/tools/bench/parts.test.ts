import { mkdir, mkdtemp, readlink, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isAllPublished, packageVersion, partsOf } from "../../../tools/bench/parts.ts";
import { linkPublishedPlugins } from "../../../tools/bench/published-plugins.ts";

const azuread = `resource-azuread-v${packageVersion("@pulumi/azuread")}`;
const azureNative = `resource-azure-native-v${packageVersion("@pulumi/azure-native")}`;

const executableOf = (folder: string) => `pulumi-${folder.replace(/-v[^-]*$/, "")}`;

describe("partsOf", () => {
  it("names a stand-in as what it is, with this project's version", () => {
    const parts = partsOf({ version: "3.259.0", origin: "build", standIns: ["pulumi-resource-azuread"] });
    expect(parts).toEqual([
      { name: "pulumi", version: "3.259.0", origin: "built from source" },
      { name: "pulumi-language-nodejs", version: "3.259.0", origin: "published" },
      { name: "pulumi-resource-azuread", version: "0.1.0", origin: "stand-in of this project" },
    ]);
    expect(isAllPublished(parts)).toBe(false);
  });

  it("takes a stack without stand-ins for one of published parts", () => {
    const parts = partsOf({ version: "3.259.0", origin: "path", standIns: [] });
    expect(isAllPublished(parts)).toBe(true);
    expect(parts.at(-1)?.version).toBe(packageVersion("@pulumi/azuread"));
  });
});

describe("linkPublishedPlugins", () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "plugins-"));
  });
  afterEach(() => rm(root, { recursive: true }));

  const link = async (...folders: string[]) => {
    const user = join(root, "user");
    for (const folder of folders) {
      await mkdir(join(user, "plugins", folder), { recursive: true });
      await writeFile(join(user, "plugins", folder, executableOf(folder)), "");
    }
    await linkPublishedPlugins(join(root, "home"), { PULUMI_HOME: user });
    return (folder: string) =>
      readlink(join(root, "home", "plugins", folder, executableOf(folder))).catch(() => undefined);
  };

  it("lets a stack use the plugin that the user has, in the version of the program's package", async () => {
    const linked = await link(azuread, azureNative);
    expect(await linked(azuread)).toBe(join(root, "user", "plugins", azuread, "pulumi-resource-azuread"));
    expect(await linked(azureNative)).toBe(
      join(root, "user", "plugins", azureNative, "pulumi-resource-azure-native"),
    );
  });

  it("does not let the engine download azure-native, which no stack here uses", async () => {
    const linked = await link(azuread);
    expect(await linked(azureNative)).toMatch(/stand-ins.azure-native.pulumi-resource-azure-native$/);
  });

  it("leaves a version that the program does not need where it is: the engine would look for another", async () => {
    const linked = await link("resource-azuread-v1.0.0", azureNative);
    expect(await linked("resource-azuread-v1.0.0")).toBeUndefined();
    expect(await linked(azureNative)).toBeUndefined();
  });
});
