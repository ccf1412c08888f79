import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import { marked } from "marked";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium, startChromium } from "../../tools/picture/fleet/browser.ts";
import { summaryOf } from "../../tools/preview-summary/summary.ts";
import { type Given, previewWith, step } from "../tools/preview-summary/support.ts";

const isMissing = findChromium() === undefined && !process.env.CI;
if (isMissing) {
  process.stderr.write("test/browser is skipped: there is no Chromium on PATH. Set CHROMIUM_PATH to one.\n");
}

/** As a host of pull requests shows Markdown; the HTML in it is not sanitized here, so that what gets through acts. */
function pageOf(markdown: string): string {
  // A table that scrolls is given a tabindex, as GitHub does.
  const html = marked.parse(markdown, { async: false }).replaceAll("<table>", '<table tabindex="0">');
  const style = [
    ":root{color-scheme:light dark}",
    "body{font:16px/1.5 sans-serif;max-width:900px;margin:auto;padding:16px;overflow-wrap:anywhere;",
    "color:light-dark(#1f2328,#f0f6fc);background:light-dark(#fff,#0d1117)}",
    "a{color:light-dark(#0969da,#4493f8)}",
    "table{display:block;overflow:auto;border-collapse:collapse}",
    "td,th{border:1px solid light-dark(#d1d9e0,#3d444d);padding:6px 13px;overflow-wrap:normal}",
    "pre{overflow:auto;padding:16px}pre,code{background:light-dark(#f6f8fa,#151b23)}",
  ].join("");
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>A pull request</title>`;
  const body = `<main><h1>A pull request</h1><h2>Its comment</h2>${html}</main>`;
  return `<!doctype html><html lang="en"><head>${head}<style>${style}</style></head><body>${body}</body></html>`;
}

const usual: Partial<Given> = {
  steps: [
    step("create", "pin-reset-assignments", {}, "intune:index:DeviceConfigurationAssignments"),
    step("update", "pin-reset-profile", {
      displayName: ["Windows Hello - PIN recovery", "PIN recovery"],
      description: ["Set by hand.", "Set by the platform team."],
    }),
    step("delete", "pin-reset-passcodes", {}, "azure-native:keyvault:Vault"),
  ],
  drifted: { "pin-reset-kiosks": { description: ["Set by the platform team.", "by hand | no `ticket`"] } },
  same: 9,
};

const attacks = [
  "</details><img src=x onerror=document.title='owned'>",
  "`</code><script>document.title='owned'</script>`",
  "``` \n</pre><script>document.title='owned'</script>",
  "[click](javascript:document.title='owned') <https://evil.example>",
  "| a | b |\n| - | - |\n| <script>document.title='owned'</script> |",
  "<!-- --><iframe srcdoc=x></iframe>\\`\\|",
];

describe.skipIf(isMissing)("the comment of a pull request in a browser", () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    browser = await startChromium();
    folder = await mkdtemp(path.join(tmpdir(), "comment-page-"));
  });

  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true });
  });

  /** Opens the comment of a preview; `errors` has what the console said, `requested` what the page asked for. */
  async function open(given: Partial<Given>, printed: string, options: BrowserContextOptions = {}) {
    const file = path.join(folder, `${crypto.randomUUID()}.html`);
    await writeFile(file, pageOf(summaryOf(previewWith(given), printed, 60_000)));
    const page: Page = await (await browser.newContext(options)).newPage();
    const [errors, requested]: [string[], string[]] = [[], []];
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    page.on("request", (request) => requested.push(request.url()));
    await page.goto(pathToFileURL(file).href);
    return { page, errors, requested };
  }

  const cases = (["light", "dark"] as const).flatMap((scheme) =>
    [380, 1200].map((width) => [scheme, width] as const),
  );

  it.each(cases)(
    "axe finds nothing in %s at %i pixels, and nothing needs scrolling sideways",
    async (colorScheme, width) => {
      const { page, errors } = await open(usual, "Previewing update (prod):\n".repeat(20), {
        colorScheme,
        viewport: { width, height: 900 },
      });
      expect(await page.locator("table:visible").count()).toBe(0);
      expect(await page.locator("strong").allTextContents()).toContain(
        "Delete pin-reset-passcodes, which deletes for good the vault and every passcode in it",
      );
      if (process.env.SCREENSHOTS) {
        await page.screenshot({
          path: path.join(process.env.SCREENSHOTS, `closed-${colorScheme}-${width}.png`),
        });
      }
      for (const summary of await page.locator("summary").all()) {
        await summary.press("Enter");
      }
      expect(await page.locator("table:visible").count()).toBe(2);
      if (process.env.SCREENSHOTS) {
        await page.screenshot({
          path: path.join(process.env.SCREENSHOTS, `open-${colorScheme}-${width}.png`),
          fullPage: true,
        });
      }
      expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
      await page.evaluate(`${axe.source}; undefined`);
      const found = await page.evaluate(
        "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]))",
      );
      expect(found).toEqual([]);
      expect(errors).toEqual([]);
    },
  );

  it.each(attacks)("%j is shown as text", async (attack) => {
    const { page, errors, requested } = await open(
      {
        steps: [
          step("delete", attack),
          step("update", `other ${attack}`, { displayName: [attack, `${attack}!`], [attack]: [attack, "x"] }),
        ],
        drifted: { [`third ${attack}`]: { description: [attack, "x"] } },
        errors: [attack],
        violations: [{ policy: attack, resource: attack, message: attack }],
      },
      attack,
    );
    expect(await page.title()).toBe("A pull request");
    expect(await page.locator("main :is(script, img, iframe, a)").count()).toBe(0);
    expect(await page.locator("main > details").count()).toBe(3);
    // Every row has a cell for each column.
    const widths = await page.locator("tr").evaluateAll((rows) => rows.map((row) => row.childElementCount));
    expect(new Set(widths)).toEqual(new Set([5, 4]));
    expect([errors, requested.length]).toEqual([[], 1]);
  });
});
