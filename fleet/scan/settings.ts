import type { z } from "zod";
import { configuration } from "../../intune/configuration.ts";
import { type Settings, settingsSchema } from "../../settings/schema.ts";
import { FleetError } from "../errors.ts";
import type { FleetTenant } from "../fleet.ts";
import { settingsIn } from "../namespace.ts";
import type { Project } from "./state/backend.ts";

/** A tenant's settings as the program and the Intune provider read them. */
export type TenantSettings = {
  readonly program: Settings;
  readonly provider: z.output<typeof configuration>;
};

/**
 * @param project Its name stands before the colon of its own settings, and its defaults count where the tenant has none.
 * @throws FleetError `badTenantSettings` with every issue.
 */
export function settingsOf(
  { name, settings }: Pick<FleetTenant, "name" | "settings">,
  project: Pick<Project, "name" | "defaults">,
): TenantSettings {
  const all = { ...project.defaults, ...settings };
  const program = settingsSchema.safeParse(settingsIn(project.name, all));
  const provider = configuration.safeParse(settingsIn("intune", all));
  if (program.success && provider.success) {
    return { program: program.data, provider: provider.data };
  }
  const issues = [...issuesOf(project.name, program.error), ...issuesOf("intune", provider.error)];
  throw new FleetError({
    code: "badTenantSettings",
    message: `The settings of ${name} are not as the program reads them: ${issues.join("; ")}.`,
    hint: "Correct them in fleet.yaml, under the tenant or under `defaults`. docs/settings.md describes every setting.",
  });
}

function issuesOf(namespace: string, error: z.ZodError | undefined): string[] {
  return (error?.issues ?? []).map(
    ({ path, message }) => `${namespace}:${path.map(String).join(".")} ${message}`,
  );
}
