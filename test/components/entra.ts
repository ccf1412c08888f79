import * as pulumi from "@pulumi/pulumi";
import { expect } from "vitest";
import { lookUpDirectory } from "../../lookups/directory.ts";
import { parseSettings } from "../../settings.ts";
import { type FunctionCall, startEngine } from "./engine.ts";

export const tenantId = "3b7a2d54-6c1e-4f0a-9d43-2f1b8c5e7a90";
export const windowsId = "6f1c0a52-7d3e-4b8a-9c41-0e2d5f6a7b8c";
export const filterId = "9a1f2c3d-5b7e-4a60-8c21-d4e5f6a7b8c9";

export const getClientConfig = "azuread:index/getClientConfig:getClientConfig";
export const getGroup = "azuread:index/getGroup:getGroup";
export const getGroups = "azuread:index/getGroups:getGroups";
export const getServicePrincipal = "azuread:index/getServicePrincipal:getServicePrincipal";

const groups = [
  { objectId: windowsId, displayName: "Windows devices" },
  { objectId: "0b1d4e6f-1a2b-4c3d-8e4f-5a6b7c8d9e0f", displayName: "Kiosks" },
  { objectId: "aaaaaaaa-0000-4000-8000-000000000001", displayName: "Pilot" },
  { objectId: "aaaaaaaa-0000-4000-8000-000000000002", displayName: "pilot" },
  { objectId: "aaaaaaaa-0000-4000-8000-000000000003", displayName: "Pilot users" },
];

/** The engine's answer to a function that failed: a gRPC status whose details hold the provider's own words. */
function failure(token: string, words: string): Error {
  const details = `invocation of ${token} returned an error: invoking ${token}: 1 error occurred:\n\t* ${words}\n\n`;
  return Object.assign(new Error(`2 UNKNOWN: ${details}`), { details });
}

function groupAnswer({ displayName, objectId }: Record<string, unknown>) {
  const found = groups.filter((each) =>
    objectId
      ? each.objectId === objectId
      : each.displayName.toLowerCase() === String(displayName).toLowerCase(),
  );
  if (found.length > 1) {
    throw failure(
      getGroup,
      `More than one group found matching specified filter (displayName eq '${displayName}')`,
    );
  }
  return (
    found[0] ?? fail(getGroup, `No group found matching specified filter (displayName eq '${displayName}')`)
  );
}

export function fail(token: string, words: string): never {
  throw failure(token, words);
}

function groupsAnswer({ displayNamePrefix }: Record<string, unknown>) {
  const prefix = String(displayNamePrefix).toLowerCase();
  const found = groups.filter((each) => each.displayName.toLowerCase().startsWith(prefix));
  return {
    displayNames: found.map(({ displayName }) => displayName),
    objectIds: found.map(({ objectId }) => objectId),
  };
}

export type Answers = Record<string, (inputs: Record<string, unknown>) => Record<string, unknown>>;

const directory: Answers = {
  [getClientConfig]: () => ({ tenantId }),
  [getGroup]: groupAnswer,
  [getGroups]: groupsAnswer,
  [getServicePrincipal]: ({ clientId }) => ({ objectId: `principal-of-${clientId}` }),
};

export async function lookUp(config: Record<string, unknown>, answers: Answers = {}) {
  const all = { ...directory, ...answers };
  const engine = await startEngine(({ token, inputs }: FunctionCall) => all[token]?.(inputs) ?? {});
  const texts = Object.entries(config).map(([key, value]) => [
    `pin-reset:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  const found = lookUpDirectory(parseSettings(Object.fromEntries(texts)));
  return { engine, found };
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
