import { describe, expect, it } from "vitest";
import { widthOf } from "../../../cli/text-width.ts";
import { seeded } from "../../../tenant/seed/ids.ts";
import { frameOf } from "../support/frame.ts";
import { addPhones, resetsOf, serveCompanion } from "../support/tenant.ts";
import { keys, openTerminal, type Terminal } from "../support/terminal.ts";

const served = serveCompanion();
const { firstPhone, secondPhone, android } = seeded.managedDevices;
const more = {
  pageDown: "\u001b[6~",
  pageUp: "\u001b[5~",
  end: "\u001b[F",
  home: "\u001b[H",
  clear: "\u0015",
};

function reset(args: readonly string[], columns = 80): Terminal {
  return openTerminal(["reset", ...args], { columns, env: { ...served.tenant.env } });
}

/** A fleet whose every second device cannot be reset; with the seeded ones there are 147. */
function addMany(): void {
  addPhones(
    served.tenant,
    Array.from({ length: 140 }, (_, index) => ({
      deviceName: `FLEET-${String(index).padStart(3, "0")}`,
      userPrincipalName: `a.long.name.of.user.${index}@contoso.example`,
      serialNumber: `SERIAL-${String(index).padStart(8, "0")}`,
      ...(index % 2 === 0 ? {} : { operatingSystem: "Windows", deviceType: "windowsRT" as const }),
    })),
  );
}

async function frameWith(terminal: Terminal, wanted: string | RegExp): Promise<string[]> {
  await terminal.see(wanted);
  await terminal.see("⏎ select");
  return frameOf(terminal.raw);
}

describe("the list of devices on a terminal", { timeout: 30_000 }, () => {
  it.each([50, 80, 120])(
    "has a line for each device at %i columns, with name, user and serial",
    async (columns) => {
      addMany();
      const terminal = reset([], columns);
      const frame = await frameWith(terminal, "147 of 147 · type to search");
      expect(frame[0]).toBe("? Which device?");
      expect(
        frame.slice(1, 11).filter((line) => !/^[❯ -] FLEET-\d{3} {2,}a\.l\S+ {2,}(SERIAL-|…)\d+$/.test(line)),
      ).toEqual([]);
      expect(frame.filter((line) => widthOf(line) >= columns)).toEqual([]);
      expect(frame.join("\n")).toMatch(/\n❯ FLEET-000[\s\S]*Can be reset\. Windows 10 Mobile/);
      terminal.type(keys.controlC);
      expect(await terminal.ended).toBe(130);
    },
  );

  it("takes PageDown, PageUp, End, Home, a search with a slip in it, and its deletion", async () => {
    addMany();
    const terminal = reset([]);
    await frameWith(terminal, "❯ FLEET-000");
    for (const [typed, active] of [
      [more.pageDown, "FLEET-020"],
      [more.pageUp, "FLEET-000"],
      [more.end, "PHONE-OLD"],
      [more.home, "FLEET-000"],
      ["fleett-13", "FLEET-130"],
    ]) {
      terminal.type(typed ?? "");
      expect((await frameWith(terminal, `❯ ${active}`)).join("\n")).toMatch(/\n {2}\d+ of 147/);
    }
    expect(frameOf(terminal.raw)[0]).toBe("? Which device? fleett-13");
    terminal.type(more.clear);
    await frameWith(terminal, "147 of 147");
    terminal.type("phone-01");
    expect(await frameWith(terminal, "  1 of 147 · type")).toContainEqual(
      expect.stringMatching(/^❯ PHONE-01 /),
    );
    terminal.type(keys.enter);
    await terminal.see("Which device? PHONE-01, sam@contoso.example, SN000001");
    await terminal.see("Reset the passcode of PHONE-01");
    terminal.type(`n${keys.enter}`);
    expect(await terminal.ended).toBe(1);
  });

  it("does not let a device be chosen that cannot be reset: it says why, and what to do, and goes on", async () => {
    const terminal = reset([]);
    await terminal.see("⏎ select");
    terminal.type("laptop");
    await frameWith(terminal, "Cannot be reset: not supported on Windows.");
    terminal.type(keys.enter);
    const frame = await frameWith(
      terminal,
      /LAPTOP-01 cannot be reset: not supported on Windows\. Its user chooses/,
    );
    expect(frame[0]).toBe("? Which device? laptop");
    terminal.type(more.clear);
    await frameWith(terminal, "❯ PHONE-01");
    terminal.type(keys.enter);
    await terminal.see("Reset the passcode of PHONE-01");
    terminal.type(keys.controlC);
    expect(await terminal.ended).toBe(130);
    expect(served.posts()).toBe(0);
  });

  it.each<[string, string[]]>([
    ["--user", ["--user", "sam@contoso.example"]],
    ["a user's sign-in name", ["“sam@contoso.example”"]],
  ])("has those of the user alone where %s means several", async (_what, args) => {
    const terminal = reset([...args, "--yes", "--allow-platform", "android"]);
    const frame = await frameWith(terminal, "Which of these 2 devices?");
    expect(frame.filter((line) => /^[❯ -] \S+ .*SN0/.test(line)).map((line) => line.split(/\s+/)[1])).toEqual(
      ["ANDROID-01", "PHONE-01"],
    );
    terminal.type(`${keys.down}${keys.enter}`);
    await terminal.see(/Passcode +\d{6}/);
    expect(await terminal.ended).toBe(0);
    expect([firstPhone, android].map((id) => resetsOf(served.tenant, id).length)).toEqual([1, 0]);
  });

  it("has the devices of one name, told apart by serial number and last check-in, and resets the one", async () => {
    addPhones(served.tenant, [{ deviceName: "PHONE-02", lastSyncDateTime: "2019-03-04T12:00:00Z" }]);
    const terminal = reset(["phone-02"]);
    const frame = await frameWith(terminal, "Which of these 2 devices?");
    expect(frame.slice(1, 3)).toEqual([
      expect.stringMatching(/^❯ PHONE-02 .* COPY0$/),
      expect.stringMatching(/^ {2}PHONE-02 .* SN000002$/),
    ]);
    expect(frame.join(" ")).toContain("last check-in 4 Mar 2019 ");
    terminal.type(`${keys.down}${keys.enter}`);
    await terminal.see(/serial number SN000002[\s\S]*Reset the passcode of PHONE-02\?/);
    terminal.type(`y${keys.enter}`);
    await terminal.see(/Passcode +\d{6}/);
    expect(await terminal.ended).toBe(0);
    expect(resetsOf(served.tenant, secondPhone)).toHaveLength(1);
  });

  it("asks, also with --yes, before a device is reset that is only like what was typed", async () => {
    const terminal = reset(["--yes"]);
    await frameWith(terminal, "Which device?");
    terminal.type("phoen-02");
    await frameWith(terminal, "❯ PHONE-02");
    terminal.type(keys.enter);
    await terminal.see("Reset the passcode of PHONE-02? (y/N)");
    terminal.type(`n${keys.enter}`);
    expect(await terminal.ended).toBe(1);
    expect(served.posts()).toBe(0);
  });

  it("is not opened where none of the devices can be reset: it says of each why", async () => {
    const terminal = reset(["--user", "alex@contoso.example"]);
    await terminal.see(
      /None of the 3 devices can be reset\.[\s\S]*LAPTOP-01[^\n]*: not supported on Windows/,
    );
    expect(await terminal.ended).toBe(4);
  });
});
