import { z } from "zod";
import { isEqual, where } from "../../graph/odata.ts";
import { listMatching } from "../graph-list.ts";
import type { Declared } from "./declared.ts";
import type { LookUp } from "./finder.ts";

const principal = z.looseObject({ id: z.string(), appId: z.string() });

/**
 * The import id of the declared application's service principal.
 * Source: https://www.pulumi.com/registry/packages/azuread/api-docs/serviceprincipal/#import
 */
export async function findPrincipal({ inputs }: Declared, lookUp: LookUp): Promise<string | undefined> {
  const appId = z.string().parse(inputs.clientId);
  const path = `/servicePrincipals?${where(isEqual("appId", appId))}&$select=id,appId`;
  const found = (await listMatching(lookUp, path, principal)).find(
    (candidate) => candidate.appId.toLowerCase() === appId.toLowerCase(),
  );
  return found && `/servicePrincipals/${found.id}`;
}

const grant = z.looseObject({
  id: z.string(),
  clientId: z.string(),
  resourceId: z.string(),
  consentType: z.literal("AllPrincipals"),
});

/**
 * The import id of the grant for all users between the declared principals.
 * Source: https://www.pulumi.com/registry/packages/azuread/api-docs/serviceprincipaldelegatedpermissiongrant/#import
 */
export async function findGrant(declared: Declared, lookUp: LookUp): Promise<string | undefined> {
  const client = lookUp.reference(declared, "servicePrincipalObjectId");
  const resource = lookUp.reference(declared, "resourceServicePrincipalObjectId");
  if (client === undefined || resource === undefined) {
    return undefined;
  }
  const found = await listMatching(
    lookUp,
    `/oauth2PermissionGrants?${where(isEqual("clientId", client))}`,
    grant,
  );
  const id = found.find(({ clientId, resourceId }) => clientId === client && resourceId === resource)?.id;
  return id && `/oauth2PermissionGrants/${id}`;
}
