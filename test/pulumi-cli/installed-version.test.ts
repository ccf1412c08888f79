import { chmod, readFile, symlink, truncate, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { installedVersion } from "../../pulumi-cli/installed-version.ts";
import { createMachine, describeWithShell, type Machine, writeExecutable } from "./machine.ts";

const sizeOfCli = 30_000_000;
const someTime = new Date("2026-01-01T00:00:00Z");

let machine: Machine;
let runs: string;
beforeEach(async () => {
  machine = await createMachine();
  runs = path.join(machine.root, "runs");
});
afterEach(() => machine.remove());

/** A CLI that notes each run of it: a shell script, padded to the size of the real one. */
async function installCli(file: string, version: string, size = sizeOfCli): Promise<string> {
  const command = path.join(machine.root, "cli", file);
  await writeExecutable(command, `echo run >> '${runs}'\necho ${version}\nexit`);
  await truncate(command, size);
  await utimes(command, someTime, someTime);
  return command;
}

function ask(command: string): Promise<string | undefined> {
  return installedVersion(command, machine.env);
}

async function countRuns(): Promise<number> {
  return (await readFile(runs, "utf8")).trim().split("\n").length;
}

describeWithShell("an installed CLI", () => {
  it("is asked for its version once, while its file stays the same", async () => {
    const command = await installCli("pulumi", "v3.259.0");

    expect([await ask(command), await ask(command)]).toEqual(["3.259.0", "3.259.0"]);
    expect(await countRuns()).toBe(1);
  });

  it("is asked again when another takes its place: of another size", async () => {
    const command = await installCli("pulumi", "v3.259.0");
    await ask(command);
    await installCli("pulumi", "v3.260.0", sizeOfCli + 1);

    expect(await ask(command)).toBe("3.260.0");
  });

  it("is asked again when another takes its place: of the same size, written at another time", async () => {
    const command = await installCli("pulumi", "v3.259.0");
    await ask(command);
    await installCli("pulumi", "v3.260.0");
    await utimes(command, someTime, new Date());

    expect(await ask(command)).toBe("3.260.0");
  });

  it("is asked again when a link on PATH leads to another", async () => {
    await ask(await installCli("3.259/pulumi", "v3.259.0"));
    const other = await installCli("3.260/pulumi", "v3.260.0");
    const link = path.join(machine.root, "bin", "pulumi");
    await symlink(other, link);

    expect(await ask(link)).toBe("3.260.0");
  });

  it.each([
    ["a script", "pulumi", 0],
    ["a version manager", "mise", sizeOfCli],
  ])("is asked every time where the file is %s, which runs another", async (_, file, size) => {
    const manager = await installCli(file, "v3.259.0", Math.max(size, 200));
    const command = file === "pulumi" ? manager : path.join(machine.root, "bin", "pulumi");
    if (command !== manager) {
      await symlink(manager, command);
    }

    await ask(command);
    await ask(command);

    expect(await countRuns()).toBe(2);
  });

  it("is asked every time where it prints no version", async () => {
    const command = await installCli("pulumi", "");

    expect([await ask(command), await ask(command)]).toEqual([undefined, undefined]);
    expect(await countRuns()).toBe(2);
  });

  it("is asked every time where nothing can be kept", async () => {
    const command = await installCli("pulumi", "v3.259.0");
    await writeFile(path.join(machine.root, "cache"), "");

    expect([await ask(command), await ask(command)]).toEqual(["3.259.0", "3.259.0"]);
    expect(await countRuns()).toBe(2);
  });

  it("is asked, and what is written is not believed, where other users may write it", async () => {
    const command = await installCli("pulumi", "v3.259.0");
    await ask(command);
    const folder = path.join(machine.root, "cache", "pulumi-on-path");
    await chmod(folder, 0o777);

    await ask(command);

    expect(await countRuns()).toBe(2);
  });
});
