import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { repository } from "../engine/stack.ts";
import { expectFits, keepPicture, widths } from "./support/screens.ts";
import { openShell, type Shell } from "./support/terminal.ts";

describe.each(widths)("a newcomer, in a terminal of %i columns", (columns) => {
  let shell: Shell;

  beforeAll(() => {
    shell = openShell({ columns, cwd: repository, env: { ...process.env, SHELL: "/bin/bash" } });
  });

  afterAll(async () => {
    await keepPicture("newcomer", columns, shell);
    shell.close();
  });

  it("reads what there is", async () => {
    const help = await shell.run("npm run --silent pin-reset -- --help");
    expect(help.exitCode).toBe(0);
    for (const command of ["reset", "devices", "doctor", "drift", "init", "login"]) {
      expect(help.lines.some((line) => line.trim().startsWith(command))).toBe(true);
    }
    expectFits(help, columns);
  });

  it("plays in the embedded tenant's shell: looks, lets an administrator do something, and leaves", async () => {
    shell.start("npm run --silent tenant -- shell");
    const type = async (command: string, code: number) => {
      await shell.see("(embedded tenant)");
      shell.press(`${command}; echo "code $?."\r`);
      await shell.see(`code ${code}.`);
    };
    await type("pin-reset doctor", 7);
    await type("pin-reset devices", 0);
    await type("npm run -s tenant -- tamper", 0);
    await type("npm run -s tenant -- tamper devices", 0);
    await shell.see("(embedded tenant)");
    shell.press("exit\r");
    const played = await shell.ended();
    expect(played.exitCode, played.text).toBe(0);
    expect(played.text).toContain("verdict");
    expect(played.text).toContain("consent");
    expectFits(played, columns);
  });
});
