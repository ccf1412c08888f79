import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { languageNames } from "../../../tools/sdks/languages.ts";
import { makeSdks } from "../../../tools/sdks/make-sdks.ts";
import { type PackageSchema, readPackageSchema } from "../../../tools/sdks/package-schema.ts";
import { version } from "../../../version.ts";
import { repository } from "../stack.ts";
import { buildMilliseconds, lacks } from "./program.ts";

describe.skipIf(lacks("go"))("the SDKs that are generated", () => {
  let root: string;
  let schema: PackageSchema;

  beforeAll(async () => {
    root = await mkdtemp(path.join(tmpdir(), "sdks-"));
    schema = await readPackageSchema();
    await makeSdks(schema, root, languageNames);
  }, buildMilliseconds);

  afterAll(() => rm(root, { recursive: true, force: true }));

  const read = (...names: string[]) => readFile(path.join(root, ...names), "utf8");
  const example = (...names: string[]) => path.join(repository, "examples", "languages", ...names);

  describe("the SDK for Go", () => {
    it("compiles, and so does the program of its README", async () => {
      const importPath = schema.language.go.importBasePath;
      const program = path.join(root, "program");
      await cp(example("go"), program, { recursive: true });
      const module = [
        "module program",
        "go 1.25.11",
        `require ${importPath} v${version}`,
        `replace ${importPath} => ${path.join(root, "go", "intune")}`,
        "",
      ];
      await writeFile(path.join(program, "go.mod"), module.join("\n\n"));

      // Of two packages, go links none.
      const args = ["build", "-mod=mod", "-trimpath", "-gcflags=all=-dwarf=false", ".", importPath];
      await promisify(execFile)("go", args, {
        cwd: program,
        env: { ...process.env, GOWORK: "off", CGO_ENABLED: "0" },
      });
    });
  });

  describe.each([
    ["python", "pyproject.toml", `version = "${version}"`],
    ["go", "intune/pulumi-plugin.json", `"version": "${version}"`],
    [
      "dotnet",
      "PinResetAsCode.Intune.csproj",
      "<PackageLicenseExpression>Apache-2.0</PackageLicenseExpression>",
    ],
    ["java", "build.gradle", `"${version}"`],
  ])("the SDK for %s", (language, manifest, expected) => {
    it("has the version, the license and where its plugin is downloaded", async () => {
      expect(await read(language, manifest)).toContain(expected);
      const published = language === "go" ? path.join(language, "intune") : language;
      expect(await read(published, "LICENSE")).toContain("Apache License");
    });
  });
});
