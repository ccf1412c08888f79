import { z } from "zod";
import { unexpectedResponse } from "../../graph/errors.ts";
import { unlessNotFound } from "../../graph/not-found.ts";
import { isEqual, where } from "../../graph/odata.ts";
import { defineFunction } from "../../provider/define.ts";
import type { CallContext } from "../../provider/resource.ts";
import { type IntuneClient, readAllBatched } from "../client.ts";

const inputs = z.strictObject({
  clientAppId: z.guid().describe("The application (client) id of who was given the permissions."),
  resourceAppId: z.guid().describe("The application (client) id of what the permissions are on."),
});

const outputs = z.strictObject({
  id: z.string().optional().describe("The grant's id; none where there is no such grant."),
  clientObjectId: z.string().optional().describe("Object id of the client's service principal."),
  resourceObjectId: z.string().optional().describe("Object id of the resource's service principal."),
  scopes: z.array(z.string()).describe("The delegated permissions that it grants."),
});

const principal = z.looseObject({ id: z.string() });

const grant = z.looseObject({
  id: z.string(),
  resourceId: z.string(),
  consentType: z.literal("AllPrincipals"),
  scope: z.string().nullish(),
});

/**
 * The grant of one application's delegated permissions on another one's for all users, as far as the tenant has it.
 * Source: https://learn.microsoft.com/graph/api/oauth2permissiongrant-list
 */
export const getDelegatedPermissionGrant = defineFunction({
  token: "intune:index:getDelegatedPermissionGrant",
  description:
    "The delegated permissions that an application has on another one for all users (Graph: oauth2PermissionGrant).",
  inputs,
  outputs,
  async call({ client, signal }: CallContext<IntuneClient>, { clientAppId, resourceAppId }) {
    const [clientObjectId, resourceObjectId] = await Promise.all(
      [clientAppId, resourceAppId].map((appId) => findPrincipal(client, appId, signal)),
    );
    const principals = { clientObjectId, resourceObjectId };
    if (clientObjectId === undefined || resourceObjectId === undefined) {
      return { ...principals, scopes: [] };
    }
    const path = `/oauth2PermissionGrants?${where(isEqual("clientId", clientObjectId))}`;
    const all = await readAllBatched(client, "v1.0", path, signal);
    const found = all
      .flatMap((item) => grant.safeParse(item).data ?? [])
      .find(({ resourceId }) => resourceId === resourceObjectId);
    const scopes = (found?.scope ?? "").split(/\s+/).filter(Boolean);
    return { ...principals, id: found?.id, scopes };
  },
});

async function findPrincipal(
  { graph }: IntuneClient,
  appId: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const path = `/servicePrincipals(appId='${appId}')?$select=id`;
  const response = await unlessNotFound(graph.read({ version: "v1.0", path, signal }));
  if (response === undefined) {
    return undefined;
  }
  const parsed = principal.safeParse(response);
  if (parsed.success) {
    return parsed.data.id;
  }
  throw unexpectedResponse(path, "a service principal without `id`");
}
