import { z } from "zod";
import { defineFunction } from "../../../provider/define.ts";
import { type GraphClient, quoted } from "../graph/client.ts";
import { listPrincipals, type Principal, readPrincipal } from "../graph/principals.ts";
import { guid } from "../guid.ts";
import { outputsOf, principalOutputs } from "../principal-outputs.ts";
import { failedAt, invoking } from "./invoking.ts";

const token = "azuread:index/getServicePrincipal:getServicePrincipal";

const inputs = z
  .object({
    clientId: guid.optional(),
    displayName: z.string().min(1, "must not be empty").optional(),
    objectId: guid.optional(),
  })
  .refine((given) => Object.values(given).filter((value) => value !== undefined).length === 1, {
    path: ["clientId"],
    message: "one of `clientId,displayName,objectId` must be specified, and only one",
  });

const outputs = principalOutputs.extend({
  accountEnabled: z.boolean(),
  alternativeNames: z.array(z.string()),
  appRoleAssignmentRequired: z.boolean(),
  clientId: z.string(),
  description: z.string(),
  id: z.string(),
  loginUrl: z.string(),
  notes: z.string(),
  notificationEmailAddresses: z.array(z.string()),
  preferredSingleSignOnMode: z.string(),
  samlSingleSignOns: z.array(
    z.object({ relayState: z.string() }).meta({ id: "GetServicePrincipalSamlSingleSignOn" }),
  ),
});

/** Source: https://www.pulumi.com/registry/packages/azuread/api-docs/getserviceprincipal/ */
export const getServicePrincipal = defineFunction<typeof inputs, typeof outputs, GraphClient>({
  token,
  description: "A service principal, by application ID, object ID or display name.",
  inputs,
  outputs,
  call: ({ client, signal }, wanted) =>
    invoking(token, async () => toResult(await findPrincipal(client, wanted, signal))),
});

async function findPrincipal(
  client: GraphClient,
  { objectId, displayName, clientId }: z.output<typeof inputs>,
  signal: AbortSignal,
): Promise<Principal> {
  if (objectId !== undefined) {
    return findById(client, objectId, signal);
  }
  const [property, value] =
    displayName === undefined
      ? (["appId", clientId ?? ""] as const)
      : (["displayName", displayName] as const);
  const filter = JSON.stringify(`${property} eq ${quoted(value)}`);
  const found = await listPrincipals(client, property, value, signal).catch((error: unknown) => {
    throw failedAt(`Listing service principals for filter ${filter}`, error);
  });
  const [principal, another] = found;
  if (principal === undefined) {
    throw new Error(`No service principal found: no service principals found matching filter: ${filter}`);
  }
  if (another !== undefined) {
    throw new Error(
      `Multiple service principals found: found multiple service principals matching filter: ${filter}`,
    );
  }
  return principal;
}

async function findById(client: GraphClient, objectId: string, signal: AbortSignal): Promise<Principal> {
  const principal = await readPrincipal(client, objectId, signal).catch((error: unknown) => {
    throw failedAt(`Retrieving service principal with object ID "${objectId}"`, error);
  });
  if (principal === undefined) {
    throw new Error(`Service principal with object ID "${objectId}" was not found`);
  }
  return principal;
}

function toResult(principal: Principal): z.output<typeof outputs> {
  const { samlSingleSignOnSettings: saml } = principal;
  return {
    ...outputsOf(principal),
    accountEnabled: principal.accountEnabled,
    alternativeNames: principal.alternativeNames,
    appRoleAssignmentRequired: principal.appRoleAssignmentRequired,
    clientId: principal.appId,
    description: principal.description,
    id: `/servicePrincipals/${principal.id}`,
    loginUrl: principal.loginUrl,
    notes: principal.notes,
    notificationEmailAddresses: principal.notificationEmailAddresses,
    preferredSingleSignOnMode: principal.preferredSingleSignOnMode,
    samlSingleSignOns: saml ? [{ relayState: saml.relayState }] : [],
  };
}
