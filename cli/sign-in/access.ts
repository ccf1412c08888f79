import { z } from "zod";
import type { Graph } from "../../graph/client.ts";
import { CommandError } from "../errors.ts";
import { answerAs } from "../response.ts";
import type { Registration } from "./registration.ts";

/** Microsoft Graph's own application, the same in every tenant. */
const microsoftGraph = "00000003-0000-0000-c000-000000000000";

/**
 * Azure Key Vault's own application and the one permission that it publishes, the same in every tenant.
 * Source: https://learn.microsoft.com/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in
 */
const keyVault = {
  resource: "cfa8b339-82a2-471a-a3c9-0fc0be7a4093",
  id: "f53da476-18e3-4152-8e01-aec403e6edc0",
  type: "Scope",
} as const;

/** What an application asks for of one resource, as Graph has it. */
export const requiredAccess = z.looseObject({
  resourceAppId: z.string(),
  resourceAccess: z.array(z.looseObject({ id: z.string(), type: z.string() })),
});

type Required = z.output<typeof requiredAccess>;

/** One permission of a resource. */
type Access = { readonly resource: string; readonly id: string; readonly type: "Scope" | "Role" };

const published = z.looseObject({
  appRoles: z.array(z.looseObject({ id: z.string(), value: z.string().nullish() })),
  oauth2PermissionScopes: z.array(z.looseObject({ id: z.string(), value: z.string().nullish() })),
});

/**
 * The permissions of a registration by their ids.
 *
 * @throws CommandError `unknownPermission` where this cloud's Graph does not publish one of them; GraphError, CredentialError.
 */
export async function accessFor(
  { graph, signal }: { readonly graph: Graph; readonly signal: AbortSignal },
  { delegated, application, usesVault }: Registration,
): Promise<readonly Access[]> {
  const path = `/servicePrincipals(appId='${microsoftGraph}')?$select=id,appRoles,oauth2PermissionScopes`;
  const { appRoles, oauth2PermissionScopes } = answerAs(
    published,
    await graph.read({ version: "v1.0", path, signal }),
    path,
  );
  const missing: string[] = [];
  const idsIn = (from: typeof appRoles, names: readonly string[], type: Access["type"]): Access[] =>
    names.flatMap((name) => {
      const id = from.find(({ value }) => value === name)?.id;
      missing.push(...(id === undefined ? [name] : []));
      return id === undefined ? [] : [{ resource: microsoftGraph, id, type }];
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
  return usesVault ? [...ids, keyVault] : ids;
}

/** Whether an application asks for a permission already. */
export function isAskedFor(has: readonly Required[], { resource, id, type }: Access): boolean {
  return has.some(
    ({ resourceAppId, resourceAccess }) =>
      resourceAppId === resource && resourceAccess.some((one) => one.id === id && one.type === type),
  );
}

/** What an application asks for, and more: each resource once. */
export function withAccess(has: readonly Required[], more: readonly Access[]): readonly Required[] {
  const all = new Map(has.map(({ resourceAppId, resourceAccess }) => [resourceAppId, resourceAccess]));
  for (const { resource, id, type } of more) {
    all.set(resource, [...(all.get(resource) ?? []), { id, type }]);
  }
  return [...all].map(([resourceAppId, resourceAccess]) => ({ resourceAppId, resourceAccess }));
}
