import { createHash } from "node:crypto";
import type { Log, ReportingDescriptor, Result } from "sarif";
import { plainText } from "../../text/plain-text.ts";
import { version } from "../../version.ts";
import { type Line, linesOf, type Report } from "./report.ts";
import { titleOf } from "./words.ts";

/**
 * The report as SARIF 2.1.0, for code scanning: a result for each difference that is still there. `file` is what
 * declares the stack's resources, relative to the repository's root, with `/` between its folders.
 * Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function sarifOf(report: Report, file: string): Log {
  const lines = linesOf(report).filter(({ kind }) => kind === "pending" || !report.healed);
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "pin-reset drift",
            semanticVersion: version,
            rules: Object.values(rules),
          },
        },
        // The analyses of different stacks do not replace one another.
        automationDetails: { id: `pin-reset-drift/${report.stack}/` },
        columnKind: "utf16CodeUnits",
        results: lines.map((line) => resultOf(line, report.stack, file)),
      },
    ],
  };
}

const rules = {
  drift: {
    id: "pin-reset/drift",
    name: "Drift",
    shortDescription: { text: "The tenant differs from what was deployed" },
    fullDescription: { text: "Something that the program declares was changed or deleted in the tenant." },
    help: {
      text: "Run `npm run pin-reset -- drift --heal` to restore the tenant, or change the program to match the tenant.",
    },
    defaultConfiguration: { level: "error" },
  },
  pending: {
    id: "pin-reset/pending",
    name: "Pending",
    shortDescription: { text: "The program was changed and not deployed" },
    fullDescription: { text: "The program declares what no update applied yet." },
    help: { text: "Run `pulumi up`." },
    defaultConfiguration: { level: "note" },
  },
} as const satisfies Record<Line["kind"], ReportingDescriptor>;

function resultOf(line: Line, stack: string, file: string): Result {
  const { kind, urn, type, name, path, what, operation, changedBy, changedAt } = line;
  const rule = rules[kind];
  return {
    ruleId: rule.id,
    ruleIndex: Object.keys(rules).indexOf(kind),
    level: rule.defaultConfiguration.level,
    message: { text: plain(sentenceOf(line)) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: encodeURI(file), uriBaseId: "%SRCROOT%" },
          region: { startLine: 1 },
        },
        logicalLocations: [{ name, fullyQualifiedName: urn, kind: "resource" }],
      },
    ],
    // Code scanning takes results of the same rule, place and hash for the same alert.
    partialFingerprints: { primaryLocationLineHash: hash([stack, urn, what]) },
    properties: { type, operation, path, ...(changedBy && { changedBy, changedAt }) },
  };
}

function sentenceOf(line: Line): string {
  const { sentence, changedBy, changedAt } = line;
  const by = changedBy ? ` Changed by ${changedBy} at ${changedAt}.` : "";
  return `${titleOf(line)}: ${sentence}.${by}`;
}

/** Brackets begin a link in a SARIF message, where a parenthesis follows; braces a placeholder. */
function plain(text: string): string {
  return plainText(text).replaceAll("](", "] (").replace(/[{}]/g, "$&$&");
}

function hash(parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
}
