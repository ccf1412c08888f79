import { z } from "zod";
import { defineCommand } from "../../cli/command.ts";
import type { Column } from "../../cli/output.ts";
import type { CheckedTenant } from "../check/check-tenants.ts";
import { counted } from "../words.ts";
import { fleetOption, selectionOptions } from "./options.ts";
import { readFleetOf, selected } from "./read-fleet.ts";
import { typedCommand } from "./typed-command.ts";

/** `pin-reset fleet check` */
export const check = defineCommand({
  name: "check",
  summary: "Check the fleet's file, the sign-in to each tenant, and what each consented to.",
  details: [
    "It reads the file, and signs in to each tenant once; Graph is not asked. The token says which " +
      "permissions the tenant's administrator consented to, and they are compared with what `scan` and `up` need.",
    "The exit code is 0 if every tenant has what `up` needs, 7 if permissions or the consent are missing, and 1 if a sign-in " +
      "failed for another reason. A file with issues ends with 1 and lists each of them.",
  ],
  options: z.strictObject({ ...fleetOption, ...selectionOptions }),
  examples: [
    { command: "pin-reset fleet check", does: "Checks the whole fleet." },
    { command: "pin-reset fleet check --ring canary --output json", does: "Checks one ring, for a script." },
  ],
  calls: [],
  async run(context, options) {
    const { env, output, signal } = context;
    const tenants = await selected(await readFleetOf(options), options);
    const { checkTenants } = await import("../check/check-tenants.ts");
    let done = 0;
    const progress = context.progress(`Signing in to ${counted(tenants.length, "tenant")}`);
    const onChecked = () => {
      done += 1;
      if (context.stderr.isTTY) {
        progress.update(`Signed in to ${done} of ${counted(tenants.length, "tenant")}`);
      }
    };
    const checked = await checkTenants(tenants, { env, signal, onChecked }).finally(() => progress.stop());
    if (output.format === "json") {
      output.record([], checked, checked);
    } else {
      output.rows(columns, checked);
    }
    const faulty = checked.filter(({ consent }) => consent !== "granted");
    const failed = faulty.filter(({ consent }) => consent === "unknown");
    output.note(
      faulty.length === 0
        ? `All ${counted(checked.length, "tenant")} can be scanned and updated.`
        : `${faulty.length} of ${counted(checked.length, "tenant")} cannot be updated yet.`,
    );
    for (const line of hintsOf(faulty)) {
      output.note(line);
    }
    const [unconsented] = faulty.filter(({ consent }) => consent === "missing" || consent === "partly");
    if (unconsented !== undefined) {
      const command = typedCommand({ ...options, engine: "local" }, ["onboard", unconsented.tenant]);
      output.note(`The consent of a tenant's administrator: ${command}`);
    }
    return failed.length > 0 ? "failed" : faulty.length > 0 ? "found" : undefined;
  },
});

const words: Readonly<Record<CheckedTenant["consent"], string>> = {
  granted: "granted",
  partly: "permissions missing",
  missing: "no consent",
  unknown: "not known",
};

const columns: readonly Column<CheckedTenant>[] = [
  { key: "tenant", title: "Tenant", value: ({ tenant }) => tenant, table: { priority: 1 } },
  { key: "tenantId", title: "ID", value: ({ tenantId }) => tenantId, table: { priority: 5 } },
  { key: "ring", title: "Ring", value: ({ ring }) => ring, table: { priority: 4 } },
  { key: "consent", title: "Consent", value: ({ consent }) => words[consent], table: { priority: 1 } },
  {
    key: "missing",
    title: "Missing",
    value: ({ consent, missing }) => (consent === "missing" ? "" : missing.up.join(", ")),
    table: { priority: 2, min: 16 },
  },
  { key: "code", title: "Error", value: ({ error }) => error?.code, table: { priority: 3 } },
  { key: "message", title: "Message", value: ({ error }) => error?.message, table: { priority: 6, min: 20 } },
];

const mostHints = 5;

/** Each hint once: tenants that fail for the same reason have the same. */
function hintsOf(faulty: readonly CheckedTenant[]): string[] {
  const hints = new Set(
    faulty.flatMap(({ consent, error }) => (consent === "unknown" ? (error?.hint ?? []) : [])),
  );
  return [...hints].slice(0, mostHints);
}
