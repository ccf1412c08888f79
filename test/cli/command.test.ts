import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type CliCommand, defineCommand } from "../../cli/command.ts";
import { toCommander } from "../../cli/parser.ts";
import { fakeStream } from "./support/streams.ts";

const group = defineCommand({
  name: "group",
  summary: "A group's command.",
  details: [],
  options: z.strictObject({
    ring: z
      .array(z.string().min(1))
      .default([])
      .meta({ placeholder: "name", description: "Only this ring." }),
    file: z.string().default("./x.yaml").meta({ placeholder: "file", description: "The file." }),
  }),
  examples: [],
  calls: [],
  async run(_context, options) {
    seen.push(options);
    return undefined;
  },
});

const seen: unknown[] = [];

const example = defineCommand({
  name: "example",
  summary: "An example.",
  details: ["More of it."],
  argument: "device",
  options: z.strictObject({
    device: z.string().optional().describe("Which device."),
    dryRun: z.boolean().default(false).describe("Only show."),
    timeout: z.coerce.number().positive("must be more than 0").default(600).describe("Seconds to wait."),
    platform: z.enum(["android", "windows"]).optional().describe("Which platform."),
  }),
  examples: [{ command: "pin-reset example PHONE-01", does: "Shows it." }],
  calls: ["read managed devices"],
  async run({ interactive, output }, options) {
    seen.push({ ...options, interactive, format: output.format });
    return options.dryRun ? "refused" : undefined;
  },
});

function run(command: CliCommand, given: Record<string, unknown>) {
  const [stdout, stderr] = [fakeStream(), fakeStream()];
  const { signal } = new AbortController();
  return command.run(given, { env: {}, stdin: process.stdin, stdout, stderr, signal });
}

async function parse(...args: string[]) {
  const given: Record<string, unknown>[] = [];
  const parser = toCommander(example, async (_command, options) => void given.push(options));
  await parser.configureOutput({ writeErr: () => undefined }).parseAsync(args, { from: "user" });
  return given[0];
}

describe("a command", () => {
  it("takes its options from the command line, in their own types, and has defaults for the rest", async () => {
    const ending = await run(
      example,
      (await parse("PHONE-01", "--timeout", "30", "--platform", "android")) ?? {},
    );
    expect(ending).toBe("done");
    expect(seen.at(-1)).toEqual({
      device: "PHONE-01",
      dryRun: false,
      timeout: 30,
      platform: "android",
      interactive: false,
      format: "table",
    });
  });

  it("ends as its run says", async () => {
    expect(await run(example, (await parse("--dry-run", "--output", "json")) ?? {})).toBe("refused");
    expect(seen.at(-1)).toMatchObject({ dryRun: true, format: "json" });
  });

  it.each([
    [{ timeout: "-1" }, "--timeout must be more than 0"],
    [{ timeout: "soon" }, "--timeout"],
    [{ elsewhere: "x" }, "elsewhere"],
    [{ output: "xml" }, "--output"],
  ])("refuses %j and names the option", async (given, message) => {
    await expect(run(example, given)).rejects.toMatchObject({
      code: "usage",
      ending: "usage",
      message: expect.stringContaining(message),
      hint: expect.stringContaining("--help"),
    });
  });

  it.each([["--platform", "symbian"], ["--unheard-of"], ["one", "two"]])(
    "does not parse %s %s",
    async (...args) => {
      await expect(parse(...args.filter((arg) => arg !== undefined))).rejects.toThrow();
    },
  );

  it("names the permissions that its calls need", () => {
    expect(example.permissions).toMatchObject([{ application: "DeviceManagementManagedDevices.Read.All" }]);
  });
});

describe("an option that may be given several times", () => {
  async function ringsOf(...args: string[]) {
    const parser = toCommander(
      { name: "many", summary: "Many.", details: [], commands: [group] },
      async (command, given) => void (await run(command, given)),
    );
    await parser.parseAsync(["group", ...args], { from: "user" });
    return seen.at(-1);
  }

  it.each([
    [[], []],
    [["--ring", "a"], ["a"]],
    [
      ["--ring", "a", "--ring", "b"],
      ["a", "b"],
    ],
    [
      ["--ring", "a, b", "--ring", "c"],
      ["a", "b", "c"],
    ],
  ])("has for %j the values %j", async (args, ring) => {
    expect(await ringsOf(...args)).toEqual({ ring, file: "./x.yaml" });
  });

  it("does not take an empty value, as a comma too many leaves", async () => {
    await expect(ringsOf("--ring", "a,")).rejects.toMatchObject({
      code: "usage",
      message: expect.stringContaining("--ring"),
    });
  });

  it("says in help what its value is, and that it may be repeated", () => {
    expect(group.options.find(({ name }) => name === "ring")).toMatchObject({
      flag: "--ring <name>",
      description: "Only this ring. For several, repeat it or separate them with commas.",
      repeatable: true,
    });
    expect(group.options.find(({ name }) => name === "file")).toMatchObject({
      flag: "--file <file>",
      fallback: "./x.yaml",
    });
  });
});
