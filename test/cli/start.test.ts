import { describe, expect, it } from "vitest";
import { allCommands, commandsFor } from "../../cli/commands/index.ts";
import { loadedModules } from "../launcher/loaded-modules.ts";
import { environment, launcher, runPinReset } from "./support/run.ts";
import { serveCompanion } from "./support/tenant.ts";

const served = serveCompanion();

function load(...args: string[]): Promise<string[]> {
  return loadedModules([launcher, ...args], environment(served.tenant.env));
}

function isPackage(name: string): boolean {
  return !/^node:|\.[jt]s$/.test(name);
}

describe("pin-reset", () => {
  it.each(["--version", "-V"])("prints its version with %s, and loads no package for it", async (option) => {
    expect(await runPinReset([option])).toEqual({ code: 0, stdout: "0.1.0\n", stderr: "" });
    expect((await load(option)).filter((name) => !name.startsWith("node:"))).toEqual([
      "cli/pin-reset.js",
      "launcher/compile-cache.js",
      "cli/main.ts",
      "version.ts",
    ]);
  });

  it("loads a command that is named, and no other", async () => {
    const loaded = await load("devices", "--help");

    expect(loaded.filter((name) => name.startsWith("cli/commands/"))).toEqual([
      "cli/commands/index.ts",
      "cli/commands/devices.ts",
    ]);
  });

  it("knows each command by the name under which it is loaded", async () => {
    const names = (await allCommands()).map(({ name }) => name);
    const found = await Promise.all(names.map((name) => commandsFor([name])));

    expect(found.map((commands) => commands.map(({ name }) => name))).toEqual(names.map((name) => [name]));
  });

  it.each([[[]], [["--help"]], [["help"]], [["device"]], [["constructor"]]])(
    "has all commands for %j",
    async (args) => {
      const names = (await allCommands()).map(({ name }) => name);
      expect((await commandsFor(args)).map(({ name }) => name)).toEqual(names);
    },
  );

  it("loads one command for its help", async () => {
    expect((await commandsFor(["help", "devices"])).map(({ name }) => name)).toEqual(["devices"]);
  });

  it.each([[["--version"]], [["reset", "--help"]], [["--help"]], [["devices"]]])(
    "loads nothing of fleets for %j",
    async (args) => {
      const loaded = await load(...args);
      expect(loaded).toContain("cli/main.ts");
      expect(loaded.filter((name) => name.startsWith("fleet/"))).toEqual([]);
    },
  );

  it("loads one command of fleets where it is named, and nothing that only its run needs", async () => {
    const loaded = await load("fleet", "scan", "--help");
    expect(loaded.filter((name) => name.startsWith("fleet/commands/"))).toContain(
      "fleet/commands/operations.ts",
    );
    expect(loaded.filter((name) => name.startsWith("fleet/commands/"))).not.toContain(
      "fleet/commands/status.ts",
    );
    expect(
      loaded.filter((name) => /^fleet\/(?:run\/local|engine|temporal|scan|report\/write)/.test(name)),
    ).toEqual([]);
    expect(loaded.filter((name) => /^(?:@temporalio|@pulumi|yaml|cli-progress)/.test(name))).toEqual([]);
  });

  it("has all commands of a group for a name that is misspelled, to suggest the right one", async () => {
    const { code, stderr } = await runPinReset(["fleet", "scna"]);
    expect(code).toBe(2);
    expect(stderr).toContain("Did you mean scan?");
  });

  it("loads nothing of queries, of YAML and of completion where there is no query and no configuration file", async () => {
    const loaded = [...(await load("devices", "--help")), ...(await load("devices"))];
    const unused = ["@jmespath-community/jmespath", "yaml", "@bomb.sh/tab", "fastest-levenshtein"];
    expect(unused.filter((name) => loaded.includes(name))).toEqual([]);
    expect(loaded.filter((name) => name.startsWith("cli/completion/"))).toEqual([]);
    expect(await load("devices", "--query", "[].name")).toContain("@jmespath-community/jmespath");
    expect(await load("devices", "--help")).not.toContain("lilconfig");
  });

  it("loads what prints CSV for CSV alone, what measures other than ASCII only where there is any, and never a spinner or prompts without a terminal", async () => {
    const printing = ["string-width", "csv-stringify", "yocto-spinner", "@inquirer/confirm"];
    const json = await load("devices", "--output", "json");
    const table = await load("devices");
    const csv = await load("devices", "--output", "csv");

    expect(json.filter(isPackage)).toEqual(expect.arrayContaining(["@azure/identity", "zod"]));
    expect(printing.filter((name) => json.includes(name))).toEqual([]);
    expect(printing.filter((name) => table.includes(name))).toEqual([]);
    expect(printing.filter((name) => csv.includes(name))).toEqual(["csv-stringify"]);
  });
});
