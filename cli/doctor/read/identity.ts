import { z } from "zod";
import { pinResetApps } from "../../../domain/applications.ts";
import { isEqual, where } from "../../../graph/odata.ts";
import { nextLink, pagesOf } from "../../../graph/pages.ts";
import { listItems, listMatching } from "../../graph-list.ts";
import { answerAs } from "../../response.ts";
import type { Domain, FailedSignIns, Federation, RetiringUse, WithoutMfa } from "../reset-facts.ts";
import type { Reader } from "./principals.ts";

const domainSchema = z.looseObject({ id: z.string(), authenticationType: z.string().nullish() });

/**
 * The tenant's domain names.
 *
 * @throws GraphError, CredentialError.
 * Source: https://learn.microsoft.com/graph/api/domain-list
 */
export async function readDomains(reader: Reader): Promise<Domain[]> {
  const path = "/domains?$select=id,authenticationType";
  const all = await listMatching(reader, path, domainSchema);
  return all.map(({ id, authenticationType }) => ({
    id,
    isFederated: authenticationType?.toLowerCase() === "federated",
  }));
}

const federationSchema = z.looseObject({
  passiveSignInUri: z.string().nullish(),
  federatedIdpMfaBehavior: z.string().nullish(),
});

/** Source: https://learn.microsoft.com/graph/api/resources/internaldomainfederation#federatedidpmfabehavior-values */
const mfaAccepted = new Set(["acceptIfMfaDoneByFederatedIdp", "enforceMfaByFederatedIdp"]);

/**
 * Where the users of federated domains sign in.
 *
 * @throws GraphError, CredentialError.
 * Source: https://learn.microsoft.com/graph/api/domain-list-federationconfiguration
 */
export async function readFederations(reader: Reader, domains: readonly Domain[]): Promise<Federation[]> {
  const federated = domains.filter(({ isFederated }) => isFederated);
  const found = federated.map(async ({ id }) => {
    const path = `/domains/${encodeURIComponent(id)}/federationConfiguration`;
    const all = await listMatching(reader, path, federationSchema);
    return all.map(({ passiveSignInUri, federatedIdpMfaBehavior }) => ({
      domain: id,
      signInUri: passiveSignInUri ?? undefined,
      acceptsMfa: mfaAccepted.has(federatedIdpMfaBehavior ?? ""),
    }));
  });
  return (await Promise.all(found)).flat();
}

/** A report is throttled to 5 requests in 10 seconds: what is beyond these pages is not worth the wait. */
const mostPages = 5;

const registrationSchema = z.looseObject({
  id: z.string(),
  isMfaCapable: z.boolean(),
  userType: z.string().nullish(),
});

/**
 * The members of the tenant who have no method for multifactor authentication.
 *
 * @throws GraphError, CredentialError.
 * Source: https://learn.microsoft.com/graph/api/authenticationmethodsroot-list-userregistrationdetails
 */
export async function readWithoutMfa({ graph, signal }: Reader): Promise<WithoutMfa> {
  const path = `/reports/authenticationMethods/userRegistrationDetails?${where("isMfaCapable eq false")}`;
  const item = registrationSchema;
  const found: z.output<typeof item>[] = [];
  let pages = 0;
  let isComplete = true;
  const all = pagesOf(path, (next) => graph.read({ version: "v1.0", path: next, signal }));
  for await (const page of all) {
    found.push(...answerAs(z.looseObject({ value: z.array(item) }), page.body, page.path).value);
    pages++;
    isComplete = nextLink(page) === undefined;
    if (pages === mostPages) {
      break;
    }
  }
  const incapable = found.filter(({ isMfaCapable, userType }) => !isMfaCapable && userType !== "guest");
  return { userIds: new Set(incapable.map(({ id }) => id)), isComplete };
}

const signInSchema = z.looseObject({
  id: z.string(),
  createdDateTime: z.string(),
  status: z.looseObject({ errorCode: z.number().nullish() }).nullish(),
});

const days = 30;
const pageSize = 1000;

/**
 * The failed sign-ins of the last 30 days to either application, or with the service as the resource: the newest
 * 1000 of each. Interactive ones alone are in the log.
 *
 * @throws GraphError, CredentialError.
 * Source: https://learn.microsoft.com/graph/api/signin-list
 */
export async function readFailedSignIns(reader: Reader, now: number): Promise<FailedSignIns> {
  const since = new Date(now - days * 24 * 60 * 60 * 1000).toISOString();
  const conditions = [
    isEqual("appId", pinResetApps.client),
    isEqual("appId", pinResetApps.service),
    isEqual("resourceId", pinResetApps.service),
  ];
  const lists = await Promise.all(
    conditions.map(async (condition) => {
      const path = `/auditLogs/signIns?${where(`${condition} and createdDateTime ge ${since}`)}`;
      const found: z.output<typeof signInSchema>[] = [];
      const { graph, signal } = reader;
      for await (const one of listItems(graph, { path, item: signInSchema, signal, mostPages: 1 })) {
        found.push(one);
      }
      return found;
    }),
  );
  const once = new Map(lists.flat().map((signIn) => [signIn.id, signIn]));
  const failures = [...once.values()].flatMap(({ createdDateTime, status }) =>
    status?.errorCode ? [{ code: status.errorCode, at: createdDateTime }] : [],
  );
  return { failures, isComplete: lists.every(({ length }) => length < pageSize) };
}

const recommendationSchema = z.looseObject({
  recommendationType: z.string().nullish(),
  status: z.string().nullish(),
  impactedResources: z
    .array(
      z.looseObject({
        id: z.string(),
        subjectId: z.string().nullish(),
        displayName: z.string().nullish(),
        status: z.string().nullish(),
      }),
    )
    .nullish(),
});

const retirement = new Set(["aadGraphDeprecationServicePrincipal", "aadGraphDeprecationApplication"]);

/**
 * What Entra's recommendations name as users of Azure AD Graph, which is retired. Without the header the types read
 * unknownFutureValue.
 *
 * @throws GraphError, CredentialError.
 * Source: https://learn.microsoft.com/graph/api/directory-list-recommendation?view=graph-rest-beta
 */
export async function readRetiringUses({ graph, signal }: Reader): Promise<RetiringUse[]> {
  const headers = { prefer: "include-unknown-enum-members" };
  const read = (path: string) =>
    graph.send({ method: "GET", version: "beta", path, headers, signal, batchable: true });
  const found: RetiringUse[] = [];
  for await (const { body, path } of pagesOf("/directory/recommendations?$expand=impactedResources", read)) {
    const { value } = answerAs(z.looseObject({ value: z.array(recommendationSchema) }), body, path);
    const uses = value
      .filter(({ recommendationType }) => retirement.has(recommendationType ?? ""))
      .flatMap(({ impactedResources }) => impactedResources ?? [])
      .filter(({ status }) => status === "active");
    found.push(
      ...uses.map(({ id, subjectId, displayName }) => ({
        subjectId: (subjectId ?? id).toLowerCase(),
        displayName: displayName ?? id,
      })),
    );
  }
  return found;
}
