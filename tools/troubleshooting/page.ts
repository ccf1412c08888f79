import { type Advice, adviceFor, commandIsPrinted, ruleIsTheWayOut } from "./advice.ts";
import { graphKinds } from "./explained.ts";
import { raisedIn } from "./raised.ts";
import { readSource } from "./source.ts";

type Group = { readonly title: string; readonly about: readonly string[]; readonly files: RegExp };

/** Where a user meets an error, in the order of their first day with the project. */
const groups: readonly Group[] = [
  {
    title: "Before anything is made: the settings, and what they name",
    about: [
      "`pulumi preview` and `up` print these first, all at once, as `Stack <stack> has 2 faults; nothing was created or",
      "changed.` A fault with nothing below it here ends with the `pulumi config` command that fixes it, made of the setting",
      "and its value. [settings.md](settings.md) has every key.",
    ],
    files: /^(?:settings|components|lookups|domain|index)/,
  },
  {
    title: "Signing in",
    about: [
      "From `pulumi`, through the Intune plugin, and from `pin-reset`: both read the same `ARM_*` variables.",
    ],
    files: /^graph\/(?:settings|credentials)/,
  },
  {
    title: "Microsoft Graph",
    about: [
      "Each begins with the call, as in `GET /deviceManagement/deviceConfigurations: 403 Forbidden`, and ends with the",
      "`request-id` that Microsoft's support asks for.",
    ],
    files: /^graph\//,
  },
  {
    title: "The Intune plugin",
    about: [
      "Faults of a resource's inputs are printed with their path, such as `omaSettings[0].value`. One with nothing below it",
      "here says itself what the value must be.",
    ],
    files: /^(?:intune|provider)\//,
  },
  {
    title: "pin-reset",
    about: [
      "The code, where there is one, is what `--output json` prints as `error.code`. [cli.md](cli.md) has the exit codes.",
    ],
    files: /^cli\//,
  },
  {
    title: "npm run pulumi",
    about: ["Getting a Pulumi CLI, and the small language host for machines that have none."],
    files: /^(?:pulumi-cli|stand-ins\/language-nodejs)\//,
  },
];

/** `docs/troubleshooting.md`, made from the code that raises the errors. */
export function troubleshootingPage(): string {
  return pageOf(adviceFor(raisedIn(readSource())));
}

/** The page that lists these errors, each under where it is met. */
export function pageOf(all: readonly Advice[]): string {
  const left = new Set(all);
  const sections = groups.map((group) => {
    const own = [...left].filter(({ path }) => group.files.test(path));
    for (const advice of own) left.delete(advice);
    const kinds = group.title === "Microsoft Graph" ? kindsTable() : [];
    return ["", `## ${group.title}`, "", ...group.about, ...kinds, "", ...byFile(own)];
  });
  return [
    "# Troubleshooting",
    "",
    "Every error that this project raises, and the way out of it. Search for a part of the message; what stands in `<>` is",
    "filled in when it is raised. What Entra, Graph or Pulumi say of themselves is passed on as it is.",
    "",
    "This page is made by `npm run troubleshooting` from the code that raises the errors. `npm run pin-reset -- doctor`",
    "looks for what is missing in a tenant, and says how to fix it.",
    ...sections.flat(),
  ]
    .join("\n")
    .replace(/\n{3,}/g, "\n\n");
}

function kindsTable(): string[] {
  const rows = Object.entries(graphKinds).map(
    ([kind, { means, wayOut }]) => `| \`${kind}\` | ${means} | ${wayOut} |`,
  );
  return ["", "| kind | meaning | way out |", "| --- | --- | --- |", ...rows];
}

function byFile(own: readonly Advice[]): string[] {
  return [...Map.groupBy(own, ({ path }) => path)].flatMap(([path, entries]) => [
    `### ${path}`,
    "",
    ...entries.flatMap(entry),
    "",
  ]);
}

function entry({ says, code, waysOut }: Advice): string[] {
  const ways = waysOut
    .filter((way) => way !== commandIsPrinted && way !== ruleIsTheWayOut)
    .map((way) => `  - ${inMarkdown(way)}`);
  return [`- ${inCode(says)}${code === undefined ? "" : `, code \`${code}\``}`, ...ways];
}

function inCode(text: string): string {
  return text.includes("`") ? `\`\` ${text} \`\`` : `\`${text}\``;
}

function inMarkdown(way: string): string {
  return way
    .split("\n")
    .map((line) => asMarkdown(line.trim()))
    .join("<br>\n    ");
}

/** `<>` outside of code would be read as a tag. */
function asMarkdown(line: string): string {
  if (/^(?:pulumi|pin-reset|az) /.test(line)) return inCode(line);
  const parts = line.split(/(`[^`]*`)/);
  return parts.map((part) => (part.startsWith("`") ? part : part.replace(/[<>]/g, "\\$&"))).join("");
}
