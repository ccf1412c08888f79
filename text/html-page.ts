import { readFile } from "node:fs/promises";
import { html, type Markup, policyHash, trusted } from "./markup.ts";

/** What a page is made of; all but its title and body is part of the program. */
export type HtmlPage = {
  readonly title: string;
  /** Style sheets; what comes later overrides what comes before, and what all pages have. */
  readonly styles: readonly string[];
  readonly body: Markup;
  /** What runs before the body is shown, and what runs once all of it is there. */
  readonly scripts?: { readonly first: string; readonly last: string };
};

/**
 * A report as one HTML file, which can be mailed. It asks for nothing from elsewhere, and its content security policy keeps it from
 * doing so: only its own style sheet and scripts count, by their hashes.
 */
export async function htmlPage({ title, styles, body, scripts }: HtmlPage): Promise<string> {
  const base = await readFile(new URL("page/base.css", import.meta.url), "utf8");
  const style = [base, ...styles].join("\n");
  const policy = [
    "default-src 'none'",
    `style-src ${policyHash(style)}`,
    ...(scripts ? [`script-src ${policyHash(scripts.first)} ${policyHash(scripts.last)}`] : []),
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${title}</title>
${
  scripts &&
  html`<script>${trusted(scripts.first)}</script>
`
}<style>${trusted(style)}</style>
</head>
<body>
${body}
${
  scripts &&
  html`<script type="module">${trusted(scripts.last)}</script>
`
}</body>
</html>
`.text;
}
