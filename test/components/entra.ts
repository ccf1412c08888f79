import * as pulumi from "@pulumi/pulumi";
import { expect } from "vitest";
import type {
  DelegatedPermissionGrantResult,
  DirectoryObjects,
  DirectoryObjectsArgs,
  GroupResult,
  ServicePrincipalResult,
} from "../../intune/sdk.ts";
import { lookUpTenant } from "../../lookups/tenant.ts";
import { parseSettings } from "../../settings.ts";
import { type Engine, type FunctionCall, startEngine } from "./engine.ts";

export const tenantId = "3b7a2d54-6c1e-4f0a-9d43-2f1b8c5e7a90";
export const windowsId = "6f1c0a52-7d3e-4b8a-9c41-0e2d5f6a7b8c";
export const filterId = "9a1f2c3d-5b7e-4a60-8c21-d4e5f6a7b8c9";

export const getClientConfig = "azuread:index/getClientConfig:getClientConfig";
export const getDirectoryObjects = "intune:index:getDirectoryObjects";

const groups = [
  { id: windowsId, displayName: "Windows devices" },
  { id: "0b1d4e6f-1a2b-4c3d-8e4f-5a6b7c8d9e0f", displayName: "Kiosks" },
  { id: "aaaaaaaa-0000-4000-8000-000000000001", displayName: "Pilot" },
  { id: "aaaaaaaa-0000-4000-8000-000000000002", displayName: "pilot" },
  { id: "aaaaaaaa-0000-4000-8000-000000000003", displayName: "Pilot users" },
];

function groupResult(group: string): GroupResult {
  const wanted = group.toLowerCase();
  const found = groups.filter(({ id, displayName }) => id === wanted || displayName.toLowerCase() === wanted);
  const ids = found.map(({ id }) => id);
  const [first] = found;
  if (first === undefined) {
    return { status: "missing" };
  }
  return found.length > 1
    ? { status: "ambiguous", ids }
    : { status: "found", ids, displayName: first.displayName };
}

/** How the directory of a test differs from the one above. */
export type Answers = {
  clientConfig?: () => Record<string, unknown>;
  group?: (group: string) => GroupResult;
  servicePrincipal?: (appId: string) => ServicePrincipalResult;
  grant?: () => DelegatedPermissionGrantResult;
  /** Members of the whole response, or what is thrown in place of it. */
  objects?: () => Partial<DirectoryObjects>;
};

/** The provider's response to the questions of a program. */
export function directoryObjects(
  {
    groups = [],
    servicePrincipals = [],
    delegatedPermissionGrants = [],
    groupMemberTypes = [],
  }: DirectoryObjectsArgs,
  answers: Answers = {},
): DirectoryObjects {
  const principal = (appId: string): ServicePrincipalResult => ({
    status: "found",
    id: `principal-of-${appId}`,
  });
  return {
    tenantId,
    groups: groups.map(answers.group ?? groupResult),
    servicePrincipals: servicePrincipals.map(({ appId }) => (answers.servicePrincipal ?? principal)(appId)),
    delegatedPermissionGrants: delegatedPermissionGrants.map(
      answers.grant ?? (() => ({ status: "missing" })),
    ),
    groupMemberTypes: groupMemberTypes.map(() => ({ status: "found", types: [] })),
    ...answers.objects?.(),
  };
}

/** The error of a function of azuread: a gRPC status whose details hold the provider's own words. */
export function fail(token: string, words: string): never {
  const details = `invocation of ${token} returned an error: invoking ${token}: 1 error occurred:\n\t* ${words}\n\n`;
  throw Object.assign(new Error(`2 UNKNOWN: ${details}`), { details });
}

export async function lookUp(config: Record<string, unknown>, answers: Answers = {}) {
  const engine = await startEngine(({ token, inputs }: FunctionCall) => {
    switch (token) {
      case getClientConfig:
        return answers.clientConfig?.() ?? { tenantId };
      case getDirectoryObjects:
        return directoryObjects(inputs, answers);
      default:
        return {};
    }
  });
  const texts = Object.entries(config).map(([key, value]) => [
    `pin-reset:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  const looked = lookUpTenant("pin-reset", parseSettings(Object.fromEntries(texts)));
  const found = looked.then(({ directory }) => directory);
  return { engine, found };
}

/** What the program asks of the directory, in each of its calls. */
export function questionsOf(engine: Engine): Record<string, unknown>[] {
  return engine.calls.filter(({ token }) => token === getDirectoryObjects).map(({ inputs }) => inputs);
}

export async function issueOf(config: Record<string, unknown>, answers: Answers = {}): Promise<string> {
  const { engine, found } = await lookUp(config, answers);
  const error = await found.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(pulumi.RunError.isInstance(error)).toBe(true);
  expect(engine.resources).toEqual([]);
  const message = String((error as Error).message);
  expect(message.split("\n").length).toBeLessThan(25);
  expect(message).not.toMatch(/\n\s+at |invocation of/);
  return message;
}
