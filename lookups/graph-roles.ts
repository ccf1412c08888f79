import { type PipelineRun, type PipelineWork, pipelinePermissions } from "../domain/pipeline-runs.ts";
import { permittedCalls } from "../graph/permissions.ts";
import type { Issue } from "../settings/issues.ts";
import { removeCommand, settingName } from "../settings/names.ts";
import type { Settings } from "../settings.ts";
import type { DirectoryQuery } from "./directory-query.ts";
import { unreadable } from "./unreadable.ts";

/** The application ID of Microsoft Graph: https://learn.microsoft.com/graph/permissions-reference */
const graphAppId = "00000003-0000-0000-c000-000000000000";

/** An application permission by name, and the app role of Microsoft Graph that it is. */
type GraphRole = { permission: string; id: string };

/** Microsoft Graph's service principal by its object ID, and the app roles that each run of a pipeline needs. */
export type GraphRoles = { objectId: string; roles: Record<PipelineRun, GraphRole[]> };

/**
 * The app roles that the pipelines' identities need, looked up by name on the tenant's own principal of Microsoft
 * Graph; a principal that is unreadable, or does not have a role, is an issue. Nothing where no identity is asked for.
 * Source: https://learn.microsoft.com/graph/api/resources/approle
 */
export async function lookUpGraphRoles(
  settings: Pick<Settings, "pipelineIdentity" | "profile" | "readiness">,
  query: DirectoryQuery,
): Promise<{ graph?: GraphRoles; issues: Issue[] }> {
  const { pipelineIdentity, profile } = settings;
  if (!pipelineIdentity) {
    return { issues: [] };
  }
  const result = await query.servicePrincipal({ appId: graphAppId, appRoles: true });
  const { status, id, appRoleIds = {} } = result;
  if (status !== "found" || id === undefined) {
    return { issues: [unreadable(needs(), result, "Application.Read.All")] };
  }
  // Intune encrypts texts, and the hosts for web sign-in are the profile's only one.
  const encryptedSettings = profile.webSignInAllowedUrls.length > 0;
  const { onboarding, driftReadsEncryptedValues = false } = pipelineIdentity;
  const readiness = settings.readiness !== undefined;
  const work: Record<PipelineRun, PipelineWork> = {
    // What runs as drift may be a pull request's own code, and the permission to decrypt is that to write.
    drift: { encryptedSettings: encryptedSettings && driftReadsEncryptedValues, onboarding, readiness },
    deploy: { encryptedSettings, onboarding, readiness },
  };
  const roles = (run: PipelineRun) =>
    pipelinePermissions(run, work[run], permittedCalls).map((permission) => ({
      permission,
      id: appRoleIds[permission] ?? "",
    }));
  const found = { drift: roles("drift"), deploy: roles("deploy") };
  return { graph: { objectId: id, roles: found }, issues: missing([...found.drift, ...found.deploy]) };
}

const needs = () => `${settingName(["pipelineIdentity"])} needs Microsoft Graph's service principal`;

function missing(roles: readonly GraphRole[]): Issue[] {
  const names = new Set(roles.filter(({ id }) => !id).map(({ permission }) => permission));
  if (names.size === 0) {
    return [];
  }
  const message = `${needs()}, which in this tenant lacks the application permissions ${[...names].join(", ")}`;
  return [{ code: "permissionMissing", message, hint: removeCommand(["pipelineIdentity"]) }];
}
