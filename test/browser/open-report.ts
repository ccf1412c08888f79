import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { reportModel } from "../../fleet/report/model.ts";
import { writeReports } from "../../fleet/report/write.ts";
import type { RunState } from "../../fleet/run/run-state.ts";

type OpenReport = AsyncDisposable & {
  readonly page: Page;
  readonly url: string;
  /** Every URL that the page asked for. All but the report itself were refused. */
  readonly requested: string[];
  /** Messages of the console at the level of an error (what the page's policy refused is one), and exceptions. */
  readonly errors: string[];
  /** Waits until the number of rows is said to be this. */
  shows(text: string | RegExp): Promise<void>;
};

/** Writes a run's report to a file, and opens that in a new window. */
export async function openReport(
  browser: Browser,
  { state, previous }: { readonly state: RunState; readonly previous?: RunState },
  options: BrowserContextOptions = {},
): Promise<OpenReport> {
  const folder = await mkdtemp(join(tmpdir(), "fleet-report-"));
  const html = join(folder, "report.html");
  await writeReports(reportModel(state, { previous }), { html });
  const url = pathToFileURL(html).href;
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, ...options });
  const [requested, errors]: [string[], string[]] = [[], []];
  await context.route("**/*", (route) => {
    const asked = route.request().url();
    requested.push(asked);
    return asked === url ? route.continue() : route.abort();
  });
  const page = await context.newPage();
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") {
      errors.push(message.text());
    }
  });
  await page.goto(url);
  return {
    page,
    url,
    requested,
    errors,
    shows: (text) =>
      page
        .locator("#shown")
        .filter({ hasText: exactly(text) })
        .waitFor(),
    async [Symbol.asyncDispose]() {
      await context.close();
      await rm(folder, { recursive: true });
    },
  };
}

function exactly(text: string | RegExp): RegExp {
  return typeof text === "string" ? new RegExp(`^${text}$`) : text;
}
