import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import { htmlReport } from "../../../fleet/report/html.ts";
import { reportModel } from "../../../fleet/report/model.ts";
import { startChromium } from "./browser.ts";
import { sampleRun } from "./sample-run.ts";

const schemes = ["light", "dark"] as const;

/** Takes the pictures of docs/fleets.md: the report of a made-up fleet, its beginning in light, and its tenants in dark. */
export async function takeFleetPictures(folder: string): Promise<void> {
  const { state, previous } = sampleRun(250);
  const scratch = await mkdtemp(join(tmpdir(), "fleet-report-"));
  const browser = await startChromium();
  try {
    const file = join(scratch, "report.html");
    await writeFile(file, await htmlReport(reportModel(state, { previous })));
    for (const colorScheme of schemes) {
      const page = await browser.newPage({ colorScheme, viewport: { width: 1180, height: 1080 } });
      await page.goto(pathToFileURL(file).href);
      if (colorScheme === "dark") {
        await showTenants(page);
      }
      await page.mouse.move(0, 0);
      await page.screenshot({ path: join(folder, `fleet-report-${colorScheme}.png`) });
      await page.close();
    }
  } finally {
    await browser.close();
    await rm(scratch, { recursive: true });
  }
}

async function showTenants(page: Page): Promise<void> {
  await page.locator("#search").fill("pin-recovery");
  await page
    .locator("#shown")
    .filter({ hasNotText: /^250 of/ })
    .waitFor();
  await page.locator("tr.row:visible th button").nth(1).click();
  await page.evaluate("scrollTo(0, document.querySelector('#tenants').offsetTop - 12)");
}
