import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

const example = readFileSync(path.join(import.meta.dirname, "../../examples/fleet/fleet.yaml"), "utf8");

type Node = {
  readonly type?: string | undefined;
  readonly description?: string | undefined;
  readonly default?: unknown;
  readonly enum?: readonly string[] | undefined;
  readonly format?: string | undefined;
  readonly required?: readonly string[] | undefined;
  readonly properties?: Readonly<Record<string, Node>> | undefined;
  readonly patternProperties?: unknown;
  readonly items?: Node | undefined;
};

const node: z.ZodType<Node> = z.looseObject({
  type: z.string().optional(),
  description: z.string().optional(),
  default: z.unknown().optional(),
  enum: z.array(z.string()).optional(),
  format: z.string().optional(),
  required: z.array(z.string()).optional(),
  patternProperties: z.unknown().optional(),
  get properties() {
    return z.record(z.string(), node).optional();
  },
  get items() {
    return node.optional();
  },
});

/** docs/fleet-file.md: every key of fleet.yaml, from the JSON schema that editors check it by. */
export function fleetFilePage(schema: unknown): string {
  const rows = rowsOf(node.parse(schema), "").map((cells) => `| ${cells.join(" | ")} |`);
  return `${introduction}
## Keys

| key | type | default | |
| --- | --- | --- | --- |
${rows.join("\n")}

${afterwards}`;
}

const introduction = `# The fleet's file

For whoever keeps the list of tenants that \`pin-reset fleet\` runs: every key of \`fleet.yaml\`.
[From one tenant to a thousand](fleets.md) says what a fleet is.

\`\`\`yaml
${example.replaceAll("../../fleet/fleet.schema.json", "fleet/fleet.schema.json").replace("project: ../..\n", "")}\`\`\`

An editor with a YAML language server checks the file by the line \`# yaml-language-server: $schema=...\`, the path of
[fleet.schema.json](../fleet/fleet.schema.json). [\`pin-reset fleet check\`](fleets.md) checks all of it, and says every issue at
once with its line:

\`\`\`text
fleet.yaml:12: tenants[3].ring must be one of canary, broad
\`\`\`

\`npm run fleet-file\` writes this page.
`;

const afterwards = `A name is up to 100 letters, digits and \`_.-\`. Names of rings, tenants and stacks, and the tenants' IDs, may stand once each,
without regard to case.

## Settings

A tenant's settings are, each over the ones before it:

1. \`defaults.settings\` of the fleet's file;
2. the \`config\` of \`Pulumi.<stack>.yaml\` in the project's folder, where there is such a file;
3. the tenant's own \`settings\`.

Mappings are merged key by key. A list, a text or a number replaces what is below it: \`excludedGroups: []\` of a tenant takes
the default ones away. \`tenantId\` is always the tenant's own; a stack's file that names another tenant is an issue.

A key without a colon is a setting of the project, which [Settings](settings.md) describes; one with a colon is taken whole,
such as \`intune:retryTimeoutSeconds\`. The project's settings and the Intune provider's are checked before any run; those of
other providers are not known here.

## Secrets

The file holds none, so that it can be kept in a repository. A credential names the environment variable that has the secret,
and a message never repeats a value where a secret may have been pasted. Settings that sign in (\`intune:clientSecret\`,
\`azuread:clientId\` and the like), keys whose name looks like a secret's, and values that are encrypted for one stack
(\`secure: ...\`) are refused.

A setting that must be secret is set for its stack, with \`pulumi config set --secret\`: it stays encrypted in
\`Pulumi.<stack>.yaml\`, where no default and no setting of the fleet's file replaces it.

## YAML

The file is YAML 1.2, in one document. A key that stands twice is an issue. Anchors and aliases are taken, so that tenants may
share settings; \`<<\` merges nothing, and tags are refused. A file of 50,000 lines is read and checked in about a second.
`;

function rowsOf({ properties = {}, required = [] }: Node, parent: string): string[][] {
  return Object.entries(properties).flatMap(([key, value]) => {
    const name = `${parent}${key}`;
    const isList = value.items !== undefined;
    const below = value.items ?? value;
    const given = value.default ?? (required.includes(key) ? "required" : "");
    const row = [`\`${name}\``, typeOf(value), asDefault(given), asCell(value.description ?? "")];
    // The settings have a page of their own, and a tenant's credential has the keys of the fleet's.
    const isElsewhere = value.patternProperties !== undefined || name === "tenants[].credential";
    return [row, ...(isElsewhere ? [] : rowsOf(below, `${name}${isList ? "[]" : ""}.`))];
  });
}

function typeOf({ type, enum: choices, format, items, properties }: Node): string {
  if (choices) {
    return choices.map((choice) => `\`${choice}\``).join(", ");
  }
  if (items) {
    return items.properties ? "list of mappings" : "list of texts";
  }
  if (properties) {
    return "mapping";
  }
  return format === "uuid"
    ? "GUID"
    : ({ string: "text", boolean: "true or false", integer: "number" }[type ?? ""] ?? "");
}

function asDefault(value: unknown): string {
  return value === "required" || value === ""
    ? String(value)
    : `\`${JSON.stringify(value).replace(/^"|"$/g, "")}\``;
}

function asCell(text: string): string {
  return text.replace(/<(\w+)>/g, "&lt;$1&gt;").replaceAll("|", "\\|");
}
