// Tells a team of drift: by Microsoft Teams, Slack, or any service that takes JSON. Each has its URL in an environment
// variable, which is a secret: who has it can post there.
import { readFile } from "node:fs/promises";

/** What became of the tenant since the run before. */
export type DriftEvent = keyof typeof titles;

/** What `pin-reset drift --output json` prints, as far as it is used here. */
export type Report = {
  /** The same for as long as the same differs, whoever changed it. */
  readonly digest: string;
  readonly resources: readonly Resource[];
  readonly pending: readonly Resource[];
};

type Resource = {
  readonly name: string;
  /** What it is called in the tenant. */
  readonly displayName: string | null;
  /** A sentence for each change, with the names of groups. */
  readonly changes: readonly string[];
  readonly changedBy?: string;
};

/** The titles hold for what the tenant changed, and for what is declared and not applied yet. */
const titles = {
  drift: (stack: string) => `The tenant of ${stack} is not as declared`,
  changed: (stack: string) => `The tenant of ${stack} is not as declared, and what differs has changed`,
  healed: (stack: string) => `The tenant of ${stack} is as declared again`,
  failed: (stack: string) => `The drift check of ${stack} failed: whether the tenant drifted is not known`,
  recovered: (stack: string) => `The drift check of ${stack} works again`,
};

const mostLines = 10;
const longestLine = 250;

export const noReport: Report = { digest: "", resources: [], pending: [] };

export async function readReport(file: string): Promise<Report> {
  return JSON.parse(await readFile(file, "utf8")) as Report;
}

/**
 * Posts one message to each webhook that has a URL.
 *
 * @returns Where it was posted to.
 * @throws Error with what every webhook that refused answered, without its URL.
 */
export async function notify(
  event: DriftEvent,
  stack: string,
  report: Report,
  run: string,
): Promise<string[]> {
  const message = { event, stack, title: titles[event](stack), lines: linesOf(report), run };
  const payloads: Readonly<Record<string, object>> = {
    TEAMS_WEBHOOK_URL: teams(message),
    SLACK_WEBHOOK_URL: slack(message),
    WEBHOOK_URL: {
      ...message,
      digest: report.digest,
      resources: report.resources,
      pending: report.pending,
    },
  };
  const sent: string[] = [];
  const failures: string[] = [];
  for (const [name, payload] of Object.entries(payloads)) {
    const url = process.env[name] ?? "";
    // In Azure Pipelines, a variable that is not there stays as it is written in YAML.
    if (url === "" || url.startsWith("$(")) {
      continue;
    }
    const failure = await post(url, payload);
    if (failure === undefined) {
      sent.push(name);
    } else {
      failures.push(`${name}: ${failure}`);
    }
  }
  if (failures.length > 0) {
    throw new Error(`Not every webhook took the message. ${failures.join("; ")}.`);
  }
  return sent;
}

/** Why a webhook did not take it; errors of `fetch` are not passed on, for they may name the URL. */
async function post(url: string, payload: object): Promise<string | undefined> {
  const parsed = URL.parse(url);
  const isLoopback = parsed?.protocol === "http:" && parsed.hostname === "127.0.0.1";
  if (parsed?.protocol !== "https:" && !isLoopback) {
    return "its value is not an https URL";
  }
  try {
    const answer = await fetch(parsed, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(payload),
      redirect: "error",
      signal: AbortSignal.timeout(30_000),
    });
    return answer.ok ? undefined : `it answered ${answer.status}`;
  } catch {
    return "it cannot be reached";
  }
}

type Message = { title: string; lines: readonly string[]; run: string };

/** Sources: https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook,
 *  https://adaptivecards.io/explorer/RichTextBlock.html (its text is not taken for Markdown) */
function teams({ title, lines, run }: Message): object {
  const text = (value: string, more: object = {}) => ({
    type: "RichTextBlock",
    inlines: [{ type: "TextRun", text: value, ...more }],
  });
  const content = {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.4",
    msteams: { width: "Full" },
    body: [text(title, { weight: "Bolder", size: "Medium" }), ...lines.map((line) => text(line))],
    actions: [{ type: "Action.OpenUrl", title: "Open the run", url: run }],
  };
  const contentType = "application/vnd.microsoft.card.adaptive";
  return { type: "message", attachments: [{ contentType, contentUrl: null, content }] };
}

/** Source: https://docs.slack.dev/reference/block-kit/blocks (nothing in `plain_text` is taken for a mention or a link) */
function slack({ title, lines, run }: Message): object {
  const plain = (text: string) => ({ type: "plain_text", text, emoji: false });
  const section = lines.length === 0 ? [] : [{ type: "section", text: plain(lines.join("\n")) }];
  const button = { type: "button", text: plain("Open the run"), url: run };
  return {
    text: title.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;"),
    blocks: [
      { type: "header", text: plain(title.slice(0, 150)) },
      ...section,
      { type: "actions", elements: [button] },
    ],
  };
}

function linesOf({ resources, pending }: Report): string[] {
  const lines = [
    ...resources.flatMap(describe),
    ...pending.flatMap(describe).map((line) => `pending: ${line}`),
  ];
  const shown = lines.slice(0, mostLines).map(short);
  return lines.length > shown.length ? [...shown, `and ${lines.length - shown.length} more`] : shown;
}

function describe({ name, displayName, changes, changedBy }: Resource): string[] {
  const by = changedBy === undefined ? "" : `, by ${changedBy}`;
  return changes.map((change) => `${displayName ?? name}: ${change}${by}`);
}

function short(text: string): string {
  const plain = text.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16).toUpperCase()}}`,
  );
  // A cut through a pair would leave half a character, which not every service takes.
  return plain.length > longestLine ? `${plain.slice(0, longestLine - 1).toWellFormed()}…` : plain;
}
