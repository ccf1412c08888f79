import { chmod, mkdir, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { findPulumi } from "../../pulumi-cli/find.ts";
import { sdkVersion } from "../../pulumi-cli/package-version.ts";
import type { Sources } from "../../pulumi-cli/sources.ts";
import { embeddedTenant } from "../../pulumi-cli/stand-ins.ts";
import { createMachine, describeWithShell, type Machine, sources, writeExecutable } from "./machine.ts";

let machine: Machine;
let printed: string[];
beforeEach(async () => {
  machine = await createMachine();
  Object.assign(machine.env, embeddedTenant);
  printed = [];
});
afterEach(() => machine.remove());

function find(given: Partial<Sources> = {}): ReturnType<typeof findPulumi> {
  return findPulumi({ env: machine.env, log: (line) => printed.push(line), sources: sources(given) });
}

async function fillWithCli(folder: string): Promise<void> {
  await writeExecutable(path.join(folder, "bin", "pulumi"), "echo v3.259.0");
}

async function fillWithPackage(folder: string): Promise<void> {
  await fillWithCli(folder);
  await writeExecutable(path.join(folder, "bin", "pulumi-language-nodejs"), "exit 0");
}

describeWithShell("which CLI is taken", () => {
  it("is the one on PATH where it is new enough", async () => {
    const command = await machine.install("pulumi", "echo v3.227.0");

    expect(await find()).toMatchObject({ command, version: "3.227.0", origin: "path" });
  });

  it("is not the one on PATH where only the project's own version is to count", async () => {
    await machine.install("pulumi", "echo v3.999.0");
    machine.env.PIN_RESET_PULUMI_CLI = "pinned";

    expect(await find({ whyNoDownloads: async () => undefined, download: fillWithPackage })).toMatchObject({
      version: sdkVersion(),
      origin: "download",
    });
  });

  it("is the download where the one on PATH is too old", async () => {
    await machine.install("pulumi", "echo v3.226.9");

    const cli = await find({ whyNoDownloads: async () => undefined, download: fillWithPackage });

    expect(cli).toMatchObject({ version: sdkVersion(), origin: "download" });
    expect(cli.command.startsWith(path.join(machine.root, "cache", "pulumi"))).toBe(true);
  });

  it("is built where nothing can be downloaded", async () => {
    expect(await find({ build: fillWithCli })).toMatchObject({ version: "3.259.0", origin: "build" });
  });

  it("is built where the download fails", async () => {
    const cli = await find({ whyNoDownloads: async () => undefined, build: fillWithCli });

    expect(cli.origin).toBe("build");
  });

  it("is the cached build the next time, with no look at the network", async () => {
    const first = await find({ build: fillWithCli });
    const whyNoDownloads = async (): Promise<string> => {
      throw new Error("it looked");
    };

    expect(await find({ whyNoDownloads })).toEqual(first);
  });

  it("is the cached download the next time", async () => {
    const first = await find({ whyNoDownloads: async () => undefined, download: fillWithPackage });

    expect(await find()).toMatchObject({ command: first.command, origin: "download" });
  });

  it("is not one of the cache that another user may have put there", async () => {
    const first = await find({ build: fillWithCli });
    await chmod(path.dirname(first.command), 0o777);

    await expect(find()).rejects.toMatchObject({ code: "noPulumi" });
    expect((await find({ build: fillWithCli })).command).toBe(first.command);
  });

  it("is not put in a cache where another user may replace it", async () => {
    const folder = path.join(machine.root, "cache");
    await mkdir(folder);
    await chmod(folder, 0o777);

    await expect(find({ build: fillWithCli })).rejects.toThrow(`other users may write to ${folder}`);
  });

  it("is fetched once by two who start at the same moment", async () => {
    let builds = 0;
    const build = async (folder: string): Promise<void> => {
      builds += 1;
      await fillWithCli(folder);
    };

    const [one, other] = await Promise.all([find({ build }), find({ build })]);

    expect(builds).toBe(1);
    expect(one.command).toBe(other.command);
    expect(printed).toEqual(["Another process is getting the Pulumi CLI: waiting for it."]);
  });

  it("leaves nothing in the cache where a build fails half way", async () => {
    const build = async (folder: string): Promise<void> => {
      await writeFile(path.join(folder, "half"), "");
      throw new Error("out of space");
    };

    await expect(find({ build })).rejects.toThrow("out of space");
    expect(await readdir(path.join(machine.root, "cache", "pulumi"))).toEqual([]);
  });
});

describeWithShell("a machine without a CLI, and without a source for one", () => {
  it("gets one error that lists each source, why it failed, and what to do", async () => {
    await expect(find()).rejects.toMatchObject({
      code: "noPulumi",
      message: [
        "No Pulumi CLI found. Tried:",
        "  - `pulumi` on PATH: there is none",
        "  - official download: get.pulumi.com cannot be reached (ENOTFOUND)",
        "  - build from the Go module registry: no `go` on PATH",
      ].join("\n"),
      hint: expect.stringMatching(/Install Pulumi 3\.227\.0 or newer .*, or Go 1\.\d+\.\d+ or newer/),
    });
  });

  it("is told of a CLI on PATH that is too old, and where it lies", async () => {
    const command = await machine.install("pulumi", "echo v3.100.0");

    await expect(find()).rejects.toThrow(`${command} is 3.100.0, older than 3.227.0`);
  });

  it("is told of a CLI on PATH that knows no version", async () => {
    const command = await machine.install("pulumi", "echo");

    await expect(find()).rejects.toThrow(`${command} prints no version`);
  });

  it("is told of a CLI on PATH that cannot be run", async () => {
    const command = await machine.install("pulumi", "echo broken >&2; exit 3");

    await expect(find()).rejects.toThrow(`${command} cannot be run`);
  });

  it("is told of an installer that ends without a CLI", async () => {
    const download = async (): Promise<void> => undefined;

    await expect(find({ whyNoDownloads: async () => undefined, download })).rejects.toThrow(
      "official download: it ended without an executable `pulumi`",
    );
  });
});

describeWithShell("what the CLI's environment gets", () => {
  it("is this project's Node.js first on PATH, before what was there", async () => {
    await machine.install("pulumi", "echo v3.227.0");

    const [first, ...rest] = (await find()).env.PATH?.split(path.delimiter) ?? [];

    expect(first).toBe(path.resolve("node_modules", ".bin"));
    expect(rest.at(-1)).toBe(path.join(machine.root, "bin"));
  });

  it("is a compile cache beside the CLI's, unless there is one already", async () => {
    await machine.install("pulumi", "echo v3.227.0");

    expect((await find()).env.NODE_COMPILE_CACHE).toBe(
      path.join(machine.root, "cache", "node-compile-cache"),
    );
    machine.env.NODE_COMPILE_CACHE = "/elsewhere";
    expect((await find()).env.NODE_COMPILE_CACHE).toBe("/elsewhere");
  });

  it("is no compile cache that others may write to", async () => {
    await machine.install("pulumi", "echo v3.227.0");
    const planted = path.join(machine.root, "planted");
    await mkdir(planted);
    await chmod(planted, 0o777);
    machine.env.NODE_COMPILE_CACHE = planted;

    expect((await find()).env.NODE_COMPILE_CACHE).toBe(
      path.join(machine.root, "cache", "node-compile-cache"),
    );
    expect(printed).toEqual([`NODE_COMPILE_CACHE is not used: other users may write to ${planted}.`]);
  });

  it("is no compile cache at all where others may write to the user's own", async () => {
    await machine.install("pulumi", "echo v3.227.0");
    const cache = path.join(machine.root, "cache");
    await mkdir(cache);
    await chmod(cache, 0o777);

    expect((await find()).env.NODE_COMPILE_CACHE).toBe("");
    expect(printed).toEqual([
      `Node.js keeps nothing of what it compiles: other users may write to ${cache}.`,
    ]);
  });

  it("works on many resources at once, unless told otherwise", async () => {
    await machine.install("pulumi", "echo v3.227.0");
    expect((await find()).env.PULUMI_PARALLEL).toBe("256");
    machine.env.PULUMI_PARALLEL = "4";
    expect((await find()).env.PULUMI_PARALLEL).toBe("4");
  });

  it("is nothing more when the CLI runs in it again", async () => {
    const cli = await find({ build: fillWithCli });
    Object.assign(machine.env, cli.env);

    expect(await find()).toEqual(cli);
  });

  it("says nothing about the backend", async () => {
    const { env } = await find({ build: fillWithCli });

    expect(Object.keys(env).filter((name) => /BACKEND|PASSPHRASE|HOME/.test(name))).toEqual([]);
  });
});
