import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { reportModel } from "../../fleet/report/model.ts";
import { writeReports } from "../../fleet/report/write.ts";
import type { RunState } from "../../fleet/run/run-state.ts";

type OpenPage = AsyncDisposable & {
  readonly page: Page;
  readonly url: string;
  /** Every URL that the page asked for. All but the page itself were refused. */
  readonly requested: string[];
  /** Messages of the console at the level of an error (what the page's policy refused is one), and exceptions. */
  readonly errors: string[];
  /** What axe-core finds: the rule, and the elements. */
  violations(): Promise<unknown>;
};

type OpenReport = OpenPage & {
  /** Waits until the number of rows is said to be this. */
  shows(text: string | RegExp): Promise<void>;
};

/** Writes a run's report to a file, and opens that in a new window. */
export async function openReport(
  browser: Browser,
  { state, previous }: { readonly state: RunState; readonly previous?: RunState },
  options: BrowserContextOptions = {},
): Promise<OpenReport> {
  const write = (html: string) => writeReports(reportModel(state, { previous }), { html });
  const opened = await openPage(browser, write, options);
  return {
    ...opened,
    shows: (text) =>
      opened.page
        .locator("#shown")
        .filter({ hasText: exactly(text) })
        .waitFor(),
  };
}

/** Has a page written to a file, and opens that in a new window. */
export async function openPage(
  browser: Browser,
  write: (file: string) => Promise<void>,
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  const folder = await mkdtemp(join(tmpdir(), "report-"));
  const html = join(folder, "report.html");
  await write(html);
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
    async violations() {
      // A page's policy does not hold for what the debugger evaluates.
      await page.evaluate(`${axe.source}; undefined`);
      return page.evaluate(
        "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]))",
      );
    },
    async [Symbol.asyncDispose]() {
      await context.close();
      await rm(folder, { recursive: true });
    },
  };
}

function exactly(text: string | RegExp): RegExp {
  return typeof text === "string" ? new RegExp(`^${text}$`) : text;
}
