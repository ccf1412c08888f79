import { readFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { buildArguments, buildCli, oldestGo } from "../../pulumi-cli/go-build.ts";
import { builtVersion } from "../../pulumi-cli/version.ts";
import { createMachine, describeWithShell, type Machine } from "./machine.ts";

let machine: Machine;
let printed: string[];
beforeEach(async () => {
  machine = await createMachine();
  // The scripts that stand for `go` use the system's own commands.
  machine.env.PATH += `${path.delimiter}/usr/bin${path.delimiter}/bin`;
  printed = [];
});
afterEach(() => machine.remove());

function build(): Promise<void> {
  return buildCli(machine.root, machine.env, (line) => printed.push(line));
}

describeWithShell("building the CLI", () => {
  it("is done by go in the folder of go.mod, by itself, with the version stamped in", async () => {
    await machine.install(
      "go",
      `{ pwd; echo "$GOWORK $CGO_ENABLED $GOGC"; printf '%s\\n' "$@"; } > '${machine.root}/seen'`,
    );

    await build();

    const [folder, environment, ...args] = (await readFile(path.join(machine.root, "seen"), "utf8"))
      .trim()
      .split("\n");
    expect(folder).toBe(path.resolve("pulumi-cli"));
    expect(environment).toBe("off 0 400");
    expect(args).toEqual(buildArguments(path.join(machine.root, "bin", "pulumi")));
    expect(args.join(" ")).toContain(`version.Version=v${builtVersion}`);
  });

  it("says how long it takes before and how long it took after", async () => {
    await machine.install("go", "exit 0");

    await build();

    expect(printed).toEqual([
      `Building the Pulumi CLI ${builtVersion} from the Go module registry: about 2 minutes, this once.`,
      expect.stringMatching(/^Built the Pulumi CLI in \d+ s\.$/),
    ]);
  });

  it("fails with what go said last", async () => {
    const go = await machine.install("go", "seq 1 9 >&2; echo 'no such module' >&2; exit 1");

    await expect(build()).rejects.toThrow(
      `${go} build ended with exit code 1: 6\n      7\n      8\n      9\n      no such module`,
    );
  });

  it("fails with the exit code alone where go said nothing", async () => {
    const go = await machine.install("go", "exit 2");

    await expect(build()).rejects.toThrow(new Error(`${go} build ended with exit code 2`));
  });

  it("fails where there is no go", async () => {
    machine.env.PATH = path.join(machine.root, "bin");

    await expect(build()).rejects.toThrow("no `go` on PATH");
  });
});

describe("go.mod", () => {
  it("pins the version that is stamped in, and says which Go it takes", async () => {
    const text = await readFile(path.resolve("pulumi-cli", "go.mod"), "utf8");

    expect(text).toContain(`github.com/pulumi/pulumi/pkg/v3 v${builtVersion}`);
    expect(text).toContain(`github.com/pulumi/pulumi/sdk/v3 v${builtVersion}`);
    expect(oldestGo()).toMatch(/^1\.\d+\.\d+$/);
  });

  it("leaves `pulumi api` out, which says what to do", async () => {
    const text = await readFile(path.resolve("pulumi-cli", "go.mod"), "utf8");
    const [, folder = ""] = /^replace github\.com\/pb33f\/libopenapi => (\S+)$/m.exec(text) ?? [];
    const document = await readFile(path.resolve("pulumi-cli", folder, "document.go"), "utf8");

    expect(document).toContain("`pulumi api` is left out of this Pulumi CLI");
    expect(document).toContain("https://www.pulumi.com/docs/install/");
  });
});
