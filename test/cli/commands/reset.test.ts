import { describe, expect, it } from "vitest";
import { seeded } from "../../../tenant/seed/ids.ts";
import { loadedModules } from "../../launcher/loaded-modules.ts";
import { jsonIn, phone, serveReset } from "../support/reset.ts";
import { environment, launcher, runPinReset } from "../support/run.ts";
import { addPhones, resetsOf, storedPasscodes } from "../support/tenant.ts";

const { served, reset, passcode } = serveReset();
const { firstPhone, laptop } = seeded.managedDevices;
const hour = 60 * 60 * 1000;

describe("pin-reset reset without a terminal", { timeout: 30_000 }, () => {
  it("prints with --output json what a pipeline needs", async () => {
    const { code, stdout, stderr } = await reset("SN000001", "--yes", "--output", "json");
    const [logged] = served.tenant.requests.list({ method: "POST", path: "resetPasscode$" });
    expect(JSON.parse(stdout)).toEqual({
      device: phone,
      state: "done",
      passcode: passcode(),
      setAt: expect.stringMatching(/^20.*Z$/),
      visibleUntil: expect.stringMatching(/^20.*Z$/),
      requestId: logged?.clientRequestId,
    });
    expect(code).toBe(0);
    expect(stderr).not.toContain(passcode());
    expect(served.posts()).toBe(1);
  });

  it("takes four round trips: the device, what it shows, the reset, its result", async () => {
    served.tenant.state.settings.passcodeDelayMilliseconds = 0;
    expect((await reset("PHONE-01", "--yes", "--show")).code).toBe(0);
    const methods = served.tenant.requests
      .graph("pin-reset/")
      .map(({ method, target }) => `${method} ${target}`);
    expect(methods).toEqual([
      "POST /beta/$batch",
      expect.stringMatching(/^GET .*deviceActionResults$/),
      expect.stringMatching(/^POST .*resetPasscode$/),
      expect.stringMatching(/^GET .*deviceActionResults$/),
    ]);
  });

  it("lists the devices of one name, and resets none of them, where nobody can be asked", async () => {
    addPhones(served.tenant, [{ deviceName: "PHONE-01" }]);
    const { code, stderr } = await reset("PHONE-01", "--yes", "--show");
    expect(code).toBe(3);
    expect(stderr).toMatch(
      /2 managed devices: each has the name[\s\S]*SN000001[\s\S]*COPY0[\s\S]*Give the id/,
    );
    expect(served.posts()).toBe(0);
  });

  it("loads nothing of the prompts and the search for a device that is named", async () => {
    const args = [launcher, "reset", "PHONE-01", "--yes", "--output", "json"];
    const loaded = await loadedModules(args, environment(served.tenant.env));
    expect(loaded).toContain("cli/reset/pick.ts");
    const lazy = ["@inquirer/core", "@inquirer/confirm", "fuse.js", "fastest-levenshtein", "string-width"];
    expect(lazy.filter((name) => loaded.includes(name))).toEqual([]);
  });

  it("prints the passcode as a table with --show", async () => {
    const { code, stdout } = await reset("PHONE-01", "--yes", "--show");
    expect(code).toBe(0);
    expect(stdout).toMatch(/Passcode +\d{6}\n/);
    expect(stdout).toContain(passcode());
  });

  it.each([
    ["that the passcode would go nowhere", ["PHONE-01", "--yes"], /no terminal, so the passcode.*\n.*--show/],
    [
      "that a spreadsheet would alter the passcode",
      ["PHONE-01", "--yes", "--show", "--output", "csv"],
      /would alter passcodes in CSV.*\n.*--output json/,
    ],
    ["that nobody can be asked", ["PHONE-01", "--show"], /needs an answer.*\n.*--yes/],
    ["that no device was named", ["--yes", "--show"], /No device was named.*\n.*--user/],
    ["that there is no clipboard", ["PHONE-01", "--yes", "--copy"], /--copy needs a terminal/],
    ["that a vault goes alone", ["PHONE-01", "--yes", "--vault", "kv-pins", "--show"], /--vault keeps/],
    ["that a vault cannot have that name", ["PHONE-01", "--yes", "--vault", "1"], /vault/],
    ["that two ways exclude each other", ["PHONE-01", "--from", "-"], /DEVICE and --from exclude/],
    ["that --user and --from do", ["--user", "sam@contoso.example", "--from", "-"], /exclude each other/],
    ["that a time goes with --resume", ["PHONE-01", "--after", "2026-01-01T00:00:00Z"], /--after goes with/],
    ["that --after takes a time", ["--resume", "PHONE-01", "--after", "noon"], /--after must be a time/],
    ["that a time has a year", ["--resume", "PHONE-01", "--after", "26 Nov 14:02"], /--after must be a time/],
    ["that results go with a list", ["PHONE-01", "--results", "r.csv"], /--results goes with --from/],
    [
      "that --again goes with one device",
      ["--from", "-", "--again"],
      /--again is for the reset of one device/,
    ],
    ["that --resume resets nothing anyway", ["--resume", "PHONE-01", "--dry-run"], /--resume resets nothing/],
    ["that a time must be one", ["PHONE-01", "--timeout", "soon"], /--timeout/],
    ["that a time must be ahead", ["PHONE-01", "--timeout", "0"], /--timeout/],
    [
      "that a list has no such time",
      ["--from", "-", "--resume", "--after", "2026-01-01T00:00:00Z"],
      /--after goes/,
    ],
    ["that --resume needs a device", ["--resume", "--show"], /No device was named/],
    ["that a platform cannot be allowed", ["PHONE-01", "--allow-platform", "ios"], /--allow-platform/],
  ])("says, before Graph is asked for anything, %s", async (_what, args, said) => {
    const { code, stdout, stderr } = await reset(...args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(said);
    expect(served.tenant.requests.graph("pin-reset/")).toEqual([]);
  });

  it.each([
    ["TF_BUILD", []],
    ["TF_BUILD", ["--show"]],
    ["GITHUB_ACTIONS", ["--show"]],
  ])(
    "alters no passcode for a pipeline: a table is refused before anything is reset: %s %j",
    async (name, more) => {
      const list = "device\nPHONE-01\n";
      for (const [which, input] of [["PHONE-01"], ["--from", "-"]].map((args) => [args, list] as const)) {
        const args = ["reset", ...which, "--yes", ...more];
        const { code, stdout, stderr } = await runPinReset(
          args,
          { ...served.tenant.env, [name]: "true" },
          input,
        );
        expect([code, stdout]).toEqual([2, ""]);
        expect(stderr).toMatch(
          /passcode that looks like a command would be altered.*\n.*--output json.*--vault/,
        );
      }
      expect(served.tenant.requests.graph("pin-reset/")).toEqual([]);
    },
  );

  it("gives a pipeline a passcode with ## as it is in JSON, and without a command of its runner", async () => {
    served.tenant.state.managedDevices.change(firstPhone, {
      passcodeResets: [{ requestedAt: Date.now() - hour, outcome: "done", passcode: "##vso[x]" }],
    });
    const args = ["reset", "--resume", "PHONE-01", "--output", "json"];
    const { code, stdout } = await runPinReset(args, { ...served.tenant.env, TF_BUILD: "True" });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ passcode: "##vso[x]" });
    expect(stdout).not.toContain("##");
  });

  it("keeps the passcode in a vault, and prints the secret's link in its place", async () => {
    const { code, stdout, stderr } = await reset("PHONE-01", "--yes", "--vault", seeded.keyVault);
    expect([code, stderr.includes(passcode())]).toEqual([0, false]);
    const [secret] = storedPasscodes(served.tenant);
    expect(secret).toMatchObject({ value: passcode(), tags: { deviceId: firstPhone } });
    expect(stdout).toMatch(new RegExp(`^https://\\S+/secrets/${secret?.name}/${secret?.version}\n$`));
  });

  it.each([
    ["json", (out: string) => JSON.parse(out)],
    ["csv", (out: string) => ({ passcode: null, secret: out.split("\n")[1]?.split(",")[4] })],
  ])("gives the link of the secret as %s too, and no passcode", async (format, parse) => {
    const { code, stdout } = await reset("PHONE-01", "--yes", "--vault", seeded.keyVault, "--output", format);
    expect(code).toBe(0);
    expect(parse(stdout)).toMatchObject({ passcode: null, secret: expect.stringMatching(/^https:/) });
    expect(stdout).not.toContain(passcode());
  });

  it.each([
    ["lets nobody in", () => served.tenant.state.keyVaults.change(seeded.keyVault, { secretsOfficers: [] })],
    [
      "can be read alone",
      () =>
        served.tenant.faults.add({
          match: { method: "PUT", path: "^/secrets/" },
          count: "always",
          effect: { kind: "status", status: 403 },
        }),
    ],
  ])("resets nothing where the vault would not take the passcode: it %s", async (_how, close) => {
    close();
    const { code, stderr } = await reset("PHONE-01", "--yes", "--vault", seeded.keyVault);
    expect(code).toBe(1);
    expect(stderr).toContain(seeded.keyVault);
    expect(served.posts()).toBe(0);
  });

  it("only says what would happen with --dry-run", async () => {
    const { code, stdout, stderr } = await reset("PHONE-01", "--dry-run", "--output", "json");
    expect(code).toBe(0);
    expect(stderr).toContain("would be reset. Nothing was reset.");
    expect(JSON.parse(stdout)).toEqual({
      device: phone,
      state: "none",
      passcode: null,
      setAt: null,
      visibleUntil: null,
      requestId: null,
    });
    expect(served.posts()).toBe(0);
  });

  it("refuses with --dry-run as without it", async () => {
    const { code, stdout, stderr } = await reset(laptop, "--dry-run", "--output", "json");
    expect([code, stdout]).toEqual([4, ""]);
    expect(jsonIn(stderr)).toEqual({
      error: {
        code: "notSupported",
        message: "LAPTOP-01 (Alex Weber, Windows 10.0.22631.4317) cannot be reset: not supported on Windows.",
        hint: expect.stringContaining("I forgot my PIN"),
      },
    });
    expect(served.posts()).toBe(0);
  });

  it("refuses to double a reset that runs already, also with --yes, unless --again says so", async () => {
    served.tenant.state.settings.passcodeDelayMilliseconds = hour;
    expect((await reset("PHONE-01", "--yes", "--show", "--timeout", "0.001")).code).toBe(6);
    const second = await reset("PHONE-01", "--yes", "--output", "json");
    expect([second.code, second.stdout]).toEqual([1, ""]);
    expect(jsonIn(second.stderr)).toEqual({
      error: {
        code: "alreadyRunning",
        message: expect.stringMatching(/^A reset of PHONE-01 that was asked for at \S+Z is pending/),
        hint: expect.stringMatching(/--resume [\s\S]*add --again\.$/),
      },
    });
    expect(served.posts()).toBe(1);
    const third = await reset("PHONE-01", "--yes", "--again", "--show", "--timeout", "0.001");
    expect(third.stderr).toMatch(/is still pending\. Another one would replace its passcode/);
    expect([third.code, served.posts()]).toEqual([6, 2]);
  });

  it("says with --dry-run that a reset runs already", async () => {
    served.tenant.state.settings.passcodeDelayMilliseconds = hour;
    await reset("PHONE-01", "--yes", "--show", "--timeout", "0.001");
    const { code, stderr } = await reset("PHONE-01", "--dry-run");
    expect([code, served.posts()]).toEqual([0, 1]);
    expect(stderr).toContain("is still pending");
  });

  it("names the permission that is missing, and resets nothing", async () => {
    served.tenant.setPermissions(["DeviceManagementManagedDevices.Read.All"]);
    const { code, stdout, stderr } = await reset("PHONE-01", "--yes", "--output", "json");
    expect([code, stdout]).toEqual([1, ""]);
    expect(jsonIn(stderr)).toMatchObject({
      error: {
        code: "forbidden",
        hint: expect.stringContaining("DeviceManagementManagedDevices.PrivilegedOperations.All"),
      },
    });
    expect(resetsOf(served.tenant, firstPhone)).toEqual([]);
  });
});
