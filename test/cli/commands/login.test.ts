import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { seeded } from "../../../tenant/seed/ids.ts";
import { signInAppId } from "../../../tenant/seed/sign-in-app.ts";
import { type Run, runPinReset, startPinReset } from "../support/run.ts";
import { helpdesk, mia, servePerson, toOurApp } from "../support/sign-in.ts";
import { serveCompanion } from "../support/tenant.ts";
import { openTerminal } from "../support/terminal.ts";

const served = serveCompanion();
const person = servePerson(() => served.tenant);

/** What tokens and codes of Entra look like. */
const ofAToken = /eyJ[\w-]{10,}\.eyJ|\b1\.[\w-]{40}/;

// The browser of these tests stands in BROWSER, which only Linux asks for its default browser.
const linux = describe.runIf(process.platform === "linux");

function asPerson(args: readonly string[], env = person.keepingEnv()): Promise<Run> {
  return runPinReset(args, env);
}

/** The files of the person's folder, with what is in them. */
function filesIn(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const files = names.filter((name) => statSync(path.join(folder, name)).isFile());
  return Object.fromEntries(files.map((name) => [name, readFileSync(path.join(folder, name), "latin1")]));
}

/** Starts a sign-in by device code; `enter` does what a person does on the page that it names. */
async function startDeviceCode(env: Record<string, string>) {
  const { child, ended } = startPinReset(["login", "--device-code", ...toOurApp], env);
  let shown = "";
  child.stderr.on("data", (text: Buffer) => {
    shown += text.toString();
  });
  while (!/enter the code (\w{9})\./.test(shown) && child.exitCode === null) {
    await once(child.stderr, "data");
  }
  const code = /enter the code (\w{9})\./.exec(shown)?.[1] ?? "";
  const page = /open (\S+)\s+in/.exec(shown)?.[1] ?? "";
  const enter = (form: Record<string, string>) =>
    fetch(page, { method: "POST", body: new URLSearchParams({ otc: code, ...form }) });
  return { ended, enter };
}

linux("a person who signs in by the browser", () => {
  it("resets a passcode, and is named in Intune's audit log", async () => {
    served.tenant.registerSignInApp({ consent: helpdesk });
    expect(await asPerson(["login", ...toOurApp])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/Signed in as\s+mia@contoso\.example\n.*PIN reset companion/s),
    });
    const reset = await asPerson(["reset", "PHONE-01", "--yes", "--output", "json"]);
    expect([reset.code, JSON.parse(reset.stdout).state]).toEqual([0, "done"]);
    const log = await asPerson(["audit", "--output", "json"]);
    expect(JSON.parse(log.stdout)).toMatchObject([{ by: mia, device: "PHONE-01" }]);
  });

  it("leaves no token in output, in the browser's arguments, or in a file that is not encrypted", async () => {
    served.tenant.registerSignInApp({ consent: helpdesk });
    const log = path.join(person.folder, "browser.log");
    const env = person.keepingEnv({ TEST_BROWSER_LOG: log });
    const runs = [
      await asPerson(["login", ...toOurApp], env),
      await asPerson(["devices"], env),
      await asPerson(["whoami", "--output", "json"], env),
    ];
    for (const { code, stdout, stderr } of runs) {
      expect([code, stdout, stderr]).toEqual([
        0,
        expect.not.stringMatching(ofAToken),
        expect.not.stringMatching(ofAToken),
      ]);
    }
    const files = filesIn(person.folder);
    expect(Object.keys(files)).toEqual(expect.arrayContaining(["sign-in.json", "keychain", "browser.log"]));
    for (const text of Object.values(files)) {
      expect(text).not.toMatch(ofAToken);
    }
    expect(files["browser.log"]).toContain("code_challenge_method=S256");
    expect(statSync(path.join(person.folder, "sign-in.json")).mode & 0o777).toBe(0o600);
  });

  it("is asked again by a command on a terminal, where the sign-in is not kept", async () => {
    served.tenant.registerSignInApp({ consent: helpdesk });
    const env = person.env();
    const login = await asPerson(["login", ...toOurApp], env);
    expect(login.stdout).toMatch(/Kept\s+no, each command asks again/);
    expect(login.stderr).toContain("The sign-in is not kept");
    expect(login.stderr).toContain("npm install --no-save @azure/identity-cache-persistence");
    const terminal = openTerminal(["devices"], { env });
    await terminal.see("Your browser opens for the sign-in.");
    await terminal.see("PHONE-01");
    expect(await terminal.ended).toBe(0);
  });

  it("opens no browser without a terminal, as in a pipeline, but says what to do", async () => {
    served.tenant.registerSignInApp({ consent: helpdesk });
    await asPerson(["login", ...toOurApp], person.env());
    const { code, stderr } = await asPerson(["devices", "--output", "json"], person.env());
    expect(code).toBe(1);
    expect(JSON.parse(stderr.trim().split("\n").at(-1) ?? "").error).toMatchObject({
      code: "signInNeeded",
      hint: expect.stringContaining("npm run pin-reset -- login"),
    });
  });

  it("is told of the admin consent link where nobody consented to the application", async () => {
    served.tenant.registerSignInApp({ consent: "none" });
    const { code, stderr } = await asPerson(["login", ...toOurApp]);
    expect(code).toBe(1);
    expect(stderr).toContain("AADSTS65001");
    expect(stderr).toContain(
      `${served.tenant.origin}/${seeded.tenantId}/v2.0/adminconsent?client_id=${signInAppId}`,
    );
    expect(existsSync(path.join(person.folder, "sign-in.json"))).toBe(false);
  });

  it("is told that the browser's sign-in was cancelled", async () => {
    served.tenant.registerSignInApp({ consent: helpdesk });
    const { code, stderr } = await asPerson(["login", ...toOurApp], person.env({ TEST_DECISION: "cancel" }));
    expect([code, stderr]).toEqual([1, expect.stringContaining("AADSTS65004")]);
  });

  it("ends the wait for the browser with Ctrl-C, and remembers nobody", async () => {
    served.tenant.registerSignInApp({ consent: helpdesk });
    const { child, ended } = startPinReset(["login", ...toOurApp], person.env({ BROWSER: "true" }));
    await once(child.stderr, "data");
    // Until the listener of the redirect URI is there.
    await wait(300);
    child.kill("SIGINT");
    expect(await ended).toMatchObject({ code: 130, stderr: expect.stringContaining("Interrupted.") });
    expect(readdirSync(person.folder)).toEqual([]);
  });

  it("forgets the sign-in and all tokens with logout, also of who signed in before", async () => {
    served.tenant.registerSignInApp({ consent: helpdesk });
    await asPerson(["login", ...toOurApp]);
    const before = statSync(path.join(person.folder, "keychain")).size;
    const other = await asPerson(["login"], person.keepingEnv({ TEST_LOGIN: "alex@contoso.example" }));
    expect(other.stdout).toMatch(/alex@contoso\.example.*Kept\s+in the system's keychain/s);
    const unreachable = await asPerson(["logout"], person.env());
    expect(unreachable).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/tokens of alex@contoso\.example are still in the system's keychain/),
    });
    expect((await asPerson(["logout"])).stderr).toBe("alex@contoso.example is signed out.\n");
    expect(statSync(path.join(person.folder, "keychain")).size).toBeLessThan(before / 2);
    expect(existsSync(path.join(person.folder, "sign-in.json"))).toBe(false);
    expect((await asPerson(["logout"])).stderr).toBe("Nobody was signed in.\n");
  });
});

describe("a person who signs in by a device code", () => {
  it("is waited for, and then acts in their name", async () => {
    served.tenant.state.settings.deviceCodeIntervalSeconds = 1;
    served.tenant.registerSignInApp({ consent: helpdesk });
    const { ended, enter } = await startDeviceCode(person.keepingEnv());
    await enter({ decision: "continue", login: mia });
    expect(await ended).toMatchObject({ code: 0, stdout: expect.stringContaining(mia) });
    const { stdout } = await asPerson(["whoami", "--output", "json"]);
    expect(JSON.parse(stdout)).toMatchObject({ person: mia, how: "pin-reset login, by device code" });
  });

  it.each([
    ["the code is over", { deviceCodeSeconds: 1 }, {}, /Nobody entered the code in time/],
    ["they declined", {}, { decision: "cancel" }, /AADSTS65004/],
  ])("is told that %s", async (_what, settings, form, words) => {
    Object.assign(served.tenant.state.settings, { deviceCodeIntervalSeconds: 1, ...settings });
    served.tenant.registerSignInApp({ consent: helpdesk });
    const { ended, enter } = await startDeviceCode(person.env());
    if ("decision" in form) {
      await enter(form);
    }
    expect(await ended).toMatchObject({ code: 1, stderr: expect.stringMatching(words) });
  });

  it("is told what to change in the registration, or in the command", async () => {
    const attempt = async (args: readonly string[]) =>
      (await runPinReset(["login", "--device-code", ...args], person.env())).stderr;
    const unknown = await attempt(toOurApp);
    expect(unknown).toContain(`has no application ${signInAppId}`);
    expect(unknown).not.toContain("undefined");
    expect(await attempt(["--tenant", "other.example", "--client-id", signInAppId])).toMatch(
      /AADSTS90002.*\nCheck --tenant of/s,
    );
    served.tenant.registerSignInApp({ consent: helpdesk, isFallbackPublicClient: false });
    expect(await attempt(toOurApp)).toContain("Allow public client flows");
    expect(await attempt([])).toContain("--tenant and --client-id are needed.");
  });
});
