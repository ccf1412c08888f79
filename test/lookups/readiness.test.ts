import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { issueOf, lookUp, windowsId } from "../components/entra.ts";

const assignments = { allDevices: true };
const folder = mkdtempSync(path.join(tmpdir(), "readiness-"));
const signature = "# SIG # Begin signature block\n# MIIa\n# SIG # End signature block\n";

function file(name: string, content: string): string {
  const made = path.join(folder, name);
  writeFileSync(made, content);
  return made;
}

afterAll(() => rmSync(folder, { recursive: true }));

async function readiness(given: unknown) {
  const { found } = await lookUp({ assignments, readiness: given });
  return (await found).readiness;
}

describe("the setting readiness", () => {
  it("is off unless it is given, and with false", async () => {
    const { found } = await lookUp({ assignments });
    expect((await found).readiness).toBeUndefined();
    expect(await readiness(false)).toBeUndefined();
  });

  it("has the project's own script, and no targets of its own", async () => {
    const found = await readiness(true);
    expect(found?.script).toContain("Write-Output");
    expect(found?.targets).toBeUndefined();
  });

  it("has groups of its own where it names some", async () => {
    const found = await readiness({ groups: ["Windows devices"], excludedGroups: ["Kiosks"] });
    expect(found?.targets).toMatchObject([{ type: "group", groupId: windowsId }, { type: "exclusionGroup" }]);
  });

  it("names its own key where a group is missing", async () => {
    const message = await issueOf({ assignments, readiness: { groups: ["Windws"] } });
    expect(message).toContain('pin-reset:readiness.groups[0] names the group "Windws"');
  });

  it("takes a signed copy of the script as it is, byte for byte", async () => {
    const text = `\ufeffexit 0\r\n${signature}`;
    const scriptFile = file("signed.ps1", text);
    expect((await readiness({ scriptFile, enforceSignatureCheck: true }))?.script).toBe(text);
  });

  it.each([
    ["that is not there", "none.ps1", "names a file that cannot be read", "readiness.scriptFile"],
    [
      "without the signature that is asked for",
      file("unsigned.ps1", "exit 0"),
      "a script without a signature",
      "readiness.enforceSignatureCheck",
    ],
  ])("with a script %s is an issue with what to do", async (_what, scriptFile, words, key) => {
    const message = await issueOf({ assignments, readiness: { scriptFile, enforceSignatureCheck: true } });
    expect(message).toContain(`pin-reset:readiness.scriptFile names`);
    expect(message).toContain(words);
    expect(message).toContain(`pulumi config rm --path "pin-reset:${key}"`);
  });
});
