import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { fleetOf, issuesOf, read } from "./support.ts";

describe("a file of YAML", () => {
  it.each([
    ["a: 1\na: 2", "fleet.yaml:2: repeats a key of the same mapping"],
    ["a: [", "fleet.yaml:1: is not indented as what is around it, or lacks a closing bracket"],
    ["a: !ref b", "fleet.yaml:1: has a tag, which is not taken"],
    ["a: *b", "fleet.yaml:1: names an alias that has no anchor before it"],
    [
      'a: "b',
      "fleet.yaml:1: lacks a character, such as a closing quote or bracket, or a blank after a colon",
    ],
    ["a: &a\n  b: *a", "fleet.yaml:2: names an alias of what it is part of"],
    ["a: b\n---\nc: d", "fleet.yaml:2: begins a second document, and the file has one"],
    ["a:\n\t- b", "fleet.yaml:2: is indented with a tab: use blanks"],
    ["{ a }: b", "fleet.yaml:1: has a key that is not a text: put it in quotes"],
  ])("that is %j is refused in words of this project", async (text, issue) => {
    expect(await issuesOf(text)).toContain(issue);
  });

  it("does not repeat what is in it where it is not valid", async () => {
    const issues = await issuesOf('credential: "hunter2');
    expect(issues.join()).not.toContain("hunter2");
  });

  it("may share settings by an alias, for more tenants than the library's limit of 100", async () => {
    const tenants = Array.from(
      { length: 500 },
      (_, index) => `  - { name: t${index}, tenantId: ${randomUUID()}, ring: broad, settings: *emea }`,
    );
    const text = fleetOf({
      tenant: "settings: &emea { profile: { displayName: E } }",
      tail: tenants.join("\n"),
    });
    const fleet = await read(text);
    expect(fleet.tenants.at(-1)?.settings).toMatchObject({ "pin-reset:profile": { displayName: "E" } });
  });

  it("whose shared settings are wrong is told so once", async () => {
    const text = fleetOf({
      tenant: "settings: &own { profile: { scope: both } }",
      tail: `  - { name: b, tenantId: ${randomUUID()}, ring: broad, settings: *own }`,
    });
    expect(await issuesOf(text)).toEqual([
      "fleet.yaml:4: tenants[0].settings.profile.scope must be device or user",
    ]);
  });

  it("whose aliases multiply is refused at once", async () => {
    const levels = Array.from({ length: 9 }, (_, level) => {
      const item = level === 0 ? "lol" : `*l${level - 1}`;
      return `l${level}: &l${level} [${Array(9).fill(item).join(", ")}]`;
    });
    expect(await issuesOf(levels.join("\n"))).toEqual([
      "fleet.yaml: has aliases that repeat more than 100000 values",
    ]);
  });

  it("has no merge keys: `<<` is a key like any other", async () => {
    expect(await issuesOf(fleetOf({ tenant: "<<: { ring: broad }" }))).toEqual([
      expect.stringContaining("fleet.yaml:4: tenants[0] has an unknown key"),
    ]);
  });

  it("of 50,000 lines takes no time that grows with the square of its length, settings and all", async () => {
    const tenants = Array.from({ length: 5000 }, (_, index) =>
      [
        `  - name: t${index}`,
        `    tenantId: ${randomUUID()}`,
        "    ring: broad",
        "    tags: [emea]",
        "    settings:",
        "      profile:",
        `        displayName: Tenant ${index}`,
        "      assignments:",
        "        groups:",
        "          - Windows devices",
      ].join("\n"),
    );
    const text = fleetOf({ tail: tenants.join("\n") });
    const before = process.cpuUsage();
    const fleet = await read(text);
    // About a second by itself; this is for a machine that is busy.
    expect(process.cpuUsage(before).user / 1e6).toBeLessThan(15);
    expect(fleet.tenants).toHaveLength(5001);
  });

  it("with an issue in every tenant is refused as fast, and the message stays short", async () => {
    const tenants = Array.from(
      { length: 5000 },
      (_, index) => `  - { name: t${index}, tenantId: ${randomUUID()}, ring: board }`,
    );
    const before = process.cpuUsage();
    const issues = await issuesOf(fleetOf({ tail: tenants.join("\n") }));
    expect(process.cpuUsage(before).user / 1e6).toBeLessThan(15);
    expect(issues.at(-1)).toBe("... and 4900 more");
  });
});
