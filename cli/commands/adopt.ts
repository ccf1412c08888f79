import { z } from "zod";
import { applyImport } from "../adopt/apply.ts";
import { declaredIn } from "../adopt/declared.ts";
import { engineImportFile, withIds, writeImportFile } from "../adopt/import-file.ts";
import { type Found, lookUpAll, profileType } from "../adopt/look-up.ts";
import { pulumiOn } from "../adopt/pulumi.ts";
import { defineCommand } from "../command.ts";
import type { Column, OutputFormat } from "../output.ts";

/** `pin-reset adopt`: brings what a tenant has already under the program's management. */
export const adopt = defineCommand({
  name: "adopt",
  summary: "Bring a tenant that was set up by hand under management: `pulumi import` for all of it at once.",
  details: [
    "Run it in the project's folder. It asks the engine what `pulumi up` would create, and looks each of that up in " +
      "the tenant: both service principals by application, their grants, the profile by the setting that turns PIN " +
      "recovery on in this tenant, and the profile's assignments. What is there goes into the engine's own import file.",
    "Without --apply nothing but that file is written. With it the file is imported into the stack's state; the tenant " +
      "is not changed, and what the next `pulumi up` would still create or change is said.",
    "It runs the Pulumi CLI that `npm run pulumi` finds; PULUMI_COMMAND names the path of another one.",
  ],
  options: z.strictObject({
    stack: z.string().min(1).optional().describe("The stack; else the one that is selected."),
    profile: z
      .string()
      .min(1)
      .optional()
      .describe("The id of the profile to take, where several turn PIN recovery on, or none does."),
    file: z
      .string()
      .min(1)
      .optional()
      .describe("Where to write the import file; else into a new temporary folder."),
    apply: z.boolean().optional().describe("Import what was found."),
  }),
  examples: [
    {
      command: "pin-reset adopt",
      does: "Shows what of the declaration the tenant has, and writes the import file.",
    },
    { command: "pin-reset adopt --stack prod --apply", does: "Imports it into the stack prod." },
    {
      command: "pin-reset adopt --profile 6f1c0a52-7d3e-4b8a-9c41-0e2d5f6a7b8c --apply",
      does: "Imports it with this profile, where several were made.",
    },
  ],
  calls: [
    "read service principals",
    "read delegated permission grants",
    "read device configurations and their assignments",
  ],
  async run(context, { stack, profile, file, apply }) {
    const { graph, output, signal } = context;
    const pulumi = pulumiOn(context, stack);
    const progress = context.progress("Asking Pulumi what it would create");
    const [found, importFile] = await engineImportFile(async (engineFile) => {
      const declared = declaredIn(await pulumi.preview(engineFile));
      progress.update("Looking it up in the tenant");
      return lookUpAll(declared, { graph, signal, profile });
    }).finally(() => progress.stop());
    output.rows(columns(output.format), found);
    if (profile !== undefined && !found.some(({ type }) => type === profileType)) {
      output.note("The stack has its profile already, so that --profile does nothing.");
    }
    const present = found.filter(({ id }) => id !== undefined);
    if (present.length === 0) {
      output.note(nothingToImport(found));
      return undefined;
    }
    const ids = new Map(found.map(({ type, name, id }) => [`${type} ${name}`, id]));
    const path = await writeImportFile(
      withIds(importFile, (type, name) => ids.get(`${type} ${name}`)),
      file,
    );
    output.note(`The import file: ${path}`);
    if (apply) return applyImport(context, pulumi, { path, present });
    output.note("Nothing was imported. To import it, run the same command with --apply.");
    return undefined;
  },
});

function columns(format: OutputFormat): readonly Column<Found>[] {
  const missing = format === "table" ? "will be created" : null;
  return [
    { key: "name", title: "Resource", value: ({ name }) => name },
    { key: "type", title: "Type", value: ({ type }) => type.split(":").at(-1) },
    { key: "id", title: "Id in the tenant", value: ({ id }) => id ?? missing },
  ];
}

function nothingToImport(found: readonly Found[]): string {
  return found.length === 0
    ? "The stack has all that the program declares: there is nothing to import."
    : "The tenant has none of it yet: there is nothing to import, and `pulumi up` creates it.";
}
