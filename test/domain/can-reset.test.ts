import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { canResetScript, canResetValues, keepsCredentials, readCanReset } from "../../domain/can-reset.ts";

const script = readFileSync(canResetScript, "utf8");
const code = script.replace(/^#.*$/gm, "");

describe("the output of can-reset.ps1", () => {
  it.each(canResetValues)("with %s is read back with and without a line end", (value) => {
    expect([`CanReset=${value}`, `CanReset=${value}\r\n`].map(readCanReset)).toEqual([value, value]);
  });

  it.each([
    ["nothing", ""],
    ["another script's line", "PIN reset: DestructiveAndNonDestructive"],
    ["a value that Windows does not document", "CanReset=Soon"],
    ["more than one line", "CanReset=DestructiveOnly\nCanReset=DestructiveAndNonDestructive"],
    ["no value", "CanReset="],
  ])("with %s has no value", (_what, output) => {
    expect(readCanReset(output)).toBeUndefined();
  });

  it("counts as ready where a reset without loss is among those that are possible", () => {
    expect(canResetValues.filter(keepsCredentials)).toEqual([
      "DestructiveAndNonDestructive",
      "NonDestructiveOnly",
    ]);
  });
});

describe("can-reset.ps1", () => {
  it("ends with 0 for the values that count as ready, and with 1 for all others", () => {
    const [, condition = "", rest = ""] = /^if \((.*)\) \{\n {4}exit 0\n\}\n(.*)/ms.exec(code) ?? [];
    expect([...condition.matchAll(/-eq '(\w+)'/g)].map(([, value]) => value).sort()).toEqual(
      canResetValues.filter(keepsCredentials).sort(),
    );
    expect(rest.trim()).toBe("exit 1");
  });

  it("prints one line, of a name and at most 40 letters, and nothing else of what dsregcmd shows", () => {
    expect(code.match(/Write-\w+.*/g)).toEqual(['Write-Output "CanReset=$value"']);
    expect(code).toContain("'^\\s*CanReset\\s*:\\s*([A-Za-z]{1,40})\\s*$'");
  });

  it("uses nothing that ConstrainedLanguage or a signature rules out", () => {
    expect(code).not.toMatch(/Invoke-|Add-Type|New-Object|Import-|Start-|\biex\b|\[[\w.]+\]::|https?:/i);
    expect(code.match(/\b[A-Z]\w+-[A-Z]\w+/g)?.sort()).toEqual(["Test-Path", "Write-Output"]);
  });

  it("is ASCII without a byte order mark, so that each PowerShell and a signature read the same bytes", () => {
    expect(script).toMatch(/^[\n\x20-\x7e]+$/);
  });

  const version = spawnSync("pwsh", ["-NoProfile", "-NoLogo", "-Version"], { encoding: "utf8" });
  const why = version.error ? " (skipped: no pwsh on this machine)" : "";

  it.skipIf(version.error)(`has no error that PowerShell's parser reports${why}`, () => {
    const parse =
      "$errors = $null; [void][System.Management.Automation.Language.Parser]::ParseFile(" +
      "$env:SCRIPT, [ref]$null, [ref]$errors); $errors | ForEach-Object { $_.ToString() }; exit $errors.Count";
    const env = { ...process.env, SCRIPT: fileURLToPath(canResetScript) };
    const parsed = spawnSync("pwsh", ["-NoProfile", "-NonInteractive", "-Command", parse], {
      encoding: "utf8",
      env,
    });
    expect(parsed, parsed.stdout + parsed.stderr).toMatchObject({ status: 0 });
  });
});
