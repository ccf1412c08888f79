#!/usr/bin/env node
// The browser of the tests, as the variable BROWSER names it: it signs in as TEST_LOGIN on the page that it is opened with,
// or does what TEST_DECISION says, and follows the page's form back to the application, as a real one runs the page's script.
import { appendFileSync } from "node:fs";

const { TEST_LOGIN = "", TEST_DECISION = "accept", TEST_BROWSER_LOG } = process.env;

const [, , url = ""] = process.argv;
if (TEST_BROWSER_LOG) {
  appendFileSync(TEST_BROWSER_LOG, `${url}\n`);
}
const form = new URLSearchParams({ login: TEST_LOGIN, decision: TEST_DECISION });
const page = await (await fetch(url, { method: "POST", body: form })).text();
const [, action] = /<form method="post" action="([^"]+)">/.exec(page) ?? [];
if (action !== undefined) {
  const fields = [...page.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [
    name,
    asText(value),
  ]);
  await fetch(action, { method: "POST", body: new URLSearchParams(fields) });
}

function asText(html) {
  return html.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&amp;", "&");
}
