import { mkdir } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { findPulumi, type PulumiCli } from "../../pulumi-cli/find.ts";
import { partsMissing } from "../../pulumi-cli/missing.ts";
import type { Sources } from "../../pulumi-cli/sources.ts";
import { embeddedTenant } from "../../pulumi-cli/stand-ins.ts";
import { fullMessage } from "../../text/explained-error.ts";
import { createMachine, describeWithShell, type Machine, sources, writeExecutable } from "./machine.ts";

const host = path.resolve("stand-ins", "language-nodejs");
const azuread = path.resolve("stand-ins", "azuread");
const azureNative = path.resolve("stand-ins", "azure-native");
const standInPlugins = ["pulumi-resource-azuread", "pulumi-resource-azure-native"];
const open: Partial<Sources> = { whyNoDownloads: async () => undefined };

let machine: Machine;
beforeEach(async () => {
  machine = await createMachine();
  Object.assign(machine.env, embeddedTenant);
});
afterEach(() => machine.remove());

function find(given: Partial<Sources> = {}): Promise<PulumiCli> {
  return findPulumi({ env: machine.env, log: () => undefined, sources: sources(given) });
}

async function installPackage(): Promise<void> {
  await machine.install("pulumi", "echo v3.259.0");
  await machine.install("pulumi-language-nodejs", "exit 0");
}

async function build(folder: string): Promise<void> {
  await writeExecutable(path.join(folder, "bin", "pulumi"), "exit 0");
}

function pathOf(cli: PulumiCli): string[] {
  return cli.env.PATH?.split(path.delimiter) ?? [];
}

describeWithShell("an official CLI", () => {
  it("needs no stand-in where plugins can be downloaded", async () => {
    await installPackage();

    const cli = await find(open);

    expect(cli.standIns).toEqual([]);
    expect(cli.env).not.toHaveProperty("PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION");
  });

  it("gets those of both plugins where none can be downloaded", async () => {
    await installPackage();

    const cli = await find();

    expect(cli.standIns).toEqual(standInPlugins);
    expect(pathOf(cli).slice(1, 3)).toEqual([azuread, azureNative]);
    expect(cli.env.PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION).toBe("true");
  });

  it("needs none, and no look at the network, where azuread's plugin is installed", async () => {
    await installPackage();
    await mkdir(path.join(machine.root, "home", "plugins", "resource-azuread-v6.9.1"), { recursive: true });
    const whyNoDownloads = async (): Promise<string> => {
      throw new Error("it looked");
    };

    expect((await find({ whyNoDownloads })).standIns).toEqual([]);
  });

  it("is not content with a plugin whose download was cut short", async () => {
    await installPackage();
    await mkdir(path.join(machine.root, "home", "plugins", "resource-azuread-v6.9.1.partial"), {
      recursive: true,
    });

    expect((await find()).standIns).toEqual(standInPlugins);
  });

  it("gets none of azure-native where that plugin is installed", async () => {
    await installPackage();
    await mkdir(path.join(machine.root, "home", "plugins", "resource-azure-native-v3.28.0"), {
      recursive: true,
    });

    const cli = await find();

    expect(cli.standIns).toEqual(["pulumi-resource-azuread"]);
    expect(pathOf(cli)).not.toContain(azureNative);
  });

  it("takes azuread's plugin on PATH as the official one", async () => {
    await installPackage();
    await machine.install("pulumi-resource-azuread", "exit 0");

    expect((await find()).standIns).toEqual([]);
  });
});

describeWithShell("a CLI on PATH without a Node.js language host", () => {
  it("gets this project's on PATH, and the plugins'", async () => {
    await machine.install("pulumi", "echo v3.259.0");

    const cli = await find(open);

    expect(cli.standIns).toEqual(["pulumi-language-nodejs", ...standInPlugins]);
    expect(pathOf(cli).slice(1, 4)).toEqual([host, azuread, azureNative]);
  });
});

describeWithShell("a built CLI", () => {
  it("gets this project's language host through a link beside it, not on PATH", async () => {
    const cli = await find({ build });

    expect(cli.standIns).toEqual(["pulumi-language-nodejs", ...standInPlugins]);
    expect(pathOf(cli)).not.toContain(host);
    expect(cli.env.PIN_RESET_LANGUAGE_HOST).toBe(path.join(host, "pulumi-language-nodejs"));
  });

  it("uses the official language host where that is on PATH", async () => {
    await machine.install("pulumi-language-nodejs", "exit 0");

    const cli = await find({ build });

    expect(cli.standIns).toEqual(standInPlugins);
    expect(cli.env).not.toHaveProperty("PIN_RESET_LANGUAGE_HOST");
  });
});

describeWithShell("a real tenant", () => {
  const hosts = [undefined, "", "management.azure.com", "localhost.contoso.com", "127.0.0.1.nip.io"];

  beforeEach(() => {
    delete machine.env.ARM_METADATA_HOSTNAME;
  });

  it.each(hosts)(
    "gets no stand-in where ARM_METADATA_HOSTNAME is %j, but an error that says how to get what is missing",
    async (host) => {
      if (host !== undefined) {
        machine.env.ARM_METADATA_HOSTNAME = host;
      }

      const cli = await find({ build });

      expect(cli.standIns).toEqual([]);
      expect(pathOf(cli)).not.toContain(azuread);
      expect(cli.env).not.toHaveProperty("PIN_RESET_LANGUAGE_HOST");
      expect(cli.env).not.toHaveProperty("PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION");
      const message = fullMessage(partsMissing(cli.missing));
      expect(message).toContain("pulumi-language-nodejs (");
      expect(message).toContain("https://www.pulumi.com/docs/install/");
      expect(message).toContain(
        "pulumi-resource-azuread (it is not installed, and get.pulumi.com cannot be reached (ENOTFOUND))",
      );
      expect(message).toContain("set HTTPS_PROXY");
      expect(message).toMatch(/`pulumi plugin install resource azuread 6\.\d+\.\d+`/);
    },
  );

  it("lacks nothing with an official CLI where plugins can be downloaded", async () => {
    await installPackage();

    expect(await find(open)).toMatchObject({ standIns: [], missing: [] });
  });

  it("lacks nothing, and asks nothing of the network, where the plugin is installed", async () => {
    await installPackage();
    await machine.install("pulumi-resource-azuread", "exit 0");
    const whyNoDownloads = async (): Promise<string> => {
      throw new Error("it looked");
    };

    expect(await find({ whyNoDownloads })).toMatchObject({ standIns: [], missing: [] });
  });

  it("is not looked at, nor is the network, by a command that runs no engine", async () => {
    await installPackage();
    const whyNoDownloads = async (): Promise<string> => {
      throw new Error("it looked");
    };

    const cli = await findPulumi({
      env: machine.env,
      sources: sources({ whyNoDownloads }),
      runsEngine: false,
    });

    expect(cli).toMatchObject({ standIns: [], missing: [] });
  });

  it("lacks the plugin where the CLI is told to download none", async () => {
    await installPackage();
    machine.env.PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION = "true";

    expect((await find(open)).missing).toMatchObject([
      {
        name: "pulumi-resource-azuread",
        reason: expect.stringContaining("PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION keeps"),
      },
    ]);
  });

  it("gets the official CLI in place of one that was built, once it can be downloaded", async () => {
    expect((await find({ build })).origin).toBe("build");
    const download = async (folder: string): Promise<void> => {
      await build(folder);
      await writeExecutable(path.join(folder, "bin", "pulumi-language-nodejs"), "exit 0");
    };

    expect(await find({ ...open, download })).toMatchObject({ origin: "download", missing: [] });
  });
});
