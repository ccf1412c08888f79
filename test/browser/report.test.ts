import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startChromium } from "../../tools/picture/fleet/browser.ts";
import { sampleRun } from "../../tools/picture/fleet/sample-run.ts";
import { drifted, failed, hostileNames, outcome, run } from "../fleet/report/support.ts";
import { isBrowserMissing } from "./missing.ts";
import { openReport } from "./open-report.ts";

const sample = sampleRun(250);

describe.skipIf(isBrowserMissing)("the fleet's report in a browser", () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await startChromium();
  });

  afterAll(() => browser?.close());

  it("asks for nothing from elsewhere, and breaks none of its own rules", async () => {
    await using report = await openReport(browser, sample);
    const { page, requested, errors } = report;
    await page.locator("tr.row th button").first().click();
    await page.locator("#search").fill("contoso");
    await report.shows(/^\d+ of 250 tenants$/);
    await page.waitForLoadState("networkidle");
    expect(requested).toEqual([report.url]);
    expect(errors).toEqual([]);
  });

  it("would not run or fetch what its policy does not name, even where it were there", async () => {
    await using report = await openReport(browser, sample);
    await report.page.evaluate(`
      const script = document.createElement("script");
      script.textContent = "document.title = 'owned'";
      document.body.append(script);
      const image = document.createElement("img");
      image.src = "https://contoso.example/pixel.png";
      document.body.append(image);
    `);
    await expect.poll(() => report.errors.length).toBe(2);
    expect(await report.page.title()).toBe("PIN Reset: Scan of 250 tenants");
    expect(report.requested).toEqual([report.url]);
  });

  it("shows what tenants are called as text", async () => {
    const outcomes = hostileNames.map((name) => drifted(name, { name, paths: [name], by: name }));
    await using report = await openReport(browser, { state: run(outcomes) });
    const { page, errors } = report;
    const names = await page.locator("tr.row th bdi").allTextContents();
    expect(names).toContain("</script><script>document.title='owned'</script>");
    expect(names).toContain("invoice\\u{202E}fdp.exe\\u{0}\\u{1B}[31m");
    expect(names).toHaveLength(hostileNames.length);
    expect(await page.title()).toBe(`PIN Reset: Scan of ${hostileNames.length} tenants`);
    expect(errors).toEqual([]);
  });

  it("is searched, filtered and read by keyboard alone", async () => {
    const state = run([
      failed("Alpha"),
      failed("Beta"),
      drifted("Gamma", { by: "eve@contoso.com" }),
      outcome("Delta"),
    ]);
    await using report = await openReport(browser, {
      state,
      previous: run([outcome("Gamma"), failed("Alpha")]),
    });
    const { page } = report;
    const focused = () => page.evaluate("document.activeElement.textContent");
    await page.keyboard.press("/");
    await page.keyboard.type("eve@");
    await report.shows("1 of 4 tenants");
    expect(await page.locator("#search").inputValue()).toBe("eve@");
    await page.keyboard.press("ArrowDown");
    expect(await focused()).toBe("Gamma");
    await page.keyboard.press("Enter");
    expect(await page.locator(":focus").getAttribute("aria-expanded")).toBe("true");
    expect(await page.locator("tr.row:visible .more").textContent()).toContain("omaSettings[0].value");
    await page.keyboard.press("Escape");
    await report.shows("4 of 4 tenants");
    await page.keyboard.press("Home");
    await page.keyboard.press("j");
    expect(await focused()).toBe("Beta");
    await page.keyboard.press("k");
    expect(await focused()).toBe("Alpha");
    await page.keyboard.press("End");
    expect(await focused()).toBe("Delta");
    await page.locator("[data-filter=failed]").focus();
    await page.keyboard.press("Space");
    await report.shows("2 of 4 tenants");
    expect(await page.locator("[data-filter=failed]").getAttribute("aria-pressed")).toBe("true");
    await page.locator("#only-changed").press("Enter");
    await report.shows("1 of 4 tenants");
    expect(await page.locator("tr.row:visible th").textContent()).toContain("Beta");
  });

  it("opens the row that a name in a summary leads to, though a filter hides it", async () => {
    await using report = await openReport(browser, { state: run([drifted("Alpha"), outcome("Beta")]) });
    await report.page.locator("[data-filter=inSync]").click();
    await report.shows("1 of 2 tenants");
    await report.page.getByRole("link", { name: "Alpha" }).first().press("Enter");
    await report.shows("2 of 2 tenants");
    expect(await report.page.locator("tr.row.open th").textContent()).toContain("Alpha");
  });

  it("finds one of 5,000 tenants while it is typed", async () => {
    await using report = await openReport(browser, sampleRun(5000));
    const { page } = report;
    await report.shows("5000 of 5000 tenants");
    await page.locator("#search").pressSequentially("contoso bank 17");
    await report.shows("1 of 5000 tenants");
    expect(await page.locator("tr.row:visible").count()).toBe(1);
    await page.keyboard.press("Escape");
    await report.shows("5000 of 5000 tenants");
    await page.locator("[data-filter=drifted]").click();
    const count = Number(await page.locator("[data-filter=drifted] .number").textContent());
    await report.shows(`${count} of 5000 tenants`);
    // What is out of view is not laid out, so that thousands of rows stay smooth.
    expect(await page.evaluate("getComputedStyle(document.querySelector('tr.row')).contentVisibility")).toBe(
      "auto",
    );
  });

  it.each([380, 1400])("needs no scrolling sideways at a width of %i pixels", async (width) => {
    const long = "A tenant's name that no one would choose but that somebody has ".repeat(3);
    const unbroken = "x".repeat(300);
    const outcomes = [
      drifted(long, { name: unbroken, paths: [unbroken] }),
      failed(unbroken, { message: unbroken }),
    ];
    for (const shown of [sample, { state: run(outcomes) }]) {
      await using report = await openReport(browser, shown, { viewport: { width, height: 800 } });
      await report.page.locator("tr.row th button").first().click();
      expect(
        await report.page.evaluate("document.documentElement.scrollWidth - innerWidth"),
      ).toBeLessThanOrEqual(0);
    }
  });

  it("prints every row and no control, though a filter hides most", async () => {
    await using report = await openReport(browser, sample);
    const { page } = report;
    await page.locator("[data-filter=failed]").click();
    const rows = () =>
      page.evaluate("[...document.querySelectorAll('tr.row')].filter((row) => row.checkVisibility()).length");
    expect(await rows()).toBeLessThan(20);
    await page.emulateMedia({ media: "print" });
    expect(await rows()).toBe(250);
    expect(await page.locator("#search").isVisible()).toBe(false);
    expect(await page.locator("tr.row[data-status=drifted] .more").first().isVisible()).toBe(true);
  });

  it("is whole without its script", async () => {
    await using report = await openReport(browser, sample, { javaScriptEnabled: false });
    expect(await report.page.locator("tr.row:visible").count()).toBe(250);
    expect(await report.page.locator("tr.row .more").first().isVisible()).toBe(true);
    expect(await report.page.locator("#search").isVisible()).toBe(false);
  });

  it.each(["light", "dark"] as const)(
    "has no accessibility issue that axe finds, in %s",
    async (colorScheme) => {
      await using report = await openReport(browser, sampleRun(40), { colorScheme });
      const { page } = report;
      const background = await page.evaluate("getComputedStyle(document.body).backgroundColor");
      expect(background).toBe(colorScheme === "light" ? "rgb(245, 246, 248)" : "rgb(14, 18, 23)");
      await page.locator("tr.row th button").first().click();
      await page.locator("[data-filter=drifted]").click();
      await page.locator("[data-filter=failed]").click();
      expect(await report.violations()).toEqual([]);
    },
  );
});
