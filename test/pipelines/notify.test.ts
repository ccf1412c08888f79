import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type AzureDevOpsApi, startAzureDevOpsApi } from "./support/azure-devops-api.ts";
import { type Ran, runScript } from "./support/shell.ts";
import { startWebhooks, type Webhooks, webhookKey } from "./support/webhooks.ts";

let webhooks: Webhooks;
let folder: string;

beforeEach(async () => {
  webhooks = await startWebhooks();
  folder = await mkdtemp(path.join(tmpdir(), "notify-"));
});

afterEach(async () => {
  await webhooks.close();
  await rm(folder, { recursive: true });
});

async function reportWith(group: string, names = ["Windows Hello"]): Promise<string> {
  const file = path.join(folder, "drift.json");
  const resources = names.map((displayName) => ({
    name: "pin-reset-profile",
    displayName,
    changes: [`group ${group} removed`],
    changedBy: "mia@contoso.example",
  }));
  const pending = [{ name: "vault", displayName: null, changes: ["create not applied yet"] }];
  await writeFile(file, JSON.stringify({ stack: "prod", digest: group, resources, pending }));
  return file;
}

const run = {
  PULUMI_STACK: "prod",
  GITHUB_SERVER_URL: "https://github.com",
  GITHUB_REPOSITORY: "contoso/pin-reset",
  GITHUB_RUN_ID: "42",
};
const notify = async (
  file: string,
  env: Record<string, string> = webhooks.env,
  event = "drift",
): Promise<Ran> => await runScript("github/notify.mts", [file], { ...run, EVENT: event, ...env });

describe("a message on drift", () => {
  it("is an adaptive card for Teams, blocks for Slack, and JSON for another service", async () => {
    const ran = await notify(await reportWith("theirs"));
    expect(ran, ran.stdout).toMatchObject({ code: 0 });
    const url = "https://github.com/contoso/pin-reset/actions/runs/42";
    const lines = [
      "Windows Hello: group theirs removed, by mia@contoso.example",
      "pending: vault: create not applied yet",
    ];
    const { TEAMS_WEBHOOK_URL, SLACK_WEBHOOK_URL, WEBHOOK_URL } = Object.fromEntries(
      webhooks.posted.map(({ name, body }) => [name, body]),
    );
    expect(TEAMS_WEBHOOK_URL).toMatchObject({
      type: "message",
      attachments: [
        {
          contentType: "application/vnd.microsoft.card.adaptive",
          content: {
            type: "AdaptiveCard",
            version: "1.4",
            body: [
              { type: "RichTextBlock", inlines: [{ text: "The tenant of prod is not as declared" }] },
              ...lines.map((text) => ({ type: "RichTextBlock", inlines: [{ text }] })),
            ],
            actions: [{ type: "Action.OpenUrl", url }],
          },
        },
      ],
    });
    expect(SLACK_WEBHOOK_URL).toMatchObject({
      blocks: [
        { type: "header" },
        { text: { type: "plain_text", text: lines.join("\n") } },
        { elements: [{ url }] },
      ],
    });
    expect(WEBHOOK_URL).toMatchObject({
      event: "drift",
      stack: "prod",
      run: url,
      digest: "theirs",
      resources: [{ name: "pin-reset-profile" }],
    });
  });

  it("is short, and brings no mention, link or unseen character of the tenant", async () => {
    const hostile = "<!channel> <at>everyone</at> [a](https://x) *b* \u202e\u0000".repeat(50);
    await notify(
      await reportWith(
        hostile,
        Array.from({ length: 200 }, (_, index) => `${hostile}${index}`),
      ),
    );
    for (const { body } of webhooks.posted.filter(({ name }) => name !== "WEBHOOK_URL")) {
      const text = JSON.stringify(body);
      expect(text.length).toBeLessThan(25_000);
      expect(text).toContain("and 191 more");
      expect(text).not.toContain("\u202e");
      expect(text).not.toMatch(/"type":"(?:mrkdwn|TextBlock)"/);
    }
  });

  it("has no half of a character where a name is cut, which a service may refuse", async () => {
    const faces = "\u{1f600}".repeat(200);
    await notify(await reportWith("theirs", [faces, `x${faces}`]));
    for (const { body } of webhooks.posted.filter(({ name }) => name !== "WEBHOOK_URL")) {
      // JSON writes half a pair as an escape.
      expect(JSON.stringify(body)).not.toMatch(/\\ud[89a-f]/i);
    }
  });

  it("names no webhook's URL where one refuses, cannot be reached or is no URL, and is posted to the others", async () => {
    const file = await reportWith("theirs");
    webhooks.answerWith(403);
    const unreachable = { ...webhooks.env, SLACK_WEBHOOK_URL: `http://127.0.0.1:1/${webhookKey}` };
    const ran = await notify(file, { ...unreachable, WEBHOOK_URL: `http://contoso.example/${webhookKey}` });
    expect(ran.code).toBe(1);
    expect(ran.stdout).toMatch(
      /^::error::.*TEAMS_WEBHOOK_URL: it answered 403; SLACK_WEBHOOK_URL: it cannot be reached; WEBHOOK_URL: its value/,
    );
    expect(ran.stdout + ran.stderr).not.toContain(webhookKey);
  });

  it("needs no webhook", async () => {
    const ran = await notify("", { TEAMS_WEBHOOK_URL: "", WEBHOOK_URL: "$(WEBHOOK_URL)" }, "failed");
    expect(ran).toMatchObject({ code: 0, stdout: "There is no webhook.\n" });
  });
});

describe("the messages of a drift pipeline in Azure Pipelines", () => {
  let api: AzureDevOpsApi;

  beforeEach(async () => {
    api = await startAzureDevOpsApi("access-token");
  });

  afterEach(() => api.close());

  /** A run of the pipeline: what it posted, after the runs before it. */
  async function check(code: string, actual = "theirs"): Promise<unknown[]> {
    const given = { PULUMI_STACK: "prod", EXIT_CODE: code, ...webhooks.env };
    const before = webhooks.posted.length;
    const ran = await runScript("azure/notify.mts", [await reportWith(actual)], { ...api.env, ...given });
    expect(ran, ran.stdout).toMatchObject({ code: 0 });
    const [, tag = ""] = /##vso\[build\.addbuildtag\]([\w-]+)$/m.exec(ran.stdout) ?? [];
    api.runs.unshift({ tags: [] }, { tags: ["drift", tag] });
    expect(ran.stdout + ran.stderr).not.toContain(webhookKey);
    const posted = webhooks.posted.slice(before).filter(({ name }) => name === "WEBHOOK_URL");
    return posted.map(({ body }) => body.event);
  }

  it("are one for each change, and none while nothing changes", async () => {
    expect(await check("0")).toEqual([]);
    expect(await check("7")).toEqual(["drift"]);
    expect(await check("7")).toEqual([]);
    expect(await check("7", "others")).toEqual(["changed"]);
    expect(await check("1")).toEqual(["failed"]);
    expect(await check("1")).toEqual([]);
    expect(await check("0")).toEqual(["recovered"]);
    expect(await check("7")).toEqual(["drift"]);
    expect(await check("0")).toEqual(["healed"]);
    expect(await check("0")).toEqual([]);
    expect(api.refused).toEqual([]);
  });
});
