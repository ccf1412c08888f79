import type { ReportModel } from "../report/model.ts";
import { fitting, type RunMessage } from "./message.ts";

/**
 * Slack's documented limits are above this, but it refuses blocks with some 13,200 characters in all (`msg_blocks_too_long`).
 * Source: https://github.com/slackapi/bolt-js/issues/2509
 */
const mostBytes = 11_000;

/**
 * A run's message for an incoming webhook of Slack. What a tenant or person is called stands in the text elements of a rich
 * text block, in which Slack looks for no mention, link or markup.
 * Sources: https://docs.slack.dev/reference/block-kit/blocks/rich-text-block,
 * https://github.com/slackapi/bolt-js/issues/1324 (that incoming webhooks take them)
 */
export function slackMessage(model: ReportModel): string {
  return fitting(model, mostBytes, (message) => ({
    // What a notification shows. It is read as markup.
    text: escaped(`${message.title}. ${message.headline}`),
    blocks: blocks(message),
  }));
}

function blocks({ title, headline, totals, lists, footer }: RunMessage) {
  const counts = totals.map(({ label, count }) => `${label}: ${count}`).join("  ·  ");
  return [
    // A header takes 150 characters.
    { type: "header", text: { type: "plain_text", text: [...title].slice(0, 150).join(""), emoji: false } },
    {
      type: "rich_text",
      elements: [
        section([{ text: headline }, ...(counts === "" ? [] : [{ text: `\n${counts}` }])]),
        ...lists.flatMap(({ title: heading, items, left }) => [
          section([{ text: `\n${heading}\n`, style: { bold: true } }]),
          ...(items.length > 0
            ? [
                {
                  type: "rich_text_list",
                  style: "bullet",
                  elements: items.map(({ tenant, text }) =>
                    section([
                      { text: tenant, style: { bold: true } },
                      ...(text === "" ? [] : [{ text: `  ${text}` }]),
                    ]),
                  ),
                },
              ]
            : []),
          ...(left > 0 ? [section([{ text: `and ${left} more`, style: { italic: true } }])] : []),
        ]),
      ],
    },
    { type: "context", elements: [{ type: "plain_text", text: footer, emoji: false }] },
  ];
}

type Text = { text: string; style?: { bold?: true; italic?: true } };

function section(texts: readonly Text[]) {
  return { type: "rich_text_section", elements: texts.map((text) => ({ type: "text", ...text })) };
}

/** Source: https://docs.slack.dev/messaging/formatting-message-text#escaping */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
