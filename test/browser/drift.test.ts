import type { Browser, BrowserContextOptions } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeFailure, writeReport } from "../../cli/drift/files.ts";
import type { Report } from "../../cli/drift/report.ts";
import { startChromium } from "../../tools/picture/fleet/browser.ts";
import { change, report, urnOf } from "../cli/drift/support.ts";
import { isBrowserMissing } from "./missing.ts";
import { openPage } from "./open-report.ts";

const group = (groupId: string) => ({ type: "group", groupId });
const drifted: Report = report({
  stack: "prod",
  drifted: [
    change({
      displayName: "Windows Hello - PIN recovery",
      differences: [
        { path: "description", declared: "ours", actual: "theirs" },
        { path: "omaSettings[0].value", declared: "[secret]", actual: "[secret]" },
      ],
    }),
    change({
      name: "pin-reset-assignments",
      type: "intune:index:DeviceConfigurationAssignments",
      targets: { declared: [group("g1")], actual: [] },
      differences: [{ path: "targets[0].groupId", declared: "g1", actual: undefined }],
    }),
  ],
  pending: [
    change({ name: "vault", type: "azure-native:keyvault:Vault", operation: "delete", differences: [] }),
  ],
  names: new Map([["g1", "Windows devices"]]),
  authors: new Map([
    [
      urnOf("pin-reset-assignments"),
      { changedBy: "admin@contoso.example", changedAt: "2026-11-26T14:02:11Z" },
    ],
  ]),
  notices: ['The custom profile "Other" turns PIN recovery off.'],
});

describe.skipIf(isBrowserMissing)("the page of pin-reset drift in a browser", () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await startChromium();
  });

  afterAll(() => browser?.close());

  const open = (shown: Report, options?: BrowserContextOptions) =>
    openPage(browser, (html) => writeReport(shown, { html }), options);

  it("opens with how much drifted and what would be deleted, then says what, who and when by names", async () => {
    await using shown = await open(drifted);
    const paragraphs = await shown.page.locator("main > p").allTextContents();
    expect(paragraphs.slice(1)).toEqual([
      "3 changes of 2 resources drifted. 1 change pending.",
      "The next update would delete: vault (for good: the vault and every passcode in it).",
    ]);
    const [profile, assignments, vault] = await shown.page.locator("article").allInnerTexts();
    expect(profile).toMatch(/^profile "Windows Hello - PIN recovery"/);
    expect(profile).toContain("[secret]");
    expect(assignments).toContain("Changed by admin@contoso.example, 2026-11-26 14:02 UTC");
    expect(assignments).toContain("group Windows devices");
    expect(vault).toContain("delete not applied yet");
    expect(await shown.page.locator("body").textContent()).not.toContain("g1");
    expect([shown.errors, shown.requested]).toEqual([[], [shown.url]]);
  });

  it("says that nothing drifted, or that the check failed, in words of their own", async () => {
    await using calm = await open(report());
    expect(await calm.page.locator(".status").textContent()).toBe("In sync: nothing drifted.");
    const error = { code: "forbidden", message: "Graph refused it.", hint: "Grant the permission." };
    await using failed = await openPage(browser, (html) => writeFailure({ html }, "prod", error));
    expect(await failed.page.locator(".status").textContent()).toBe(
      "The check failed. Whether anything drifted is not known.",
    );
    expect(await failed.page.locator("article").textContent()).toMatch(
      /Graph refused it\.\s+Grant the permission\./,
    );
  });

  it("shows hostile names as text", async () => {
    const name = "</style><script>document.title='owned'</script><img src=x onerror=alert(1)>\u202Eexe.";
    const differences = [{ path: name, declared: name, actual: name }];
    await using shown = await open(
      report({ stack: name, drifted: [change({ displayName: name, differences })] }),
    );
    expect(await shown.page.title()).toContain("<script>");
    expect(await shown.page.locator("script, img").count()).toBe(0);
    expect(await shown.page.locator("article").textContent()).toContain("\\u{202E}exe.");
    expect([shown.errors, shown.requested]).toEqual([[], [shown.url]]);
  });

  it.each([360, 1280])("needs no scrolling sideways at a width of %i pixels", async (width) => {
    const unbroken = "x".repeat(400);
    const long = change({
      displayName: unbroken,
      differences: [{ path: unbroken, declared: unbroken, actual: 1 }],
    });
    await using shown = await open(
      { ...drifted, drifted: [...drifted.drifted, long] },
      { viewport: { width, height: 800 } },
    );
    expect(
      await shown.page.evaluate("document.documentElement.scrollWidth - innerWidth"),
    ).toBeLessThanOrEqual(0);
  });

  it.each(["light", "dark"] as const)(
    "has no accessibility issue that axe finds, in %s",
    async (colorScheme) => {
      await using shown = await open(drifted, { colorScheme });
      expect(await shown.violations()).toEqual([]);
      expect(shown.errors).toEqual([]);
    },
  );

  it("stays a page that can be mailed however much drifted, and says how much it leaves out", async () => {
    const many = Array.from({ length: 5000 }, (_, index) => change({ name: `profile-${index}` }));
    await using shown = await open(report({ drifted: many }));
    expect(await shown.page.locator("article").count()).toBe(500);
    expect(await shown.page.locator("main").textContent()).toContain("And 4500 more");
  });
});
