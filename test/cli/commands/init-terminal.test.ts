import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { makeProjects } from "../support/project.ts";
import { keys, openTerminal, type Terminal } from "../support/terminal.ts";

const project = makeProjects();
const tenantId = "3b7a2d54-6c1e-4f0a-9d43-2f1b8c5e7a90";
const backspaces = (count: number) => "\u007f".repeat(count);

const fileOf = (stack: string) => path.join(project.folder, `Pulumi.${stack}.yaml`);
const settingsOf = async (stack: string) => parse(await readFile(fileOf(stack), "utf8")).config;

function init({
  args = [],
  columns = 80,
  env = {},
}: {
  args?: string[];
  columns?: number;
  env?: Record<string, string>;
} = {}): Terminal {
  return openTerminal(["init", ...args], {
    columns,
    cwd: project.folder,
    env: { PULUMI_BACKEND_URL: "", ...env },
  });
}

/** Answers a question as soon as it shows. */
async function answer(terminal: Terminal, question: string | RegExp, typed = ""): Promise<void> {
  await terminal.see(question);
  terminal.type(`${typed}${keys.enter}`);
}

describe("pin-reset init on a terminal", { timeout: 30_000 }, () => {
  it.each([50, 80])(
    "at %i columns asks five questions and writes the file, and no line is broken",
    async (columns) => {
      const terminal = init({ columns });
      await answer(terminal, "? Name of the stack: (prod)");
      await answer(terminal, "? Tenant ID: (the one you sign in to)", tenantId.toUpperCase());
      await answer(terminal, "? Groups (comma-separated):", "Windows devices, 4711");
      await terminal.see(
        /\? PIN recovery by:\s+❯ a custom profile\s+a settings catalog policy[\s\S]*⏎ select/,
      );
      terminal.type(keys.down);
      await answer(terminal, "❯ a settings catalog policy");
      await answer(
        terminal,
        /\? Keep the state in:\s+❯ Pulumi Cloud\s+Azure Blob Storage\s+this machine[\s\S]*⏎ select/,
      );
      expect(await terminal.ended).toBe(0);

      const answered = terminal.text.split("\n").filter((line) => /^.*✔/.test(line));
      expect(answered.map((line) => line.replace(/^.*(?=✔)/, ""))).toEqual([
        "✔ Name of the stack: prod",
        `✔ Tenant ID: ${tenantId.toUpperCase()}`,
        "✔ Groups (comma-separated): Windows devices, 4711",
        "✔ PIN recovery by: a settings catalog policy",
        "✔ Keep the state in: Pulumi Cloud",
      ]);
      expect(terminal.text).toMatch(
        /Wrote Pulumi\.prod\.yaml\. Next, type:\n {2}npm run pulumi -- login\n {2}npm run pulumi -- stack init prod\n$/,
      );
      expect(await settingsOf("prod")).toEqual({
        "pin-reset:tenantId": tenantId,
        "pin-reset:profile": { kind: "settingsCatalog" },
        "pin-reset:assignments": { groups: ["Windows devices", "4711"] },
      });
    },
  );

  it("says what is wrong with an answer before the next question, and takes the corrected one", async () => {
    await writeFile(fileOf("prod"), "config: {}\n");
    const terminal = init();
    await answer(terminal, "Name of the stack:");
    await terminal.see("> Pulumi.prod.yaml is there already");
    await answer(terminal, "", "prod-eu/1");
    await terminal.see("> must be up to 100 letters, digits and _.-");
    await answer(terminal, "", `${backspaces(2)}1`);
    await answer(terminal, "Tenant ID:", "contoso.com");
    await terminal.see("> must be the tenant's ID: a GUID without braces");
    await answer(terminal, "", backspaces("contoso.com".length));
    await answer(terminal, "Groups (comma-separated):");
    await terminal.see("> must name a group");
    await answer(terminal, "", "Kiosks,kiosks");
    await terminal.see('> "kiosks" repeats an earlier entry');
    await answer(terminal, "", backspaces(",kiosks".length));
    await answer(terminal, /PIN recovery by:[\s\S]*⏎ select/);
    await terminal.see(/Keep the state in:[\s\S]*⏎ select/);
    terminal.type(keys.down);
    await answer(terminal, "❯ Azure Blob Storage");
    await answer(terminal, "URL of the container:");
    await terminal.see("> must name the account: azblob://pulumi?storage_account=contosostate");
    await answer(terminal, "", `${backspaces(4)}contosostate`);
    await terminal.see("npm run pulumi -- login 'azblob://pulumi?storage_account=contosostate'");
    expect(await terminal.ended).toBe(0);
    expect(await readFile(fileOf("prod"), "utf8")).toBe("config: {}\n");
    expect(Object.keys(await settingsOf("prod-eu1"))).toEqual(["pin-reset:profile", "pin-reset:assignments"]);
  });

  it("asks for just what the options leave open, and offers the backend that PULUMI_BACKEND_URL names", async () => {
    const args = ["--stack", "prod", "--tenant-id", tenantId, "--group", "Kiosks", "--kind", "custom"];
    const terminal = init({ args, env: { PULUMI_BACKEND_URL: "s3://contoso-state" } });
    await answer(terminal, /^\S*\? Keep the state in:\s+❯ s3:\/\/contoso-state[\s\S]*⏎ select/);
    await terminal.see(/npm run pulumi -- stack init prod\s+npm run pulumi -- preview/);
    expect(await terminal.ended).toBe(0);
  });

  it("writes nothing where Ctrl-C ends a question", async () => {
    const terminal = init();
    await answer(terminal, "Name of the stack:");
    await terminal.see("Tenant ID:");
    terminal.type(keys.controlC);
    expect(await terminal.ended).toBe(130);
    expect(terminal.text).toContain("Interrupted.");
    expect(existsSync(fileOf("prod"))).toBe(false);
  });
});
