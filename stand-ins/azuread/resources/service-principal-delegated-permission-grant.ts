import { z } from "zod";
import { defineResource } from "../../../provider/define.ts";
import { type GraphClient, quoted, unlessMissing } from "../graph/client.ts";
import { hasStatus } from "../graph/errors.ts";
import { guid, parseId } from "../guid.ts";
import { alreadyExists } from "../import-hint.ts";
import { sorted, stringSet } from "../sets.ts";

const token =
  "azuread:index/servicePrincipalDelegatedPermissionGrant:ServicePrincipalDelegatedPermissionGrant";

const inputs = z.object({
  claimValues: stringSet.refine((values) => values.length > 0, "must name a permission at least"),
  resourceServicePrincipalObjectId: guid,
  servicePrincipalObjectId: guid,
  userObjectId: guid.optional(),
});

const outputs = z.object({});

const grant = z.object({
  clientId: z.string(),
  id: z.string(),
  principalId: z.string().nullish(),
  resourceId: z.string(),
  scope: z.string().nullish(),
});

type Inputs = z.output<typeof inputs>;
type Grant = z.output<typeof grant>;

const path = "/oauth2PermissionGrants";

/** Source: https://www.pulumi.com/registry/packages/azuread/api-docs/serviceprincipaldelegatedpermissiongrant/ */
export const servicePrincipalDelegatedPermissionGrant = defineResource<
  typeof inputs,
  typeof outputs,
  GraphClient
>({
  token,
  description: "Delegated permissions that a principal has on another one, for all users or for one.",
  inputs,
  outputs,
  replaceOn: ["resourceServicePrincipalObjectId", "servicePrincipalObjectId", "userObjectId"],

  async create({ client, signal }, wanted) {
    const { userObjectId } = wanted;
    const body = {
      clientId: wanted.servicePrincipalObjectId,
      consentType: userObjectId === undefined ? "AllPrincipals" : "Principal",
      ...(userObjectId === undefined ? {} : { principalId: userObjectId }),
      resourceId: wanted.resourceServicePrincipalObjectId,
      scope: wanted.claimValues.join(" "),
    };
    try {
      const made = grant.parse(await client.send("POST", path, signal, { body, fresh: true }));
      return { id: `${path}/${made.id}`, inputs: wanted, outputs: {} };
    } catch (error) {
      const existing = hasStatus(error, 409) ? await findGrant(client, wanted, signal) : undefined;
      throw existing === undefined ? failed("create", error) : alreadyExists(token, `${path}/${existing.id}`);
    }
  },

  async read({ client, signal }, id) {
    const result = await unlessMissing(client.send("GET", pathOf(id), signal));
    if (result === undefined) {
      return undefined;
    }
    const found = grant.parse(result);
    return { id: `${path}/${found.id}`, inputs: inputsOf(found), outputs: {} };
  },

  async update({ client, signal }, id, { claimValues }) {
    const body = { scope: claimValues.join(" ") };
    await client.send("PATCH", pathOf(id), signal, { body }).catch((error: unknown) => {
      throw failed("update", error);
    });
    return { outputs: {} };
  },

  async delete({ client, signal }, id) {
    await unlessMissing(client.send("DELETE", pathOf(id), signal));
  },
});

async function findGrant(
  client: GraphClient,
  wanted: Inputs,
  signal: AbortSignal,
): Promise<Grant | undefined> {
  const filter = encodeURIComponent(`clientId eq ${quoted(wanted.servicePrincipalObjectId)}`);
  const grants = await client.list(`${path}?$filter=${filter}`, grant, signal);
  return grants.find(
    ({ resourceId, principalId }) =>
      resourceId === wanted.resourceServicePrincipalObjectId &&
      (principalId ?? undefined) === wanted.userObjectId,
  );
}

function inputsOf(found: Grant): Inputs {
  return {
    claimValues: sorted((found.scope ?? "").split(/\s+/).filter(Boolean)),
    resourceServicePrincipalObjectId: found.resourceId,
    servicePrincipalObjectId: found.clientId,
    ...(found.principalId ? { userObjectId: found.principalId } : {}),
  };
}

function failed(verb: string, error: unknown): unknown {
  if (!(error instanceof Error)) {
    return error;
  }
  return new Error(`Could not ${verb} delegated permission grant: ${error.message}`, { cause: error });
}

function pathOf(id: string): string {
  const [grantId = ""] = parseId(`${path}/{}`, id);
  return `${path}/${encodeURIComponent(grantId)}`;
}
