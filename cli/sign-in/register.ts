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
import { accessFor, isAskedFor, requiredAccess, withAccess } from "./access.ts";
import type { Registration } from "./registration.ts";

const platform = z.looseObject({ redirectUris: z.array(z.string()).nullish() }).nullish();
const credentials = z.array(z.unknown()).nullish();

const applicationSchema = z.looseObject({
  id: z.string(),
  appId: z.string(),
  displayName: z.string(),
  isFallbackPublicClient: z.boolean().nullish(),
  keyCredentials: credentials,
  passwordCredentials: credentials,
  publicClient: platform,
  requiredResourceAccess: z
    .array(requiredAccess)
    .nullish()
    .transform((all) => all ?? []),
  signInAudience: z.string().nullish(),
  spa: platform,
  web: platform,
});

/** An application as the tenant has it. */
export type Application = z.output<typeof applicationSchema>;

const identified = z.looseObject({ id: z.string() });

/** What asks Graph. */
export type Reader = { readonly graph: Graph; readonly signal: AbortSignal };

/** Which application is meant: by its client ID, or else by its name. */
export type Wanted = { readonly displayName: string; readonly clientId: string | undefined };

/**
 * The application that is meant; undefined where the tenant has none of its name.
 *
 * @throws CommandError `severalApplications`, `noApplication`; GraphError, CredentialError.
 */
export async function findApplication(
  reader: Reader,
  { displayName, clientId }: Wanted,
): Promise<Application | undefined> {
  return clientId === undefined ? findByName(reader, displayName) : findById(reader, clientId);
}

async function findById({ graph, signal }: Reader, clientId: string): Promise<Application> {
  const path = `/applications(appId='${clientId}')`;
  const found = await unlessNotFound(graph.read({ version: "v1.0", path, signal }));
  if (found === undefined) {
    throw new CommandError("noApplication", `The tenant has no application ${clientId} of its own.`, {
      hint: "--client-id takes the client ID of an application under App registrations. Without it a new one is registered.",
    });
  }
  return answerAs(applicationSchema, found, path);
}

async function findByName({ graph, signal }: Reader, displayName: string): Promise<Application | undefined> {
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
      { hint: "Say with --client-id which one is meant, or give another --name." },
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
  const wanted = await accessFor(reader, registration);
  const { requiredResourceAccess: has = [], publicClient, isFallbackPublicClient } = found ?? {};
  const lacking = wanted.filter((one) => !isAskedFor(has, one));
  const redirectUris = publicClient?.redirectUris ?? [];
  const lacksRedirect = registration.isPublicClient && !redirectUris.includes(loopbackRedirect);
  const lacksFlow = registration.isPublicClient && isFallbackPublicClient !== true;
  if (found !== undefined && lacking.length === 0 && !lacksRedirect && !lacksFlow) {
    return undefined;
  }
  return {
    ...(lacksFlow ? { isFallbackPublicClient: true } : {}),
    ...(lacksRedirect ? { publicClient: { redirectUris: [...redirectUris, loopbackRedirect] } } : {}),
    requiredResourceAccess: withAccess(has, lacking),
  };
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
