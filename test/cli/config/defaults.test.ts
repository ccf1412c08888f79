import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CliCommand, isGroup } from "../../../cli/command.ts";
import { commandsFor } from "../../../cli/commands/index.ts";
import { effectiveValues, withDefaults } from "../../../cli/config/defaults.ts";
import { readConfigFiles, userFile } from "../../../cli/config/files.ts";

let home: string;
let repository: string;

beforeEach(() => {
  home = realpathSync(mkdtempSync(path.join(tmpdir(), "config-")));
  repository = path.join(home, "checkout");
  mkdirSync(path.join(repository, ".git"), { recursive: true });
  mkdirSync(path.join(repository, "stacks"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const env = (more: Record<string, string> = {}) => ({
  XDG_CONFIG_HOME: path.join(home, "own"),
  APPDATA: path.join(home, "own"),
  ...more,
});

function own(text: string): void {
  const file = userFile(env());
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function ofFolder(text: string, folder = repository): void {
  writeFileSync(path.join(folder, ".pin-reset.yaml"), text);
}

async function commandOf(...words: string[]): Promise<CliCommand> {
  const [entry] = await commandsFor(words);
  const command = entry && isGroup(entry) ? entry.commands.find(({ name }) => name === words[1]) : entry;
  if (command === undefined || isGroup(command)) {
    throw new Error(`There is no command ${words.join(" ")}.`);
  }
  return command;
}

async function given(words: string[], options: Record<string, unknown> = {}, variables = {}) {
  const around = { env: env(variables), cwd: path.join(repository, "stacks") };
  return withDefaults(await commandOf(...words), options, around);
}

const faults = () =>
  readConfigFiles({ env: env(), cwd: repository }).then(
    () => "",
    (error) => error.message,
  );

describe("a configuration file", () => {
  it("gives a command the defaults of options that it has, and no other", async () => {
    own("output: csv\nstack: prod\nvault: contoso-passcodes\ntimeout: 20\n");
    expect((await given(["drift"])).given).toEqual({ output: "csv", stack: "prod" });
    expect((await given(["consent"])).given).toEqual({ output: "csv", timeout: 20 });
  });

  it("comes after the command line, an environment variable and a nearer file", async () => {
    own("stack: own\noutput: csv\n");
    ofFolder("stack: folder\n");
    expect((await given(["drift"])).given).toEqual({ stack: "folder", output: "csv" });
    ofFolder("stack: nearest\n", path.join(repository, "stacks"));
    expect((await given(["drift"])).given).toMatchObject({ stack: "nearest" });
    expect((await given(["drift"], {}, { PULUMI_STACK: "variable" })).given).toEqual({ output: "csv" });
    expect((await given(["drift"], { stack: "flag" }, { PULUMI_STACK: "variable" })).given).toMatchObject({
      stack: "flag",
    });
  });

  it("names the tenant as ARM_TENANT_ID does, but not for a fleet", async () => {
    own("tenant: contoso.example\n");
    expect((await given(["devices"])).env.ARM_TENANT_ID).toBe("contoso.example");
    expect((await given(["devices"], {}, { ARM_TENANT_ID: "other" })).env.ARM_TENANT_ID).toBe("other");
    expect((await given(["fleet", "scan"])).env.ARM_TENANT_ID).toBeUndefined();
  });

  it("never has a passcode printed: reset takes its format from the command line, and --show comes before the vault", async () => {
    own("output: json\nvault: contoso-passcodes\n");
    expect((await given(["reset"])).given).toEqual({ vault: "contoso-passcodes" });
    expect((await given(["reset"], { show: true })).given).toEqual({ show: true });
  });

  it("leaves the format to a query", async () => {
    own("output: csv\n");
    expect((await given(["devices"], { query: "[]" })).given).toEqual({ query: "[]" });
  });

  it("has paths relative to itself", async () => {
    own("fleet: fleets/prod.yaml\n");
    const folder = path.dirname(userFile(env()));
    expect((await given(["fleet", "scan"])).given).toEqual({ fleet: path.join(folder, "fleets/prod.yaml") });
  });

  it.each(["vault", "tenant", "fleet", "engine", "address", "namespace"])(
    "of a folder cannot set %s, so that a checkout redirects nothing",
    async (key) => {
      ofFolder(`output: json\n${key}: ${key === "engine" ? "temporal" : "attackers"}\n`);
      const file = path.join(repository, ".pin-reset.yaml");
      expect(await faults()).toMatch(new RegExp(`^${file}:2: ${key} may only stand in your own file: `));
    },
  );

  it("is not looked for outside of the repository, where other people's may be", async () => {
    ofFolder("stack: planted\n", home);
    expect((await given(["drift"])).given).toEqual({});
  });

  it("of a folder is no link, which may lead to any file", async () => {
    writeFileSync(path.join(home, "elsewhere.yaml"), "stack: prod\n");
    symlinkSync(path.join(home, "elsewhere.yaml"), path.join(repository, ".pin-reset.yaml"));
    expect(await faults()).toContain("must be a file itself");
  });

  it("of a folder ends the search, also where it is empty: what is above it is not looked at", async () => {
    symlinkSync("/dev/zero", path.join(repository, ".pin-reset.yaml"));
    const nearer = path.join(repository, "stacks");
    ofFolder(" \n", nearer);
    expect(await readConfigFiles({ env: env(), cwd: nearer })).toEqual([]);
  });

  it.skipIf(process.platform === "win32")(
    "of a folder is not read where its end never comes, as that of a device",
    async () => {
      symlinkSync("/dev/zero", path.join(repository, ".pin-reset.yaml"));
      expect(await faults()).toContain("must be a file itself");
    },
  );

  it("is not looked for where a relative XDG_CONFIG_HOME would take a checkout's for one's own", () => {
    const { XDG_CONFIG_HOME, HOME } = { XDG_CONFIG_HOME: "config", HOME: home };
    const file = userFile({ XDG_CONFIG_HOME, HOME, APPDATA: path.join(home, ".config") });
    expect(file).toBe(path.join(home, ".config/pin-reset/config.yaml"));
  });

  it.each([
    ["# c\noutptu: json\n", "2: outptu is no key: did you mean output?"],
    ["clientSecret: hunter2\n", "1: clientSecret is no key: nothing secret belongs in this file."],
    ["ARM_CLIENT_SECRET: hunter2\n", "1: ARM_CLIENT_SECRET is no key: nothing secret"],
    ["yes: true\n", "1: yes is no key: it is decided on each command line"],
    ["output: hunter2\n", "1: output must be table, json or csv"],
    ["stack: [hunter2]\n", "1: stack must be text"],
    ["timeout: hunter2\n", "1: timeout must be a number of minutes"],
    ["tenant: hunter2/../x\n", "1: tenant must be the tenant's GUID or one of its domain names"],
    ["stack: 7\noutput: x\n", "2: output must be"],
    ["stack: a\nstack: b\n", "2: is not YAML (DUPLICATE_KEY)"],
    ["stack: 'hunter2\n", "is not YAML (MISSING_CHAR)"],
    ["hunter2\n", "1: must have keys"],
    ['"output\\nError: x": json\n', "1: output\\u{A}Error: x is no key"],
  ])("that is wrong is told by file, line and key, and without its values: %j", async (text, expected) => {
    own(text);
    const message = await faults();
    expect(message).toContain(`${userFile(env())}:`);
    expect(message).toContain(expected);
    expect(message).not.toContain("hunter2\n");
    expect(message.replace(/^.*must have keys/, "")).not.toContain("hunter2");
  });

  it("is listed with where each value comes from", async () => {
    own("vault: contoso-passcodes\n");
    ofFolder("# ours\nstack: prod\n");
    const around = { env: env({ ARM_TENANT_ID: "contoso.example" }), cwd: repository };
    const all = await effectiveValues(around, await readConfigFiles(around));
    expect(Object.fromEntries(all.map(({ key, ...rest }) => [key, Object.values(rest)]))).toMatchObject({
      output: ["table", "default", undefined],
      stack: ["prod", "folder", `${path.join(repository, ".pin-reset.yaml")}:2`],
      vault: ["contoso-passcodes", "user", `${userFile(env())}:1`],
      tenant: ["contoso.example", "environment", "ARM_TENANT_ID"],
    });
  });
});
