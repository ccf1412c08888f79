import { rm } from "node:fs/promises";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { createStack, type Stack } from "./stack.ts";

const opened: Stack[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((stack) => stack.close()));
});

async function project(program: string, env: Record<string, string> = {}): Promise<Stack> {
  const stack = await createStack({
    files: {
      "Pulumi.yaml": "name: trial\nruntime: {name: nodejs, options: {typescript: false}}\n",
      "package.json": JSON.stringify({
        type: "module",
        main: "index.ts",
        dependencies: { "@pulumi/pulumi": "*" },
      }),
      "index.ts": program,
    },
    env,
  });
  opened.push(stack);
  return stack;
}

const component = `
import { ComponentResource, Config, getOrganization, getProject, getStack, type Output } from "@pulumi/pulumi";

class Greeter extends ComponentResource {
  readonly sentence: Output<string>;
  constructor(name: string, whom: Output<string>) {
    super("trial:index:Greeter", name);
    this.sentence = whom.apply((text: string) => "hello " + text);
    this.registerOutputs({ sentence: this.sentence });
  }
}

const config = new Config();
export const plain = config.requireObject<{ level: number }>("shape").level;
export const sentence = new Greeter("greeter", config.requireSecret("whom")).sentence;
export const where = [getOrganization(), getProject(), getStack()].join("/");
`;

describe("a program with nothing in it", () => {
  it("goes through preview, up, an empty preview and destroy", async () => {
    const stack = await project("export const kind: string = 'empty';\n");

    const preview = await stack.run(["preview", "--expect-no-changes"]);
    expect(preview.code).toBe(7);
    expect(await stack.run(["up", "--yes"])).toMatchObject({ code: 0 });
    expect(await stack.run(["preview", "--expect-no-changes"])).toMatchObject({ code: 0 });
    expect((await stack.run(["stack", "output", "kind"])).stdout.trim()).toBe("empty");
    expect(await stack.run(["destroy", "--yes"])).toMatchObject({ code: 0 });
    expect(JSON.parse((await stack.run(["stack", "export"])).stdout).deployment.resources ?? []).toEqual([]);
  });

  it("has what it prints shown by the CLI", async () => {
    const stack = await project(
      "process.stdout.write('to stdout\\n'); process.stderr.write('to stderr\\n');\n",
    );

    const { stdout } = await stack.run(["preview"]);

    expect(stdout).toContain("to stdout");
    expect(stdout).toContain("to stderr");
  });

  it("is run without a warning of the language host", async () => {
    const stack = await project("export {};\n");

    expect((await stack.run(["preview"])).stdout).not.toContain("warning");
  });
});

describe("a program with a component, outputs, config and a secret", () => {
  it("gets its config and keeps the secret secret in output and state", async () => {
    const stack = await project(component);
    await stack.run(["config", "set", "--path", "shape.level", "3"]);
    await stack.run(["config", "set", "--secret", "whom", "quiet world"]);

    const up = await stack.run(["up", "--yes"]);

    expect(up.code).toBe(0);
    expect(up.stdout).toContain("trial:index:Greeter");
    expect(up.stdout).not.toContain("quiet world");
    const outputs = await stack.run(["stack", "output", "--json"]);
    expect(JSON.parse(outputs.stdout)).toEqual({
      plain: 3,
      sentence: "[secret]",
      where: "organization/trial/dev",
    });
    const shown = await stack.run(["stack", "output", "--json", "--show-secrets"]);
    expect(JSON.parse(shown.stdout)).toMatchObject({ sentence: "hello quiet world" });
    expect((await stack.run(["stack", "export"])).stdout).not.toContain("quiet world");
    expect(await stack.run(["preview", "--expect-no-changes"])).toMatchObject({ code: 0 });
    expect(await stack.run(["destroy", "--yes"])).toMatchObject({ code: 0 });
  });
});

describe("a program that fails", () => {
  it("ends with one error message and no stack trace", async () => {
    const stack = await project(`
import { RunError } from "@pulumi/pulumi";
throw new RunError("the setting trial:shape is missing");
`);

    const { code, stdout } = await stack.run(["up", "--yes", "--skip-preview"]);

    expect(code).not.toBe(0);
    const diagnostics = stdout.slice(stdout.indexOf("Diagnostics:"), stdout.indexOf("Resources:"));
    expect(diagnostics.match(/error: .*/g)).toEqual(["error: the setting trial:shape is missing"]);
    expect(stdout).not.toContain("non-zero exit code");
    expect(stdout).not.toMatch(/^\s+at /m);
  });

  it("is said to have ended early where it ended without a message", async () => {
    const stack = await project("process.exit(5);\n");

    const { code, stdout } = await stack.run(["preview"]);

    expect(code).not.toBe(0);
    expect(stdout).toContain("Program exited with non-zero exit code: 5");
  });

  it("is told to install its dependencies where the SDK is not there", async () => {
    const stack = await project("export {};\n");
    await rm(path.join(stack.directory, "node_modules"));

    const { code, stdout, stderr } = await stack.run(["preview"]);

    expect(code).not.toBe(0);
    expect(stdout + stderr).toContain("npm install");
  });
});

describe("a program that is interrupted", () => {
  it("ends, and leaves no process behind", async () => {
    const stack = await project(`
process.stdout.write("program " + process.pid + "\\n");
await new Promise((resolve) => setTimeout(resolve, 600_000));
`);
    const { child, ended } = stack.start(["preview"]);
    const program = await firstMatch(child, /program (\d+)/);

    child.kill("SIGINT");

    expect((await ended).code).not.toBe(0);
    await expect.poll(() => isRunning(program), { timeout: 20_000 }).toBe(false);
  });

  it("ends with a CLI that was killed", async () => {
    const stack = await project(`
process.stdout.write("program " + process.pid + "\\n");
await new Promise((resolve) => setTimeout(resolve, 600_000));
`);
    const { child } = stack.start(["preview"]);
    const program = await firstMatch(child, /program (\d+)/);

    child.kill("SIGKILL");

    await expect.poll(() => isRunning(program), { timeout: 20_000 }).toBe(false);
  });
});

async function firstMatch(child: ReturnType<Stack["start"]>["child"], pattern: RegExp): Promise<number> {
  let printed = "";
  return await new Promise((resolve, reject) => {
    child.stdout?.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
      const match = pattern.exec(printed)?.[1];
      if (match !== undefined) {
        resolve(Number(match));
      }
    });
    child.once("close", () => reject(new Error(`The CLI ended first: ${printed}`)));
  });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe("the language host itself", () => {
  it("says in `pulumi about` which Node.js runs the program, and what it depends on", async () => {
    const stack = await project("export {};\n");

    const { code, stdout } = await stack.run(["about"]);

    expect(code).toBe(0);
    expect(stdout).toContain(`version='${process.version}'`);
    expect(stdout).toMatch(/@pulumi\/pulumi\s+3\.\d+/);
  });
});
