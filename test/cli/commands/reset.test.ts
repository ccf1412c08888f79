import { describe, expect, it } from "vitest";
import { seeded } from "../../../tenant/seed/ids.ts";
import { runPinReset } from "../support/run.ts";
import { resetsOf, serveCompanion, storedPasscodes } from "../support/tenant.ts";

const served = serveCompanion();
const { firstPhone, oldPhone, laptop } = seeded.managedDevices;
const hour = 60 * 60 * 1000;

function reset(...args: string[]) {
  return runPinReset(["reset", ...args], served.tenant.env);
}

/** The JSON object that ends what was printed: progress comes before it. */
function jsonIn(text: string): unknown {
  return JSON.parse(text.slice(text.indexOf("{")));
}

function passcode(): string {
  return resetsOf(served.tenant, firstPhone).at(-1)?.passcode ?? "none was set";
}

const phone = {
  id: firstPhone,
  name: "PHONE-01",
  operatingSystem: "Windows 10 Mobile",
  osVersion: "10.0.15254.603",
};

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
    ["that two ways exclude each other", ["PHONE-01", "--resume", "PHONE-01"], /DEVICE and --resume exclude/],
    ["that --user and --from do", ["--user", "sam@contoso.example", "--from", "-"], /exclude each other/],
    ["that a time goes with --resume", ["PHONE-01", "--after", "2026-01-01T00:00:00Z"], /--after goes with/],
    ["that --after takes a time", ["--resume", "PHONE-01", "--after", "noon"], /--after must be a time/],
    ["that results go with a list", ["PHONE-01", "--results", "r.csv"], /--results goes with --from/],
    ["that --resume resets nothing anyway", ["--resume", "PHONE-01", "--dry-run"], /--resume resets nothing/],
    ["that a time must be one", ["PHONE-01", "--timeout", "soon"], /--timeout/],
    ["that a time must be ahead", ["PHONE-01", "--timeout", "0"], /--timeout/],
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

  it("is an error of its own where the time to wait is over", async () => {
    served.tenant.state.settings.passcodeDelayMilliseconds = hour;
    const { code, stdout, stderr } = await reset(
      "PHONE-01",
      "--yes",
      "--output",
      "json",
      "--timeout",
      "0.01",
    );
    expect([code, stdout]).toEqual([6, ""]);
    expect(jsonIn(stderr)).toMatchObject({
      error: { code: "stillRunning", hint: expect.stringContaining(`--resume ${firstPhone}`) },
    });
  });

  it("says of a reset that ended while nobody looked how it ended, with --resume", async () => {
    served.tenant.state.managedDevices.change(firstPhone, {
      passcodeResets: [{ requestedAt: Date.now() - hour, outcome: "done", passcode: "483920" }],
    });
    const { code, stdout } = await reset("--resume", "PHONE-01", "--output", "json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ device: phone, passcode: "483920", requestId: null });
    expect(served.posts()).toBe(0);
  });

  it("resets nothing with --resume where nothing runs", async () => {
    const { code, stderr } = await reset("--resume", "PHONE-01", "--show");
    expect(code).toBe(1);
    expect(stderr).toContain("Intune shows no reset of PHONE-01");
    expect(served.posts()).toBe(0);
  });

  it("passes on that a device does not support the reset after all", async () => {
    served.tenant.state.managedDevices.change(oldPhone, {
      passcodeResets: [{ requestedAt: Date.now() - hour, outcome: "notSupported", passcode: "000000" }],
    });
    const { code, stdout, stderr } = await reset("--resume", oldPhone, "--show");
    expect([code, stdout]).toEqual([4, ""]);
    expect(stderr).toContain("PHONE-OLD answered that it does not support the reset.");
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

  describe("whose answer from Graph is lost", () => {
    const lose = (effect: Parameters<typeof served.tenant.faults.add>[0]["effect"], reads = 0) => {
      const match = { method: "POST", path: "resetPasscode$" };
      served.tenant.faults.add({ match, effect });
      if (reads > 0) served.tenant.faults.add({ match, effect: { kind: "lag", reads } });
    };
    const gatewayTimeout = { kind: "status", status: 504, when: "after" } as const;
    const addEarlierReset = () => {
      const startedAt = "2026-01-31T09:30:00Z";
      served.tenant.state.managedDevices.change(firstPhone, {
        passcodeResets: [{ requestedAt: Date.parse(startedAt), outcome: "done", passcode: "000000" }],
      });
      return startedAt;
    };

    it("looks until the reset shows, posts no second one, and shows that one's passcode alone", async () => {
      addEarlierReset();
      lose(gatewayTimeout, 2);
      const { code, stdout } = await reset("PHONE-01", "--yes", "--output", "json");
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ passcode: passcode() });
      expect(resetsOf(served.tenant, firstPhone)).toHaveLength(2);
      expect(served.posts()).toBe(1);
    });

    it("says that the outcome is unknown where none shows, and how to look for that one alone", async () => {
      const after = addEarlierReset();
      lose(gatewayTimeout, 10_000);
      const args = ["PHONE-01", "--yes", "--output", "json", "--timeout", "0.01"];
      const { code, stdout, stderr } = await reset(...args);
      expect([code, stdout]).toEqual([8, ""]);
      const resume = `pin-reset -- reset --resume ${firstPhone} --after ${after}`;
      expect(jsonIn(stderr)).toMatchObject({
        error: { code: "unknownOutcome", hint: expect.stringContaining(resume) },
      });
      expect(served.posts()).toBe(1);

      const look = ["--resume", firstPhone, "--after", after, "--show"];
      const early = await reset(...look);
      expect([early.code, early.stdout]).toEqual([8, ""]);
      expect(early.stderr).toContain(`shows no reset of PHONE-01`);
      while (served.tenant.state.managedDevices.read(firstPhone)?.passcodeResets.length === 1);
      const later = await reset(...look);
      expect([later.code, later.stdout]).toEqual([0, expect.stringContaining(passcode())]);
      expect(later.stdout).not.toContain("000000");
      expect(served.posts()).toBe(1);
    });
  });

  it("never takes a result in a state that it does not know for none, and an earlier passcode for the newest", async () => {
    const at = (ago: number) => ({ requestedAt: Date.now() - ago, passcode: "000000" });
    served.tenant.state.managedDevices.change(firstPhone, {
      passcodeResets: [
        { ...at(hour), outcome: "done" },
        { ...at(hour / 2), outcome: "unknownFutureValue" as "done" },
      ],
    });
    const { code, stdout } = await reset("--resume", "PHONE-01", "--show", "--timeout", "0.01");
    expect([code, stdout]).toEqual([6, ""]);
  });

  it("says how to come back where Graph fails while it waits", async () => {
    served.tenant.state.settings.passcodeDelayMilliseconds = hour;
    const effect = { kind: "status", status: 400 } as const;
    served.tenant.faults.add({ match: { path: "deviceActionResults" }, nth: 3, count: "always", effect });
    const { code, stderr } = await reset("PHONE-01", "--yes", "--show");
    expect(code).toBe(1);
    expect(stderr).toMatch(new RegExp(`The reset of PHONE-01 goes on.*--resume ${firstPhone}`));
    expect(stderr).not.toContain(passcode());
  });
});
