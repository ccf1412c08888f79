import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { parse } from "yaml";
import { runBash } from "./support/shell.ts";

const pipelines = path.resolve(import.meta.dirname, "..", "..", "docs", "pipelines");
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "install-"));
  await writeFile(path.join(folder, "npm"), '#!/bin/sh\necho "npm $*"\n', { mode: 0o755 });
});

afterEach(() => rm(folder, { recursive: true }));

async function installed(settings: string, stack = "prod"): Promise<string> {
  await writeFile(path.join(folder, "Pulumi.prod.yaml"), settings);
  const env = { PATH: `${folder}:${process.env.PATH}`, PULUMI_STACK: stack };
  const ran = await runBash(await readFile(path.join(pipelines, "github", "install.sh"), "utf8"), [], {
    cwd: folder,
    env,
  });
  expect(ran, ran.stderr).toMatchObject({ code: 0 });
  return ran.stdout.trim();
}

it.skipIf(process.platform === "win32")(
  "azure-native is installed only where a setting of the stack needs it",
  async () => {
    const all = "npm ci --omit=dev";
    expect(await installed("config:\n  pin-reset:pipelineIdentity:\n    location: x\n")).toBe(all);
    expect(await installed("config:\n  pin-reset:passcodeVault: {}\n", "contoso/prod")).toBe(all);
    expect(await installed('config: {"pin-reset:passcodeVault": {}}')).toBe(all);
    const less = "npm ci --omit=dev --omit=optional";
    expect(await installed("config:\n  # pin-reset:passcodeVault: {}\n  pin-reset:assignments: {}\n")).toBe(
      less,
    );
    expect(await installed("config: {}", "other")).toBe(less);
  },
);

it("Dependabot has the actions and the packages of a copied folder", async () => {
  const { version, updates } = parse(await readFile(path.join(pipelines, "dependabot.yml"), "utf8"));
  const ecosystems = updates.map((update: Record<string, string>) => update["package-ecosystem"]);
  expect([version, ecosystems]).toEqual([2, ["github-actions", "npm"]]);
});
