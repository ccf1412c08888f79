import { expect, it } from "vitest";
import type { TenantOutcome } from "../../../fleet/outcome.ts";
import { reportModel } from "../../../fleet/report/model.ts";
import { genericMessage } from "../../../fleet/webhooks/generic.ts";
import { slackMessage } from "../../../fleet/webhooks/slack.ts";
import { teamsMessage } from "../../../fleet/webhooks/teams.ts";
import { sampleRun } from "../../../tools/picture/fleet/sample-run.ts";
import { drifted, failed, hostileNames, outcome, run } from "../report/support.ts";

const state = run([
  drifted("Alpha", { by: "eve@contoso.com" }),
  drifted("Beta"),
  failed("Gamma"),
  outcome("Delta"),
]);
const model = reportModel(state, {
  previous: run([outcome("Alpha"), drifted("Beta"), failed("Gamma"), drifted("Delta")]),
});

/** Every object within a value that has `text`. */
function texts(value: unknown): { text: string; type?: string }[] {
  if (typeof value !== "object" || value === null) {
    return [];
  }
  const inner = Object.values(value).flatMap(texts);
  return "text" in value && typeof value.text === "string" ? [value as { text: string }, ...inner] : inner;
}

it("is an Adaptive Card for a Teams workflow, what is new first", () => {
  const { type, attachments } = JSON.parse(teamsMessage(model));
  expect(type).toBe("message");
  expect(attachments).toHaveLength(1);
  const { contentType, content } = attachments[0];
  expect(contentType).toBe("application/vnd.microsoft.card.adaptive");
  expect(content).toMatchObject({ type: "AdaptiveCard", version: "1.4", msteams: { width: "Full" } });
  expect(texts(content.body).map(({ text }) => text)).toEqual([
    "PIN Reset: scan of 4 tenants",
    "1 tenant failed and 2 drifted.",
    "Failed",
    "Gamma",
    "  Too many requests. [throttled]",
    "Drifted",
    "Alpha",
    "  (new) pin-recovery: omaSettings[0].value (by eve@contoso.com)",
    "Beta",
    "  pin-recovery: omaSettings[0].value",
    "Healed since an earlier run",
    "Delta",
    "Run scan-20261127T020000Z-4f2a, 2026-11-27 02:01 UTC",
  ]);
});

it("is blocks for Slack, with a text for notifications", () => {
  const message = JSON.parse(slackMessage(model));
  expect(message.text).toBe("PIN Reset: scan of 4 tenants. 1 tenant failed and 2 drifted.");
  expect(message.blocks.map(({ type }: { type: string }) => type)).toEqual([
    "header",
    "rich_text",
    "context",
  ]);
  expect(texts(message.blocks).map(({ text }) => text)).toContain(
    "  (new) pin-recovery: omaSettings[0].value (by eve@contoso.com)",
  );
});

it("is JSON for any other receiver, with what changed and what was left out", () => {
  expect(JSON.parse(genericMessage(model))).toMatchObject({
    schemaVersion: 1,
    title: "Scan of 4 tenants",
    run: { id: "scan-20261127T020000Z-4f2a", operation: "scan", waiting: null },
    totals: { failed: 1, drifted: 2, inSync: 1 },
    drifted: [{ tenant: "Alpha", ring: "broad" }, { tenant: "Beta" }],
    failed: [{ tenant: "Gamma", error: { code: "throttled" } }],
    changes: { newlyDrifted: ["Alpha"], healed: ["Delta"] },
    leftOut: { drifted: 0, failed: 0 },
  });
});

it("lets no name of a tenant be markup, a mention or a character that is not seen", () => {
  const names = [
    ...hostileNames,
    "<!channel> *a* <https://contoso.example|b>",
    "[a](https://contoso.example) **b**",
  ];
  const hostile = reportModel(
    run(
      names.flatMap((name, index) => [
        drifted(name, { name, by: name }),
        failed(`${name}${index}`, { message: name }),
      ]),
      {
        rings: [{ name: "<!channel>", tenants: names }],
        waiting: { ring: "<!channel>", reason: "approval" },
      },
    ),
  );
  for (const write of [teamsMessage, slackMessage, genericMessage]) {
    expect(write(hostile)).not.toContain("\u202E");
  }
  const card = JSON.parse(teamsMessage(hostile)).attachments[0].content.body;
  expect(new Set(card.map(({ type }: { type: string }) => type))).toEqual(
    new Set(["RichTextBlock", "FactSet"]),
  );
  const slack = JSON.parse(slackMessage(hostile));
  expect(new Set(texts(slack.blocks).map(({ type }) => type))).toEqual(new Set(["plain_text", "text"]));
  expect(slack.text).not.toMatch(/[<>]/);
});

it("fits each service's limit, however many tenants and however long their names", () => {
  const long = (index: number): TenantOutcome =>
    drifted(`${index}${'😀"\\'.repeat(400)}`, { name: "é".repeat(5000) });
  for (const large of [sampleRun(5000).state, run(Array.from({ length: 300 }, (_, index) => long(index)))]) {
    const all = reportModel(large);
    expect(Buffer.byteLength(teamsMessage(all))).toBeLessThanOrEqual(20_000);
    expect(Buffer.byteLength(slackMessage(all))).toBeLessThanOrEqual(11_000);
    expect(Buffer.byteLength(genericMessage(all))).toBeLessThanOrEqual(200_000);
    expect(teamsMessage(all)).toMatch(/and \d+ more/);
  }
});
