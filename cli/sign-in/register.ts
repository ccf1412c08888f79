import { z } from "zod";
import type { Graph } from "../../graph/client.ts";
import { loopbackRedirect } from "../../graph/credentials/admin-consent-link.ts";
import { GraphError } from "../../graph/errors.ts";
import { unlessNotFound } from "../../graph/not-found.ts";
import { isEqual, where } from "../../graph/odata.ts";
import { poll } from "../../graph/poll.ts";
import { CommandError } from "../errors.ts";
import { listItems } from "../graph-list.ts";
import { answerAs } from "../response.ts";
import type { Registration } from "./registration.ts";

/** Microsoft Graph's own application, the same in every tenant. */
const microsoftGraph = "00000003-0000-0000-c000-000000000000";

const access = z.looseObject({ id: z.string(), type: z.string() });

const applicationSchema = z.looseObject({
  id: z.string(),
  appId: z.string(),
  displayName: z.string(),
  isFallbackPublicClient: z.boolean().nullish(),
  publicClient: z.looseObject({ redirectUris: z.array(z.string()).nullish() }).nullish(),
  requiredResourceAccess: z
    .array(z.looseObject({ resourceAppId: z.string(), resourceAccess: z.array(access) }))
    .nullish()
    .transform((all) => all ?? []),
});

/** An application as the tenant has it. */
export type Application = z.output<typeof applicationSchema>;

const published = z.looseObject({
  appRoles: z.array(z.looseObject({ id: z.string(), value: z.string().nullish() })),
  oauth2PermissionScopes: z.array(z.looseObject({ id: z.string(), value: z.string().nullish() })),
});

const identified = z.looseObject({ id: z.string() });

type Reader = { readonly graph: Graph; readonly signal: AbortSignal };

/**
 * The application of a name; undefined where the tenant has none.
 *
 * @throws CommandError `severalApplications`; GraphError, CredentialError.
 */
export async function findApplication(
  { graph, signal }: Reader,
  displayName: string,
): Promise<Application | undefined> {
  const path = `/applications?${where(isEqual("displayName", displayName))}`;
  const found: Application[] = [];
  for await (const application of listItems(graph, { path, item: applicationSchema, signal })) {
    // Graph compares names without regard to case.
    found.push(application);
  }
  const [first, ...others] = found;
  if (others.length > 0) {
    throw new CommandError(
      "severalApplications",
      `${found.length} applications are named "${displayName}": ${found.map(({ appId }) => appId).join(", ")}`,
      { hint: "Give another --name, or rename those that are not meant, under App registrations." },
    );
  }
  return first;
}

/** What a registration asks for, as Graph takes it: permissions by their ids. */
type Body = {
  readonly isFallbackPublicClient?: boolean;
  readonly publicClient?: { readonly redirectUris: readonly string[] };
  readonly requiredResourceAccess: readonly unknown[];
};

/**
 * What to write so that an application is as the registration says: what it asks for besides stays. Undefined where nothing
 * is to change.
 *
 * @throws CommandError `unknownPermission` where this cloud's Graph does not publish one of them.
 */
export async function changesFor(
  reader: Reader,
  registration: Registration,
  found: Application | undefined,
): Promise<Body | undefined> {
  const wanted = await accessOf(reader, registration);
  const { requiredResourceAccess: resources = [], publicClient, isFallbackPublicClient } = found ?? {};
  const own = resources.find(({ resourceAppId }) => resourceAppId === microsoftGraph)?.resourceAccess ?? [];
  const added = wanted.filter(({ id, type }) => !own.some((has) => has.id === id && has.type === type));
  const redirectUris = publicClient?.redirectUris ?? [];
  const lacksRedirect = registration.isPublicClient && !redirectUris.includes(loopbackRedirect);
  const lacksFlow = registration.isPublicClient && isFallbackPublicClient !== true;
  if (found !== undefined && added.length === 0 && !lacksRedirect && !lacksFlow) {
    return undefined;
  }
  return {
    ...(lacksFlow ? { isFallbackPublicClient: true } : {}),
    ...(lacksRedirect ? { publicClient: { redirectUris: [...redirectUris, loopbackRedirect] } } : {}),
    requiredResourceAccess: [
      ...resources.filter(({ resourceAppId }) => resourceAppId !== microsoftGraph),
      { resourceAppId: microsoftGraph, resourceAccess: [...own, ...added] },
    ],
  };
}

async function accessOf(
  { graph, signal }: Reader,
  { delegated, application }: Registration,
): Promise<{ id: string; type: "Scope" | "Role" }[]> {
  const path = `/servicePrincipals(appId='${microsoftGraph}')?$select=id,appRoles,oauth2PermissionScopes`;
  const { appRoles, oauth2PermissionScopes } = answerAs(
    published,
    await graph.read({ version: "v1.0", path, signal }),
    path,
  );
  const missing: string[] = [];
  const idsIn = (from: typeof appRoles, names: readonly string[], type: "Scope" | "Role") =>
    names.flatMap((name) => {
      const id = from.find(({ value }) => value === name)?.id;
      missing.push(...(id === undefined ? [name] : []));
      return id === undefined ? [] : [{ id, type }];
    });
  const ids = [...idsIn(oauth2PermissionScopes, delegated, "Scope"), ...idsIn(appRoles, application, "Role")];
  if (missing.length > 0) {
    throw new CommandError(
      "unknownPermission",
      `Microsoft Graph does not publish ${missing.join(", ")} here.`,
      {
        hint: "Check ARM_ENVIRONMENT; a national cloud may not have every permission. Leave some out with --for.",
      },
    );
  }
  return ids;
}

/**
 * Registers an application, or changes one. A name is not unique to Graph, so that it is never sent twice.
 *
 * @throws GraphError, CredentialError.
 */
export async function writeApplication(
  { graph, signal }: Reader,
  displayName: string,
  found: Application | undefined,
  body: Body,
): Promise<Pick<Application, "id" | "appId">> {
  if (found !== undefined) {
    await graph.send({ method: "PATCH", version: "v1.0", path: `/applications/${found.id}`, body, signal });
    return found;
  }
  const created = await graph.send({
    method: "POST",
    version: "v1.0",
    path: "/applications",
    body: { displayName, signInAudience: "AzureADMyOrg", ...body },
    signal,
  });
  return answerAs(applicationSchema, created, "/applications");
}

/**
 * Makes the application's service principal where it has none. Returns whether it was made.
 *
 * @throws GraphError, CredentialError.
 */
export async function makePrincipal({ graph, signal }: Reader, appId: string): Promise<boolean> {
  const path = `/servicePrincipals(appId='${appId}')?$select=id`;
  if ((await unlessNotFound(graph.read({ version: "v1.0", path, signal }))) !== undefined) {
    return false;
  }
  const post = async () =>
    identified.parse(
      await graph.send({
        method: "POST",
        version: "v1.0",
        path: "/servicePrincipals",
        body: { appId },
        signal,
      }),
    ).id;
  // A registration can take a moment until every part of the directory knows it.
  const made = await poll<string | GraphError>({
    seen: "",
    lookFirst: true,
    look: () => post().catch(asNotYet),
    isDone: (seen) => typeof seen === "string",
    signal,
    timeoutMilliseconds: 30_000,
    pauses: { first: 1000, longest: 5000 },
  });
  if (made instanceof GraphError) {
    throw made;
  }
  return true;
}

function asNotYet(error: unknown): GraphError {
  if (error instanceof GraphError && error.status === 400 && /valid application/.test(error.message)) {
    return error;
  }
  throw error;
}
