import { permittedCalls } from "../../graph/permissions.ts";
import type { Tenant } from "../../tenant/server.ts";
import { say } from "./say.ts";

const configurations = "/v1.0/deviceManagement/deviceConfigurations";
const profileType = "#microsoft.graph.windows10CustomConfiguration";
const enterpriseTag = "WindowsAzureActiveDirectoryIntegratedApp";

/** Prints what an administrator sees in the portals: enterprise applications, custom profiles, assignments. */
export function showPortal(tenant: Tenant): void {
  const applications = tenant.state.servicePrincipals
    .all()
    .filter(({ displayName }) => displayName?.startsWith("Microsoft Pin"))
    .map(({ displayName, accountEnabled, tags }) => {
      const listed = tags.includes(enterpriseTag) ? "listed" : "hidden";
      return `${displayName}, ${accountEnabled ? "enabled" : "disabled"}, ${listed}`;
    })
    .sort();
  showLines("Entra", applications);
  showProfiles(tenant);
}

/** Prints the custom profiles alone. */
export function showProfiles({ state }: Tenant): void {
  const profiles = state.deviceConfigurations
    .all()
    .filter((profile) => profile["@odata.type"] === profileType)
    .flatMap(({ displayName, omaSettings, assignments }) => [
      `${displayName}, ${assignedTo(assignments, state)}`,
      ...(omaSettings ?? []).map(({ omaUri, value }) => `  ${omaUri.split("/").at(-1)} = ${value}`),
    ]);
  showLines("Intune", profiles);
}

function showLines(portal: string, lines: readonly string[]): void {
  for (const [index, line] of (lines.length > 0 ? lines : ["(none)"]).entries()) {
    say("plain", `${(index === 0 ? portal : "").padEnd(7)}${line}`);
  }
}

type Target = { readonly "@odata.type": string; readonly groupId?: string | null };

function assignedTo(assignments: readonly { readonly target: Target }[], state: Tenant["state"]): string {
  const targets = assignments.map(({ target }) => target);
  const isExclusion = (target: Target) => target["@odata.type"].includes("exclusion");
  const names = (some: readonly Target[]) => some.map((target) => nameOf(target, state)).join(", ");
  const [excluded, included] = [
    targets.filter(isExclusion),
    targets.filter((target) => !isExclusion(target)),
  ];
  if (included.length === 0) {
    return "not assigned";
  }
  return `assigned to ${names(included)}${excluded.length > 0 ? `, except ${names(excluded)}` : ""}`;
}

function nameOf({ groupId, "@odata.type": type }: Target, state: Tenant["state"]): string {
  const group = groupId ? state.groups.get(groupId)?.displayName : undefined;
  return group ?? type.replace("#microsoft.graph.", "");
}

/** What an administrator does by hand: EnablePinRecovery to False, and no assignments. */
export async function tamper(tenant: Tenant): Promise<void> {
  const profile = tenant.state.deviceConfigurations
    .all()
    .find(({ omaSettings }) => omaSettings?.some(isRecovery));
  if (profile === undefined) {
    throw new Error("the tenant has no profile with EnablePinRecovery to tamper with");
  }
  const path = `${configurations}/${profile.id}`;
  const omaSettings = (profile.omaSettings ?? []).map(
    ({ displayName, description, omaUri, value, ...setting }) => ({
      "@odata.type": setting["@odata.type"],
      displayName,
      description,
      omaUri,
      value: isRecovery({ omaUri }) ? false : value,
    }),
  );
  await act(tenant, "PATCH", path, { "@odata.type": profileType, omaSettings });
  await act(tenant, "POST", `${path}/assign`, { assignments: [] });
}

/** A profile that was made in the portal, before there was code for it. */
export async function makeByHand(tenant: Tenant): Promise<void> {
  await act(tenant, "POST", configurations, {
    "@odata.type": profileType,
    displayName: "Camera off in the lobby",
    omaSettings: [
      {
        "@odata.type": "#microsoft.graph.omaSettingInteger",
        displayName: "AllowCamera",
        omaUri: "./Device/Vendor/MSFT/Policy/Config/Camera/AllowCamera",
        value: 0,
      },
    ],
  });
}

/**
 * Makes the tenant one that was set up without this program: consented by the links, with an Account protection policy. The
 * credential may read all that `doctor` looks at.
 */
export function setUpByAccountProtection(tenant: Tenant): void {
  tenant.consent();
  tenant.seedScenario("accountProtection");
  grantAllReads(tenant);
}

/** Grants the credential all that `doctor` looks at, beside what `up` needs. */
export function grantAllReads(tenant: Tenant): void {
  tenant.setPermissions([...new Set(permittedCalls.map(({ application }) => application))]);
}

function isRecovery({ omaUri }: { readonly omaUri: string }): boolean {
  return omaUri.endsWith("/EnablePinRecovery");
}

async function act(tenant: Tenant, method: string, path: string, body: unknown): Promise<void> {
  const { status } = await tenant.asAdministrator(method, path, body);
  if (status >= 400) {
    throw new Error(`the administrator's ${method} ${path} returned ${status}`);
  }
}
