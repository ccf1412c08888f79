import { z } from "zod";
import { pinResetApps } from "../../../domain/applications.ts";
import type { Graph } from "../../../graph/client.ts";
import { unlessNotFound } from "../../../graph/not-found.ts";
import type { Principal } from "../facts.ts";

/** What is read with: Graph, and what stops it. */
export type Reader = { readonly graph: Graph; readonly signal: AbortSignal };

const listed = z.array(z.string()).nullish();

const principalSchema = z.looseObject({
  id: z.string(),
  appId: z.string(),
  displayName: z.string().nullish(),
  accountEnabled: z.boolean().nullish(),
  disabledByMicrosoftStatus: z.string().nullish(),
  appRoleAssignmentRequired: z.boolean().nullish(),
  tags: listed,
  oauth2PermissionScopes: z
    .array(z.looseObject({ value: z.string().nullish(), isEnabled: z.boolean().nullish() }))
    .nullish(),
});

const principalSelect = `$select=${Object.keys(principalSchema.shape).join(",")}`;

/**
 * An application's principal, or undefined where the tenant has none. Raises GraphError, CredentialError, ZodError.
 * Source: https://learn.microsoft.com/graph/api/serviceprincipal-get
 */
async function readPrincipal({ graph, signal }: Reader, appId: string): Promise<Principal | undefined> {
  const path = `/servicePrincipals(appId='${appId}')?${principalSelect}`;
  const response = await unlessNotFound(graph.read({ version: "v1.0", path, signal }));
  if (response === undefined) {
    return undefined;
  }
  const found = principalSchema.parse(response);
  const isEnabled = (scope: { isEnabled?: boolean | null | undefined }) => scope.isEnabled !== false;
  return {
    id: found.id,
    appId: found.appId,
    displayName: found.displayName ?? found.appId,
    // Graph leaves it out of principals that were never disabled.
    accountEnabled: found.accountEnabled !== false,
    disabledByMicrosoft: blockOf(found.disabledByMicrosoftStatus),
    appRoleAssignmentRequired: found.appRoleAssignmentRequired === true,
    tags: found.tags ?? [],
    scopes: (found.oauth2PermissionScopes ?? []).filter(isEnabled).map(({ value }) => value ?? ""),
  };
}

function blockOf(status: string | null | undefined): string | undefined {
  return status && status !== "NotDisabled" ? status : undefined;
}

/** Azure AD Graph, which the service's consent link names, and Microsoft Graph, which has taken its place. */
const directoryAppIds = ["00000002-0000-0000-c000-000000000000", "00000003-0000-0000-c000-000000000000"];

/** The directory's own APIs that the tenant has. Raises GraphError, CredentialError, ZodError. */
export async function readDirectories(reader: Reader): Promise<Principal[]> {
  const found = await Promise.all(directoryAppIds.map((appId) => readPrincipal(reader, appId)));
  return found.filter((principal) => principal !== undefined);
}

/** The PIN reset service's principal, as readPrincipal. */
export function readService(reader: Reader): Promise<Principal | undefined> {
  return readPrincipal(reader, pinResetApps.service);
}

/** The PIN reset client's principal, as readPrincipal. */
export function readClient(reader: Reader): Promise<Principal | undefined> {
  return readPrincipal(reader, pinResetApps.client);
}
