import { z } from "zod";
import { defineCommand } from "../command.ts";
import type { Context } from "../context.ts";
import type { Column } from "../output.ts";

/** `pin-reset init`: writes the settings of a new stack. */
export const init = defineCommand({
  name: "init",
  summary: "Write the settings of a new stack, Pulumi.<stack>.yaml, from five answers.",
  details: [
    "Run it in the project's folder. On a terminal it asks for the stack's name, the tenant, the groups, the kind of the policy, " +
      "and where the state is kept, and checks each answer as `pulumi up` would check the setting; an answer that an option gives " +
      "is not asked for. With --yes it asks nothing.",
    "It writes a file with comments and with the JSON schema for editors, never over one that is there, and changes nothing else: it " +
      "ends with the next two commands to type. docs/settings.md describes what else the file may have.",
  ],
  options: z.strictObject({
    stack: z.string().optional().meta({ placeholder: "name" }).describe("The stack's name."),
    tenantId: z
      .string()
      .optional()
      .meta({ placeholder: "id" })
      .describe("The only tenant that the stack may be deployed to; any that you sign in to if omitted."),
    group: z
      .array(z.string())
      .optional()
      .meta({ placeholder: "group" })
      .describe("A group that gets the policy: its display name, or its object ID if the name has a comma."),
    kind: z
      .enum(["custom", "settingsCatalog"])
      .optional()
      .describe("The kind of the policy that turns PIN recovery on; custom if omitted with --yes."),
    backend: z
      .string()
      .optional()
      .meta({ placeholder: "url" })
      .describe(
        "Where the state is kept: cloud for Pulumi Cloud, or a URL as `pulumi login` takes it; PULUMI_BACKEND_URL if omitted with --yes.",
      ),
    yes: z.boolean().optional().describe("Ask nothing."),
  }),
  examples: [
    { command: "pin-reset init", does: "Asks, and writes the settings file." },
    {
      command: 'pin-reset init --yes --stack prod --group "Windows devices" --backend cloud',
      does: "Writes Pulumi.prod.yaml without a question.",
    },
  ],
  calls: [],
  async run(context, { yes = false, ...given }) {
    const [{ projectOf, schemaOf, stackFileOf }, { stackFileExists, stackFileText, writeNewFile }] =
      await Promise.all([import("../init/project.ts"), import("../init/stack-file.ts")]);
    const { existsSync } = await import("node:fs");
    const project = await projectOf(process.cwd());
    const isTaken = (stack: string) => existsSync(stackFileOf(project, stack));
    const nameOf = (stack: string) => `Pulumi.${stack}.yaml`;
    if (given.stack !== undefined && isTaken(given.stack)) {
      throw stackFileExists(nameOf(given.stack));
    }
    const { collectAnswers } = await import("../init/collect.ts");
    const answers = await collectAnswers(context, {
      yes,
      given: { ...given, tenantId: given.tenantId || undefined },
      reserved: (stack) => (isTaken(stack) ? `${nameOf(stack)} is there already` : undefined),
    });
    const text = stackFileText(answers, { project: project.name, schema: schemaOf(project) });
    await writeNewFile(stackFileOf(project, answers.stack), nameOf(answers.stack), text);
    const { nextCommands } = await import("../init/next-commands.ts");
    printWritten(context, { file: nameOf(answers.stack), next: nextCommands(answers, context.env) });
    return undefined;
  },
});

type Written = { readonly file: string; readonly next: readonly [string, string] };

const columns: readonly Column<Written>[] = [
  { key: "file", title: "File", value: ({ file }) => file },
  { key: "first", title: "First", value: ({ next: [first] }) => first },
  { key: "then", title: "Then", value: ({ next: [, second] }) => second },
];

function printWritten({ output }: Context, written: Written): void {
  if (output.format !== "table") {
    output.record(columns, written, written);
    return;
  }
  output.note(`Wrote ${written.file}. Next, type:`);
  for (const command of written.next) {
    output.data(`  ${command}`);
  }
}
