import { z } from "zod";
import { identityProtection } from "../../domain/recovery-routes.ts";
import type { Graph } from "../../graph/client.ts";
import { unlessNotFound } from "../../graph/not-found.ts";
import { listItems, listMatching } from "../graph-list.ts";
import { assignmentsSchema, targetsOf } from "./assignments.ts";
import { instancesIn } from "./instances.ts";
import type { Policy } from "./policy.ts";

/** What is read with: Graph, and what stops it. */
type Reader = { readonly graph: Graph; readonly signal: AbortSignal };

const beta = { version: "beta" } as const;
const text = z.string().catch("");

// A tenant holds whatever somebody once wrote there: what is no text is no setting that is looked for.
const custom = z.looseObject({
  "@odata.type": z.literal("#microsoft.graph.windows10CustomConfiguration"),
  id: z.string(),
  displayName: text,
  omaSettings: z
    .array(
      z
        .looseObject({ "@odata.type": text, omaUri: text, value: z.unknown() })
        .catch({ "@odata.type": "", omaUri: "", value: undefined }),
    )
    .catch([]),
  assignments: assignmentsSchema,
});

const protection = z.looseObject({
  "@odata.type": z.literal(identityProtection.type),
  id: z.string(),
  displayName: text,
  assignments: assignmentsSchema,
});

/**
 * The custom and the identity protection profiles. Beta, since v1.0 does not know the type of the latter.
 *
 * @throws GraphError, CredentialError.
 * Source: https://learn.microsoft.com/graph/api/resources/intune-deviceconfig-windowsidentityprotectionconfiguration?view=graph-rest-beta
 */
export async function readDeviceConfigurations(reader: Reader): Promise<Policy[]> {
  const path = "/deviceManagement/deviceConfigurations?$expand=assignments";
  const all = await listMatching(reader, path, z.union([custom, protection]), beta);
  return all.map((found) => {
    const { id, displayName: name, assignments } = found;
    const targets = targetsOf(assignments);
    return found["@odata.type"] === identityProtection.type
      ? { kind: "identityProtection", id, name, settings: membersOf(found), targets }
      : { kind: "custom", id, name, settings: omaSettingsOf(found), targets };
  });
}

function omaSettingsOf({ omaSettings }: z.output<typeof custom>): Policy["settings"] {
  return omaSettings.map(({ "@odata.type": type, omaUri, value }) => ({
    id: omaUri,
    value,
    type: type.replace("#microsoft.graph.", ""),
  }));
}

function membersOf(profile: z.output<typeof protection>): Policy["settings"] {
  return Object.entries(profile).map(([id, value]) => ({ id, value }));
}

const catalogPolicy = z.looseObject({
  id: z.string(),
  name: text,
  templateReference: z.looseObject({ templateFamily: text }).nullish(),
  settings: z.array(z.unknown()).nullish(),
  "settings@odata.nextLink": z.string().nullish(),
  assignments: assignmentsSchema,
});

/**
 * The policies of the settings catalog, those that Endpoint security makes from templates included.
 *
 * @throws GraphError, CredentialError.
 * Source: https://learn.microsoft.com/graph/api/intune-deviceconfigv2-devicemanagementconfigurationpolicy-list?view=graph-rest-beta
 */
export async function readCatalogPolicies(reader: Reader): Promise<Policy[]> {
  const path = "/deviceManagement/configurationPolicies?$expand=assignments,settings";
  const found = await listMatching(reader, path, catalogPolicy, beta);
  return Promise.all(
    found.map(async ({ id, name, templateReference, assignments, settings, ...rest }) => {
      const more = await restOf(reader, rest["settings@odata.nextLink"]);
      return {
        kind: "settingsCatalog" as const,
        id,
        name,
        ...(templateReference ? { templateFamily: templateReference.templateFamily } : {}),
        settings: instancesIn([...(settings ?? []), ...more]),
        targets: targetsOf(assignments),
      };
    }),
  );
}

/** The settings beyond those that Graph expands. */
async function restOf({ graph, signal }: Reader, link: string | null | undefined): Promise<unknown[]> {
  const rest: unknown[] = [];
  if (link) {
    for await (const setting of listItems(graph, { ...beta, path: link, item: z.unknown(), signal })) {
      rest.push(setting);
    }
  }
  return rest;
}

const intent = z.looseObject({ id: z.string(), displayName: text, assignments: assignmentsSchema });
const intentSetting = z.looseObject({ definitionId: z.string(), value: z.unknown() });

/**
 * The policies of the older Endpoint security. Their settings are read one policy at a time: no page says that they can
 * be expanded. A tenant from which Graph no longer serves the collection has none.
 *
 * @throws GraphError, CredentialError.
 * Source: https://learn.microsoft.com/graph/api/intune-deviceintent-devicemanagementintent-list?view=graph-rest-beta
 */
export async function readIntents(reader: Reader): Promise<Policy[]> {
  const collection = "/deviceManagement/intents";
  const listed = await unlessNotFound(
    listMatching(reader, `${collection}?$expand=assignments`, intent, beta),
  );
  return Promise.all(
    (listed ?? []).map(async ({ id, displayName, assignments }) => {
      const path = `${collection}/${encodeURIComponent(id)}/settings`;
      const settings = await listMatching(reader, path, intentSetting, beta);
      return {
        kind: "intent" as const,
        id,
        name: displayName,
        settings: settings.map(({ definitionId, value }) => ({ id: definitionId, value })),
        targets: targetsOf(assignments),
      };
    }),
  );
}
