import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { htmlReport } from "../../../fleet/report/html.ts";
import { reportModel } from "../../../fleet/report/model.ts";
import { html } from "../../../text/markup.ts";
import { drifted, failed, hostileNames, run } from "./support.ts";

it("escapes what would be markup, end an attribute, or not be seen", () => {
  const data = `<b a="1" c='2'>&\u202E\u0007`;
  expect(html`<p title="${data}">${data}</p>`.text).toBe(
    '<p title="&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;\\u{202E}\\u{7}">' +
      "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;\\u{202E}\\u{7}</p>",
  );
});

it("has no element or attribute that a tenant's data made", async () => {
  const outcomes = hostileNames.flatMap((name, index) => [
    drifted(name, { name, type: name, paths: [name], by: name, at: name }),
    failed(`${name} ${index}`, { code: name, message: name, hint: name }),
  ]);
  const rings = [{ name: hostileNames[0] ?? "", tenants: outcomes.map(({ tenant }) => tenant) }];
  const previous = run(hostileNames.map((name) => drifted(name)));
  const page = await htmlReport(reportModel(run(outcomes, { rings }), { previous }));
  expect(page.match(/<script/g)).toHaveLength(2);
  expect(page.match(/<\/script/g)).toHaveLength(2);
  expect(page).not.toMatch(/<img|<[^>]+\son[a-z]+=/);
  for (const character of ["\u202E", "\u0000", "\u001b"]) {
    expect(page).not.toContain(character);
  }
});

it("allows its own style sheet and scripts by their hashes, and nothing from elsewhere", async () => {
  const page = await htmlReport(reportModel(run([drifted("a")])));
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? "";
  const inline = [...page.matchAll(/<(script|style)[^>]*>([\s\S]*?)<\/\1>/g)].map(
    ([, kind, text = ""]) => `${kind}-src 'sha256-${createHash("sha256").update(text).digest("base64")}'`,
  );
  expect(policy).toMatch(/^default-src &#39;none&#39;; /);
  expect(inline).toHaveLength(3);
  for (const each of inline) {
    expect(policy.replaceAll("&#39;", "'")).toContain(each.split(" ")[1]);
  }
  expect(page).not.toMatch(/\s(?:src|href)="(?!#)/);
  expect(page).not.toMatch(/url\(|@import|\sstyle="/);
});
