import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { examples } from "../../../intune/examples.ts";
import type { Stack } from "../../../pulumi-cli/stack.ts";
import { startTenant, type Tenant } from "../../../tenant/server.ts";
import { makeSdks } from "../../../tools/sdks/make-sdks.ts";
import { readPackageSchema } from "../../../tools/sdks/package-schema.ts";
import { findPulumiForPython, installPythonSdk } from "../../../tools/sdks/python-packages.ts";
import { buildMilliseconds, lacks, openProgram, pinRecoveryProfiles, typesOfPinReset } from "./program.ts";

describe.skipIf(lacks("go", "python3"))("Python", () => {
  let tenant: Tenant;
  let stack: Stack;
  let pythonPath: string;

  beforeAll(async () => {
    tenant = await startTenant();
    stack = await openProgram({ tenant, folder: "examples/languages/python" });
    const [packages, schema] = await Promise.all([findPulumiForPython(), readPackageSchema()]);
    await makeSdks(schema, stack.root, ["python"]);
    const installed = path.join(stack.root, "installed");
    await installPythonSdk(path.join(stack.root, "python"), packages, installed);
    pythonPath = [installed, packages].join(path.delimiter);
  }, buildMilliseconds);

  afterAll(async () => {
    await stack?.close();
    await tenant.close();
  });

  /** Runs Python with the SDK installed. */
  function python(...args: string[]): Promise<{ stdout: string; stderr: string }> {
    return promisify(execFile)("python3", args, {
      cwd: stack.directory,
      env: { ...stack.env, PYTHONPATH: pythonPath },
    });
  }

  describe("the SDK for Python", () => {
    it("brings PinReset up in an inline program, previews no changes and destroys it", async () => {
      const { stdout } = await python(
        path.join(import.meta.dirname, "python", "inline.py"),
        ".",
        "__main__.py",
      );

      const { outputs, resources, left } = JSON.parse(stdout);
      expect(outputs.omaUri).toContain("EnablePinRecovery");
      expect(resources).toEqual(expect.arrayContaining(typesOfPinReset));
      expect(left).toEqual([]);
      expect(pinRecoveryProfiles(tenant)).toEqual([]);
    });

    it("has types: a program and the schema's examples are checked against them, and a wrong argument is reported", async () => {
      await writeFile(
        path.join(stack.directory, "wrong.py"),
        'from pulumi_intune import PinReset\n\nPinReset("pin-reset", assignments={"groups": 5})\n',
      );
      const shown = Object.values(examples).map(({ programs }, index) => ({
        file: `example_${index}.py`,
        text: programs.python ?? "",
      }));
      await Promise.all(shown.map(({ file, text }) => writeFile(path.join(stack.directory, file), text)));
      const mypy = (...files: string[]) => python("-m", "mypy", "--strict", "--no-incremental", ...files);

      const right = await mypy("__main__.py", ...shown.map(({ file }) => file));
      expect(right.stdout).toContain("Success");
      await expect(mypy("wrong.py")).rejects.toMatchObject({ stdout: expect.stringContaining("wrong.py:3") });
    });
  });
});
