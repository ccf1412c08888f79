import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { addPhones } from "../cli/support/tenant.ts";
import { repository } from "../engine/stack.ts";
import { expectFits, keepPicture, widths } from "./support/screens.ts";
import { openShell, type Shell } from "./support/terminal.ts";

const enter = "\r";

describe.each(widths)("a helpdesk operator, in a terminal of %i columns", (columns) => {
  let tenant: Tenant;
  let shell: Shell;

  beforeAll(async () => {
    tenant = await startTenant();
    tenant.state.settings.passcodeDelayMilliseconds = 200;
    addPhones(
      tenant,
      Array.from({ length: 140 }, (_, index) => ({ deviceName: `PHONE-1${String(index).padStart(2, "0")}` })),
    );
    shell = openShell({ columns, cwd: repository, env: { ...process.env, ...tenant.env } });
  });

  afterAll(async () => {
    await keepPicture("helpdesk", columns, shell);
    shell.close();
    await tenant.close();
  });

  const pinReset = "npm run --silent pin-reset --";

  it("finds the phone of whoever calls", async () => {
    const found = await shell.run(`${pinReset} devices --user sam@contoso.example`);
    expect(found.exitCode).toBe(0);
    expect(found.text).toMatch(/PHONE-01 .*yes/);
    expect(found.text).toMatch(/ANDROID-01 .*\bno\b/);
    expectFits(found, columns);
  });

  it("picks it from a list of all, though the name is misspelled, and reads out its new passcode", async () => {
    shell.start(`${pinReset} reset --show`);
    await shell.see("type to search");
    shell.press("PHOEN-02");
    await shell.see("PHONE-02");
    await shell.see(" of 147");
    shell.press(enter);
    await shell.see("(y/N)");
    shell.press(`y${enter}`);
    const { exitCode, text, ...shown } = await shell.ended();
    expect(exitCode, text).toBe(0);
    expect(text).toMatch(/PHONE-02/);
    expect(text).toMatch(/mia@contoso\.example/);
    expect(text).toMatch(/Passcode \d{6}/);
    expectFits({ exitCode, text, ...shown }, columns);
  });

  it("is told why a PC cannot be reset, and what its user does", async () => {
    const refused = await shell.run(`${pinReset} reset LAPTOP-01 --yes --show`);
    expect(refused.exitCode).toBe(4);
    expect(refused.text).toContain("cannot be reset: not supported on Windows");
    expect(refused.text).toContain("I forgot my PIN");
    expectFits(refused, columns);
  });

  it("is asked whether a name that is misspelled means another", async () => {
    const none = await shell.run(`${pinReset} reset PHONE01 --yes --show`);
    expect(none.exitCode).toBe(3);
    expect(none.text).toMatch(/Did you mean .*PHONE-01/i);
    expectFits(none, columns);
  });

  it("sees in the log that it was done", async () => {
    const log = await shell.run(`${pinReset} audit --since 7d`);
    expect(log.exitCode).toBe(0);
    expect(log.text).toContain("PHONE-02");
    expectFits(log, columns);
  });
});
