import type { z } from "zod";
import { configuration } from "../../intune/configuration.ts";
import { type Settings, settingsSchema } from "../../settings/schema.ts";
import { FleetError } from "../errors.ts";
import type { FleetTenant } from "../fleet.ts";

/** A tenant's settings as the program and the Intune provider read them. */
export type TenantSettings = {
  readonly program: Settings;
  readonly provider: z.output<typeof configuration>;
};

/**
 * @param project The project's name, before the colon of its own settings.
 * @throws FleetError `badTenantSettings` with every issue.
 */
export function settingsOf({ name, settings }: FleetTenant, project: string): TenantSettings {
  const program = settingsSchema.safeParse(under(settings, project));
  const provider = configuration.safeParse(under(settings, "intune"));
  if (program.success && provider.success) {
    return { program: program.data, provider: provider.data };
  }
  const issues = [...issuesOf(project, program.error), ...issuesOf("intune", provider.error)];
  throw new FleetError({
    code: "badTenantSettings",
    message: `The settings of ${name} are not as the program reads them: ${issues.join("; ")}.`,
    hint: "Correct them in fleet.yaml, under the tenant or under `defaults`. docs/settings.md describes every setting.",
  });
}

function under(settings: FleetTenant["settings"], namespace: string): Record<string, unknown> {
  const prefix = `${namespace}:`;
  return Object.fromEntries(
    Object.entries(settings).flatMap(([key, value]) =>
      key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : [],
    ),
  );
}

function issuesOf(namespace: string, error: z.ZodError | undefined): string[] {
  return (error?.issues ?? []).map(
    ({ path, message }) => `${namespace}:${path.map(String).join(".")} ${message}`,
  );
}
