import { z } from "zod";
import { unlessNotFound } from "../../graph/not-found.ts";
import { CommandError } from "../errors.ts";
import { listItems } from "../graph-list.ts";
import { answerAs } from "../response.ts";
import type { Application, Reader } from "./register.ts";

const owner = z.looseObject({
  id: z.string(),
  displayName: z.string().nullish(),
  userPrincipalName: z.string().nullish(),
});

const credentials = z.array(z.unknown()).nullish();

const principalSchema = z.looseObject({
  id: z.string(),
  keyCredentials: credentials,
  passwordCredentials: credentials,
});

type Principal = z.output<typeof principalSchema>;

/**
 * Refuses an application that was found by its name, where somebody else can sign in as it or receive what it is sent. Whoever may
 * register applications, as all users may unless an administrator forbids it, can register one of any name beforehand, and would
 * get the permissions that are added to it and consented to.
 *
 * @param ownId The object id of who runs this; undefined where it is not known.
 * @throws CommandError `applicationNotOurs`; GraphError, CredentialError.
 */
export async function refuseForeign(
  reader: Reader,
  application: Application,
  ownId: string | undefined,
): Promise<void> {
  const { id, appId, displayName } = application;
  const principal = await principalOf(reader, appId);
  const owners = [
    ...(await listed(reader, `/applications/${id}/owners`, owner)),
    ...(principal ? await listed(reader, `/servicePrincipals/${principal.id}/owners`, owner) : []),
  ];
  const federated = await listed(reader, `/applications/${id}/federatedIdentityCredentials`, z.unknown());
  const reasons = [
    ...ofOwners(owners, ownId),
    ...ofCredentials(principal ? [application, principal] : [application], federated),
    ...ofAddresses(application),
  ];
  if (reasons.length > 0) {
    throw new CommandError(
      "applicationNotOurs",
      `An application named "${displayName}" is there already, and others may act as it: ${reasons.join("; ")}. Nothing was changed.`,
      {
        hint:
          `Look at ${appId} under App registrations. If it is your team's, say so with --client-id ${appId}; ` +
          "if not, give another --name.",
      },
    );
  }
}

/** The application's principal, which has owners and credentials of its own; undefined where it has none yet. */
async function principalOf({ graph, signal }: Reader, appId: string): Promise<Principal | undefined> {
  const path = `/servicePrincipals(appId='${appId}')`;
  const found = await unlessNotFound(graph.read({ version: "v1.0", path, signal }));
  return found === undefined ? undefined : answerAs(principalSchema, found, path);
}

async function listed<Item extends z.ZodType>(
  { graph, signal }: Reader,
  path: string,
  item: Item,
): Promise<z.output<Item>[]> {
  const found: z.output<Item>[] = [];
  for await (const one of listItems(graph, { path, item, signal })) {
    found.push(one);
  }
  return found;
}

function ofOwners(owners: readonly z.output<typeof owner>[], ownId: string | undefined): string[] {
  const others = owners.filter(({ id }) => id !== ownId);
  const names = new Set(
    others.map(({ id, displayName, userPrincipalName }) => userPrincipalName ?? displayName ?? id),
  );
  return names.size === 0 ? [] : [`it is owned by ${[...names].join(", ")}`];
}

function ofCredentials(
  holders: readonly Pick<Application, "keyCredentials" | "passwordCredentials">[],
  federated: readonly unknown[],
): string[] {
  const counts = {
    secret: holders.flatMap(({ passwordCredentials }) => passwordCredentials ?? []).length,
    certificate: holders.flatMap(({ keyCredentials }) => keyCredentials ?? []).length,
    "federated credential": federated.length,
  };
  const given = Object.entries(counts).filter(([, count]) => count > 0);
  const words = given.map(([what, count]) => `${count} ${what}${count === 1 ? "" : "s"}`);
  return words.length === 0 ? [] : [`it has ${words.join(", ")}`];
}

/** This machine, or the page of Entra's that native clients end at. https://learn.microsoft.com/entra/identity-platform/reply-url */
const ownAddress =
  /^(?:http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?:[:/]|$)|https:\/\/login\.(?:microsoftonline\.(?:com|us)|partner\.microsoftonline\.cn|chinacloudapi\.cn)\/common\/oauth2\/nativeclient$)/;

function ofAddresses({ publicClient, spa, web, signInAudience }: Application): string[] {
  const all = [publicClient, spa, web].flatMap((platform) => platform?.redirectUris ?? []);
  const elsewhere = all.filter((uri) => !ownAddress.test(uri));
  const isShared =
    signInAudience !== undefined && signInAudience !== null && signInAudience !== "AzureADMyOrg";
  return [
    ...(elsewhere.length === 0 ? [] : [`it sends people to ${elsewhere.join(", ")}`]),
    ...(isShared ? ["other tenants can use it"] : []),
  ];
}
