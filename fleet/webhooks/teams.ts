import type { ReportModel } from "../report/model.ts";
import { fitting, type RunMessage } from "./message.ts";

/**
 * Teams refuses a message above 28 kB (28,672 bytes), and counts it after it was encoded again: a request of 24,453 bytes
 * counted as 28,897. Source: https://github.com/MicrosoftDocs/msteams-docs/issues/11274
 */
const mostBytes = 20_000;

/**
 * A run's message for a Teams workflow that posts to a channel "when a Teams webhook request is received": one Adaptive Card.
 * What a tenant or person is called stands in text runs, which no client reads as Markdown.
 * Sources: https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using,
 * https://adaptivecards.io/explorer/TextRun.html
 */
export function teamsMessage(model: ReportModel): string {
  return fitting(model, mostBytes, (message) => ({
    type: "message",
    attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", content: card(message) }],
  }));
}

function card({ title, headline, tone, totals, lists, footer }: RunMessage) {
  return {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.4",
    msteams: { width: "Full" },
    fallbackText: title,
    body: [
      richText([{ text: title, size: "large", weight: "bolder", color: tone }]),
      richText([{ text: headline }]),
      {
        type: "FactSet",
        facts: totals.map(({ label, count }) => ({ title: label, value: String(count) })),
      },
      ...lists.flatMap(({ title: heading, items, left }) => [
        { ...richText([{ text: heading, weight: "bolder" }]), separator: true },
        ...items.map(({ tenant, text }) =>
          richText([{ text: tenant, weight: "bolder" }, ...(text === "" ? [] : [{ text: `  ${text}` }])]),
        ),
        ...(left > 0 ? [richText([{ text: `and ${left} more`, isSubtle: true }])] : []),
      ]),
      richText([{ text: footer, isSubtle: true, size: "small" }]),
    ],
  };
}

type Run = { text: string; size?: string; weight?: string; color?: string; isSubtle?: boolean };

function richText(runs: readonly Run[]) {
  return { type: "RichTextBlock", inlines: runs.map((run) => ({ type: "TextRun", ...run })) };
}
