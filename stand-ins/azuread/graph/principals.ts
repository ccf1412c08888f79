import { z } from "zod";
import { type GraphClient, quoted, unlessMissing } from "./client.ts";

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? "");
const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);
const texts = z
  .array(z.string())
  .nullish()
  .transform((value) => value ?? []);

const appRole = z.object({
  allowedMemberTypes: texts,
  description: text,
  displayName: text,
  id: z.string(),
  isEnabled: flag,
  value: text,
});

const permissionScope = z.object({
  adminConsentDescription: text,
  adminConsentDisplayName: text,
  id: z.string(),
  isEnabled: flag,
  type: text,
  userConsentDescription: text,
  userConsentDisplayName: text,
  value: text,
});

/** A service principal as far as the plugin knows one; what Graph gives as null is empty. */
const principal = z.object({
  accountEnabled: flag,
  alternativeNames: texts,
  appId: z.string(),
  appOwnerOrganizationId: text,
  appRoleAssignmentRequired: flag,
  appRoles: z.array(appRole).default([]),
  description: text,
  displayName: text,
  homepage: text,
  id: z.string(),
  loginUrl: text,
  logoutUrl: text,
  notes: text,
  notificationEmailAddresses: texts,
  oauth2PermissionScopes: z.array(permissionScope).default([]),
  preferredSingleSignOnMode: text,
  replyUrls: texts,
  samlMetadataUrl: text,
  samlSingleSignOnSettings: z.object({ relayState: text }).nullish(),
  servicePrincipalNames: texts,
  servicePrincipalType: text,
  signInAudience: text,
  tags: texts,
});

export type Principal = z.output<typeof principal>;

const path = "/servicePrincipals";

/** The principal of that object id; undefined where there is none. */
export async function readPrincipal(
  graph: GraphClient,
  objectId: string,
  signal: AbortSignal,
): Promise<Principal | undefined> {
  const result = await unlessMissing(graph.send("GET", pathOfPrincipal(objectId), signal));
  return result === undefined ? undefined : principal.parse(result);
}

/** The principal of an application; undefined where the tenant has none. */
export async function findPrincipal(
  graph: GraphClient,
  appId: string,
  signal: AbortSignal,
): Promise<Principal | undefined> {
  const filter = encodeURIComponent(`appId eq ${quoted(appId)}`);
  const [found] = await graph.list(`${path}?$filter=${filter}`, principal, signal);
  return found;
}

/** Makes the principal of an application. */
export async function addPrincipal(
  graph: GraphClient,
  appId: string,
  signal: AbortSignal,
): Promise<Principal> {
  return principal.parse(await graph.send("POST", path, signal, { body: { appId } }));
}

/** Where a principal is, below the version. */
export function pathOfPrincipal(objectId: string): string {
  return `${path}/${encodeURIComponent(objectId)}`;
}

const reference = z.object({ id: z.string() });

/** Object ids of a principal's owners. */
export async function listOwners(
  graph: GraphClient,
  objectId: string,
  signal: AbortSignal,
): Promise<string[]> {
  const owners = await graph.list(`${pathOfPrincipal(objectId)}/owners`, reference, signal);
  return owners.map(({ id }) => id);
}

/** Makes those given, and no others, a principal's owners. */
export async function setOwners(
  graph: GraphClient,
  objectId: string,
  wanted: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const owners = `${pathOfPrincipal(objectId)}/owners`;
  const { graph: origin } = await graph.session(signal);
  const present = await listOwners(graph, objectId, signal);
  for (const id of wanted.filter((each) => !present.includes(each))) {
    const body = { "@odata.id": `${origin}/v1.0/directoryObjects/${id}` };
    await graph.send("POST", `${owners}/$ref`, signal, { body });
  }
  for (const id of present.filter((each) => !wanted.includes(each))) {
    await unlessMissing(graph.send("DELETE", `${owners}/${encodeURIComponent(id)}/$ref`, signal));
  }
}
