import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, it } from "vitest";
import { embeddedTenant } from "../../pulumi-cli/stand-ins.ts";
import { loadedModules } from "../launcher/loaded-modules.ts";
import { createMachine, describeWithShell, type Machine } from "./machine.ts";

const main = path.resolve("pulumi-cli", "main.ts");

type Ending = { code: unknown; signal: unknown; stdout: string; stderr: string };

let machine: Machine;
beforeEach(async () => {
  machine = await createMachine();
});
afterEach(() => machine.remove());

/** A CLI on PATH that needs no stand-in, and does this when it is asked for anything but its version. */
async function installCli(script: string): Promise<void> {
  await machine.install("pulumi", `if [ "$*" = version ]; then echo v3.259.0; exit; fi\n${script}`);
  await machine.install("pulumi-language-nodejs", "exit 0");
  await machine.install("pulumi-resource-azuread", "exit 0");
}

/** A shell may lose a signal that comes just before it waits for input. */
function cliThatCatches(signal: NodeJS.Signals): string {
  return [
    `process.on("${signal}", () => { console.log("caught ${signal}"); process.exit(3); });`,
    "setInterval(() => {}, 1000);",
    'console.log("ready");',
  ].join(" ");
}

function start(...args: string[]): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [main, ...args], { cwd: machine.root, env: machine.env });
}

async function ended(child: ChildProcessWithoutNullStreams): Promise<Ending> {
  const closed = once(child, "close");
  const [stdout, stderr, [code, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    closed,
  ]);
  return { code, signal, stdout, stderr };
}

describeWithShell("npm run pulumi", () => {
  it("runs the CLI in the repository, with the arguments as they are", async () => {
    await installCli(`pwd; printf '<%s>' "$@"`);

    expect(await ended(start("preview", "--diff", "two words"))).toEqual({
      code: 0,
      signal: null,
      stdout: `${path.resolve()}\n<preview><--diff><two words>`,
      stderr: "",
    });
  });

  it.each([0, 7, 255])("ends with the CLI's exit code, such as %d", async (code) => {
    await installCli(`exit ${code}`);

    expect(await ended(start("preview"))).toMatchObject({ code });
  });

  it("ends by the signal that ended the CLI", async () => {
    await installCli("kill -KILL $$");

    expect(await ended(start("preview"))).toMatchObject({ code: null, signal: "SIGKILL" });
  });

  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "passes %s on, and waits for the CLI to end",
    async (signal) => {
      await installCli(`exec '${process.execPath}' -e '${cliThatCatches(signal)}'`);
      const child = start("up");
      const ending = ended(child);
      await once(child.stdout, "data");

      child.kill(signal);

      expect(await ending).toMatchObject({ code: 3, stdout: `ready\ncaught ${signal}\n`, stderr: "" });
    },
  );

  it("passes standard input on", async () => {
    await installCli(`read line; echo "got $line"`);
    const child = start("config", "set");
    child.stdin.end("secret\n");

    expect(await ended(child)).toMatchObject({ stdout: "got secret\n" });
  });

  it("runs the CLI with this project's own Node.js", async () => {
    await installCli("command -v node");

    expect((await ended(start("about"))).stdout).toBe(`${path.resolve("node_modules", ".bin", "node")}\n`);
  });

  it("loads neither zod nor an HTTP client where there is a CLI", async () => {
    await installCli("echo it ran");
    const loaded = await loadedModules([path.resolve("tools", "run.js"), main, "preview"], machine.env);

    expect(loaded).toContain("pulumi-cli/find.ts");
    expect(
      loaded.filter((name) => !/^node:|^(?:launcher|provider|pulumi-cli|text|tools)\//.test(name)),
    ).toEqual([]);
    expect(loaded.filter((name) => /^node:http|download|go-build/.test(name))).toEqual([]);
  });

  it("says which stand-ins are in use, on standard error only", async () => {
    Object.assign(machine.env, embeddedTenant);
    await machine.install("pulumi", "echo v3.259.0");

    expect(await ended(start("version"))).toMatchObject({
      stdout: "v3.259.0\n",
      stderr:
        "The embedded tenant is used with simulated parts of Pulumi: " +
        "pulumi-language-nodejs, pulumi-resource-azuread, pulumi-resource-azure-native.\n",
    });
  });
});

describeWithShell("node --run pulumi", () => {
  function startWithoutNpm(...args: string[]): ChildProcessWithoutNullStreams {
    return spawn(process.execPath, ["--run", "pulumi", "--", ...args], { env: machine.env });
  }

  beforeEach(() => {
    // Node.js has `sh` run the script.
    machine.env.PATH += `${path.delimiter}/bin`;
  });

  it("runs the CLI as npm does: with the arguments as they are, and this project's own Node.js", async () => {
    await installCli(`printf '<%s>' "$@"; command -v node`);

    expect(await ended(startWithoutNpm("preview", "two words"))).toMatchObject({
      code: 0,
      stdout: `<preview><two words>${path.resolve("node_modules", ".bin", "node")}\n`,
    });
  });

  it("ends with 1 where the CLI ends with 7, so that a pipeline cannot use it for the drift check", async () => {
    await installCli("exit 7");

    expect(await ended(startWithoutNpm("preview"))).toMatchObject({ code: 1 });
  });
});

describeWithShell("npm run pulumi against a real tenant, without a language host", () => {
  beforeEach(async () => {
    await machine.install("pulumi", `if [ "$*" = version ]; then echo v3.259.0; exit; fi\necho it ran`);
    await machine.install("pulumi-resource-azuread", "exit 0");
  });

  it.each([
    ["up"],
    ["preview", "--diff"],
    ["-C", ".", "destroy"],
    ["--color", "never", "refresh"],
    ["import"],
  ])("refuses %s %s with what is missing, before the CLI runs", async (...args) => {
    const { code, stdout, stderr } = await ended(start(...args));

    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(
      /^This run needs parts of Pulumi that are not installed: pulumi-language-nodejs \(/,
    );
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it.each([
    ["stack", "init", "prod"],
    ["config", "set", "preview", "up"],
    ["version", "-v", "3"],
    ["up", "--help"],
  ])("runs %s %s as ever, since that needs none", async (...args) => {
    expect(await ended(start(...args))).toMatchObject({ code: 0, stdout: "it ran\n" });
  });
});
