import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, it } from "vitest";
import { distForm } from "../../tools/test/dist-form.ts";

const repository = path.join(import.meta.dirname, "../..");
const test = path.join(repository, "test/text/some.test.ts");
let folder: string;

afterEach(() => rm(folder, { recursive: true }));

async function resolve(specifier: string, importer: string): Promise<unknown> {
  folder = await mkdtemp(path.join(tmpdir(), "form-"));
  await mkdir(path.join(folder, "text"));
  await writeFile(path.join(folder, "text/message-of.js"), "");
  const { resolveId } = distForm(async () => folder);
  const hook = typeof resolveId === "function" ? resolveId : undefined;
  return await hook?.call({} as ThisParameterType<typeof hook>, specifier, importer, { isEntry: false });
}

it("tests of the compiled form import no source of which the package has JavaScript", async () => {
  expect(await resolve("../../text/message-of.ts", test)).toBe(path.join(folder, "text/message-of.js"));
});

it("tests of the compiled form import what the package has none of, and what is no file of the project", async () => {
  expect(await resolve("../../tenant/server.ts", test)).toBeUndefined();
  expect(await resolve("./other.js", path.join(folder, "text/one.js"))).toBeUndefined();
});
