import { z } from "zod";
import type { ProjectStack } from "../../pulumi-cli/project-stack.ts";
import { plainText } from "../../text/plain-text.ts";
import { applyImport } from "../adopt/apply.ts";
import { nameIn } from "../adopt/declared.ts";
import { examineStack } from "../adopt/examine.ts";
import { withIds, writeImportFile } from "../adopt/import-file.ts";
import { type Found, isProfile } from "../adopt/look-up.ts";
import type { Misplaced } from "../adopt/misplaced.ts";
import { defineCommand } from "../command.ts";
import type { Context } from "../context.ts";
import type { Column, OutputFormat } from "../output.ts";
import { withStack } from "../pulumi/with-stack.ts";

/** `pin-reset adopt`: brings what a tenant has already under the program's management. */
export const adopt = defineCommand({
  name: "adopt",
  summary: "Import a tenant that was set up by hand into the stack: `pulumi import` for all of it at once.",
  details: [
    "Run it in the project's folder. It asks the engine what `pulumi up` would create, and looks for each of " +
      "these in the tenant: both service principals by application, their grants, the policy by the setting that " +
      "enables PIN recovery in this tenant, and the policy's assignments. It writes what exists into an import " +
      "file for the engine.",
    "The policy may be a custom profile or a settings catalog policy: where the stack declares the other kind, adopt " +
      "says which settings to change. It is imported as it is. A policy of the settings catalog that holds more than " +
      "EnablePinRecovery, as those of Account protection do, is not imported, since the next `pulumi up` would remove " +
      "the rest; nor is a policy that no resource serves, an older Account protection policy or an identity protection " +
      "profile. Either stays as it is, and no second policy is declared beside it.",
    "Resources that were imported under a name other than the program's, for example by `pulumi import TYPE NAME " +
      "ID`, are found by their IDs: the next `pulumi up` would delete them, and with them what the program " +
      "declares.",
    "Without --apply it writes only that file. With --apply it imports the file into the stack's state, removes " +
      "other names of the same objects from the state, and marks both service principals there so that a destroy " +
      "keeps them, protected or not. It does not change the tenant, and says what the next `pulumi up` would " +
      "still create or change. Do not run Pulumi on the stack at the same time, as with `pulumi state` commands.",
    "It uses the Pulumi CLI that `npm run pulumi` finds; PULUMI_COMMAND is the path of another one.",
  ],
  options: z.strictObject({
    stack: z
      .string()
      .min(1)
      .optional()
      .meta({ placeholder: "name", description: "The stack; the selected one if omitted." }),
    profile: z.string().min(1).optional().meta({
      placeholder: "id",
      description: "The ID of the policy to import, if several enable PIN recovery, or none does.",
    }),
    file: z.string().min(1).optional().meta({
      placeholder: "file",
      description: "Where to write the import file; a new temporary folder if omitted.",
    }),
    apply: z.boolean().optional().describe("Import what was found."),
  }),
  examples: [
    {
      command: "pin-reset adopt",
      does: "Shows what the tenant already has of what the stack declares, and writes the import file.",
    },
    { command: "pin-reset adopt --stack prod --apply", does: "Imports it into the stack prod." },
    {
      command: "pin-reset adopt --profile 6f1c0a52-7d3e-4b8a-9c41-0e2d5f6a7b8c --apply",
      does: "Imports it with this profile, if there are several.",
    },
  ],
  calls: [
    "read service principals",
    "read delegated permission grants",
    "read device configurations and their assignments",
    "read settings catalog policies and their assignments",
    "read Endpoint security policies of the old kind (intents)",
    "read remediation scripts and what devices report of them",
  ],
  run: (context, { stack, ...options }) =>
    withStack(context, { stack, effect: "Nothing in the tenant was changed.", env: lookedUpHere }, (opened) =>
      adoptInto(opened, context, options),
    ),
});

// The program would take over or refuse what exists, and not say what it would create.
const lookedUpHere = { PIN_RESET_ADOPTING: "true" };

type AdoptOptions = { profile?: string | undefined; file?: string | undefined; apply?: boolean | undefined };

async function adoptInto(
  stack: ProjectStack,
  context: Context,
  { profile, file, apply }: AdoptOptions,
): Promise<undefined> {
  const { output } = context;
  const { found, misplaced, deletable, importFile } = await examineStack(context, stack, profile);
  output.rows(columns(output.format), found);
  if (profile !== undefined && !found.some(({ type }) => isProfile(type))) {
    output.note("The stack has its profile already, so that --profile does nothing.");
  }
  printNotes(context, found);
  const present = found.filter(({ id }) => id !== undefined);
  const left = found.filter(({ isLeft }) => isLeft);
  if (misplaced.length > 0) {
    output.note(misplacedNote(misplaced));
  }
  if (present.length === 0) {
    if (misplaced.length === 0) {
      output.note(nothingToImport(found));
    }
    if (misplaced.length + deletable.length === 0) {
      return undefined;
    }
    if (apply) {
      return applyImport(context, stack, { path: undefined, present, misplaced, left });
    }
    const names = deletable.map(({ urn }) => nameIn(urn)).join(", ");
    if (names) {
      output.note(`A destroy would delete ${names} once they are unprotected.`);
    }
    output.note("Nothing was changed. To repair the state, run the same command with --apply.");
    return undefined;
  }
  const ids = new Map(found.map(({ type, name, id }) => [`${type} ${name}`, id]));
  const path = await writeImportFile(
    withIds(importFile, (type, name) => ids.get(`${type} ${name}`)),
    file,
  );
  output.note(`The import file: ${path}`);
  if (apply) {
    return applyImport(context, stack, { path, present, misplaced, left });
  }
  output.note("Nothing was imported. To import it, run the same command with --apply.");
  return undefined;
}

/** What the lookup says of what it found. */
function printNotes({ output }: Context, found: readonly Found[]): void {
  for (const { note } of found) {
    if (note !== undefined) {
      output.note(plainText(note));
    }
  }
}

function columns(format: OutputFormat): readonly Column<Found>[] {
  const missing = format === "table" ? "will be created" : null;
  return [
    { key: "name", title: "Resource", value: ({ name }) => name, table: { priority: 1 } },
    { key: "type", title: "Type", value: ({ type }) => type.split(":").at(-1), table: { priority: 3 } },
    {
      key: "id",
      title: "Id in the tenant",
      value: ({ id, isLeft }) => id ?? (isLeft && missing ? "another policy stays in its place" : missing),
      table: { priority: 1 },
    },
  ];
}

function misplacedNote(misplaced: readonly Misplaced[]): string {
  return [
    "The stack holds these under names that the program does not declare, and `pulumi up` would delete them:",
    ...misplaced.map(({ urn, id, insteadOf }) => `  ${nameIn(urn)} (${id}), which is ${nameIn(insteadOf)}`),
    "With --apply these names leave the state, and the tenant keeps what they stand for.",
  ].join("\n");
}

function nothingToImport(found: readonly Found[]): string {
  if (found.some(({ isLeft }) => isLeft)) {
    return "There is nothing to import.";
  }
  return found.length === 0
    ? "The stack has all that the program declares: there is nothing to import."
    : "The tenant has none of it yet: there is nothing to import, and `pulumi up` creates it.";
}
