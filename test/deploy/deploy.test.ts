import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, readFile, readlink, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";

const deploy = path.join(import.meta.dirname, "../../deploy");
const folders: string[] = [];

afterEach(async () => {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
});

const service = z.looseObject({
  image: z.string(),
  read_only: z.literal(true),
  cap_drop: z.tuple([z.literal("ALL")]),
  security_opt: z.tuple([z.literal("no-new-privileges:true")]),
  privileged: z.undefined().optional(),
  cap_add: z.undefined().optional(),
  hostname: z.string().optional(),
  environment: z.record(z.string(), z.string()).optional(),
});

describe("Compose", async () => {
  const text = await readFile(path.join(deploy, "compose/compose.yaml"), "utf8");
  const { services } = z
    .looseObject({ services: z.record(z.string(), service) })
    .parse(parse(text, { merge: true }));

  it("no container may write to its root or gain a privilege, and there are two workers whose names stay", () => {
    expect(Object.keys(services)).toContain("temporal");
    expect([services["worker-1"]?.hostname, services["worker-2"]?.hostname]).toEqual([
      "worker-1",
      "worker-2",
    ]);
  });

  it("no secret stands in a variable: each is a file of /run/secrets", () => {
    const names = Object.values(services).flatMap(({ environment = {} }) => Object.entries(environment));
    const secret = names.filter(([name]) => /PASSWORD|SECRET|PASSPHRASE|KEY|TOKEN|PWD/.test(name));
    expect(secret.length).toBeGreaterThan(0);
    for (const [name, value] of secret) {
      expect([name, value]).toEqual([
        expect.stringMatching(/_FILE$/),
        expect.stringMatching(/^\/run\/secrets\//),
      ]);
    }
  });
});

const podSpec = z.looseObject({
  automountServiceAccountToken: z.literal(false),
  securityContext: z.looseObject({
    runAsNonRoot: z.literal(true),
    seccompProfile: z.object({ type: z.literal("RuntimeDefault") }),
  }),
  containers: z.array(
    z.looseObject({
      env: z.array(z.strictObject({ name: z.string(), value: z.string() })),
      resources: z.looseObject({ limits: z.looseObject({ memory: z.string() }) }),
      securityContext: z.strictObject({
        allowPrivilegeEscalation: z.literal(false),
        readOnlyRootFilesystem: z.literal(true),
        capabilities: z.strictObject({ drop: z.tuple([z.literal("ALL")]) }),
      }),
    }),
  ),
});

it("pods on Kubernetes keep to its restricted standard and may not write to their root", async () => {
  const text = await readFile(path.join(deploy, "kubernetes/stateful-set.yaml"), "utf8");
  const { spec } = z
    .looseObject({
      spec: z.looseObject({ replicas: z.literal(2), template: z.looseObject({ spec: podSpec }) }),
    })
    .parse(parse(text));
  const variables = spec.template.spec.containers.flatMap(({ env }) => env.map(({ name }) => name));
  expect(variables.filter((name) => /PASSWORD|SECRET|PASSPHRASE|KEY/.test(name))).toEqual([]);
});

it("no file of Kubernetes holds a Secret", async () => {
  const names = await readdir(path.join(deploy, "kubernetes"));
  const texts = await Promise.all(
    names.map((name) => readFile(path.join(deploy, "kubernetes", name), "utf8")),
  );
  expect(texts.filter((text) => /^kind: Secret$/m.test(text))).toEqual([]);
});

describe("the image", () => {
  it("holds nothing of a checkout but what is listed, and no settings of a stack", async () => {
    const lines = (await readFile(path.join(deploy, "worker/Dockerfile.dockerignore"), "utf8")).split("\n");
    expect(lines.filter((line) => line !== "" && !line.startsWith("#"))[0]).toBe("*");
    expect(
      lines.filter((line) => /^!.*(Pulumi\.\w+\.yaml|\.env|fleet\.yaml|\.pin-reset|secrets)/.test(line)),
    ).toEqual([]);
  });

  it("its user is a number that is not root", async () => {
    const lines = (await readFile(path.join(deploy, "worker/Dockerfile"), "utf8")).split("\n");
    expect(lines.filter((line) => line.startsWith("USER "))).toEqual(["USER 1000:1000"]);
  });

  it("holds each folder that the program, the provider and the commands import from", async () => {
    const listed = await readFile(path.join(deploy, "worker/Dockerfile.dockerignore"), "utf8");
    const root = path.join(deploy, "..");
    const development = [
      "deploy",
      "docs",
      "examples",
      "node_modules",
      "coverage",
      "dist",
      "dist-plugin",
      "release",
      "sdks",
      "stand-ins",
      "templates",
      "tenant",
      "test",
      "tools",
    ];
    const entries = await readdir(root, { withFileTypes: true });
    const needed = entries
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
      .map(({ name }) => name)
      .filter((name) => !development.includes(name));
    expect(needed.filter((name) => !listed.includes(`!${name}\n`))).toEqual([]);
  });
});

describe.skipIf(process.platform === "win32")("the entry point", () => {
  async function run(env: Record<string, string>): Promise<{ seen: Record<string, string>; home: string }> {
    const folder = await mkdtemp(path.join(tmpdir(), "entry-point-"));
    folders.push(folder);
    const [secrets, programs, home] = ["secrets", "bin", "pulumi"].map((name) => path.join(folder, name));
    if (secrets === undefined || programs === undefined || home === undefined) {
      throw new Error("three folders");
    }
    await Promise.all([mkdir(secrets), mkdir(programs)]);
    await writeFile(path.join(secrets, "client"), "s3cret with spaces; $(date)\n");
    const text = await readFile(path.join(deploy, "worker/entrypoint.sh"), "utf8");
    await writeFile(path.join(folder, "entrypoint.sh"), text.replaceAll("/run/secrets", secrets));
    await writeFile(path.join(programs, "node"), "#!/bin/sh\nprintf 'ARGS=%s\\n' \"$*\"\nenv\n");
    await chmod(path.join(programs, "node"), 0o755);
    const { stdout } = await promisify(execFile)(
      "sh",
      [path.join(folder, "entrypoint.sh"), "fleet", "worker"],
      {
        env: {
          PATH: `${programs}:${process.env.PATH}`,
          PULUMI_HOME: home,
          ...Object.fromEntries(
            Object.entries(env).map(([name, value]) => [name, value.replace("SECRETS", secrets)]),
          ),
        },
      },
    );
    const lines = stdout.split("\n").map((line) => line.split("="));
    return { seen: Object.fromEntries(lines.map(([name, ...rest]) => [name, rest.join("=")])), home };
  }

  it("makes a variable of a secret's file, and hands the arguments on", async () => {
    const { seen } = await run({ FLEET_CLIENT_SECRET_FILE: "SECRETS/client" });
    expect(seen.FLEET_CLIENT_SECRET).toBe("s3cret with spaces; $(date)");
    expect(seen.ARGS).toBe("cli/pin-reset.js fleet worker");
  });

  it("leaves the file that Pulumi reads itself, and files that are no secrets", async () => {
    const { seen } = await run({
      PULUMI_CONFIG_PASSPHRASE_FILE: "SECRETS/client",
      ARM_OIDC_TOKEN_FILE: "/etc/hostname",
    });
    expect(seen).not.toHaveProperty("PULUMI_CONFIG_PASSPHRASE");
    expect(seen).not.toHaveProperty("ARM_OIDC_TOKEN");
  });

  it("stops where a secret's file is missing", async () => {
    await expect(run({ FLEET_CLIENT_SECRET_FILE: "SECRETS/none" })).rejects.toThrow(/none/);
  });

  it("puts the image's plugins into Pulumi's folder", async () => {
    const { home } = await run({});
    expect(await readlink(path.join(home, "plugins"))).toBe("/opt/pulumi/plugins");
  });
});
