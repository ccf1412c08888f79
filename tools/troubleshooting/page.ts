import { findingCodes } from "../../cli/doctor/finding-codes.ts";
import { commandErrorCodes } from "../../cli/error-codes.ts";
import { supportCodes } from "../../cli/reset/error-codes.ts";
import { fleetErrorCodes } from "../../fleet/error-codes.ts";
import { credentialErrorCodes, graphErrorCodes } from "../../graph/error-codes.ts";
import { intuneErrorCodes } from "../../intune/error-codes.ts";
import { providerErrorCodes } from "../../provider/error-codes.ts";
import { pulumiErrorCodes } from "../../pulumi-cli/error-codes.ts";
import { issueCodes } from "../../settings/issue-codes.ts";
import { type CodeEntry, type CodeTable, stages } from "../../text/error-codes.ts";

/** Every code of the project, by the class or the list that it belongs to. */
export const codeTables: Readonly<Record<string, CodeTable>> = {
  issueCodes,
  credentialErrorCodes,
  graphErrorCodes,
  intuneErrorCodes,
  providerErrorCodes,
  pulumiErrorCodes,
  commandErrorCodes,
  supportCodes,
  findingCodes,
  fleetErrorCodes,
};

const introduction = `# Troubleshooting

Every error of this project by its code, in the order in which people meet them. \`pin-reset\` prints the code with
\`--output json\`, as \`{"error": {"code", "message", "hint"}}\`; in text, search for a part of the message. What stands in
\`<>\` differs from case to case. An error's own hint often says more, such as the very command to type.

This page is made by \`npm run troubleshooting\` from the tables of codes in the code. \`npm run pin-reset -- doctor\` looks
for what is missing in a tenant, and says how to fix it.
`;

/** docs/troubleshooting.md: a section for each stage, with its codes in the order of their tables. */
export function troubleshootingPage(): string {
  const entries = Object.values(codeTables).flatMap((table) => Object.entries(table));
  const sections = Object.entries(stages).map(([stage, title]) => {
    const found = entries.filter(([, entry]) => entry.stage === stage);
    return found.length === 0 ? "" : `## ${title}\n\n${found.map(explained).join("\n")}`;
  });
  return [introduction, ...sections.filter(Boolean)].join("\n");
}

function explained([code, { looksLike, why, whatToDo }]: [string, CodeEntry]): string {
  return `### ${code}

- Looks like: \`${looksLike}\`
- Why: ${asMarkdown(why)}
- What to do: ${asMarkdown(whatToDo)}
`;
}

/** Outside of code spans, what Markdown would take for HTML or for emphasis stands for itself. */
function asMarkdown(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith("`") ? part : part.replace(/[<>*_]/g, "\\$&")))
    .join("");
}
