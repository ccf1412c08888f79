import type { z } from "zod";
import { itemsOf } from "../graph/pages.ts";
import { toPropertyMap } from "../provider/check.ts";
import { formatPath, isPropertyMap, type PropertyPath } from "../provider/paths.ts";
import type { PropertySnapshot } from "../provider/resource.ts";
import type { PropertyMap, PropertyValue } from "../provider/values.ts";
import { type HiddenValue, knownValues, readSettings } from "./catalog-settings.ts";
import type { IntuneClient } from "./client.ts";
import { type GraphEntity, type GraphObject, isNothing, readScopeTags } from "./graph-object.ts";
import type { TemplateReferences } from "./graph-settings.ts";
import { listByName, parsePolicy } from "./policies.ts";
import { catalogPolicies, type PolicySnapshot, policyPath, wholePath } from "./policy-kind.ts";
import { refuseUndeclarable } from "./refused-import.ts";

/** What state has of a policy beside its inputs. */
export type CatalogOutputs = {
  readonly templateReferences?: Record<string, string> | undefined;
  readonly encryptedValueTokens?: Record<string, string> | undefined;
  readonly scopeTagIdsInIntune?: string[] | undefined;
};

/**
 * How a hidden value relates to state's: its token is state's (`unchanged`), another one (`written`), or state has
 * none (`unknown`).
 */
type Compared = HiddenValue & {
  readonly kind: "unchanged" | "written" | "unknown";
  readonly hasValue: boolean;
};

/** A settings catalog policy as it is in Intune; what stands for a hidden value is state's where its token is. */
export type CatalogSnapshot = PolicySnapshot & {
  readonly outputs: CatalogOutputs;
  readonly hidden: readonly Compared[];
  readonly inTheClear: readonly PropertyPath[];
};

const version = "beta";

/**
 * The policy of that id with all its settings.
 *
 * @throws GraphError `notFound` when there is none; nothing that the policy holds makes it throw.
 */
export async function readCatalogPolicy(
  client: IntuneClient,
  id: string,
  known: PropertySnapshot | undefined,
  signal: AbortSignal,
): Promise<CatalogSnapshot> {
  const path = wholePath(catalogPolicies, id);
  const response = await client.graph.read({ version, path, signal });
  return snapshotOf(
    await withAllSettings(client, parsePolicy(catalogPolicies, response, path), signal),
    known,
  );
}

/** The policies of exactly that name, with all their settings. */
export async function findCatalogPolicies(
  client: IntuneClient,
  name: string,
  signal: AbortSignal,
): Promise<CatalogSnapshot[]> {
  const found = await listByName(client, { kind: catalogPolicies, name, version, signal });
  return Promise.all(
    found.map(async (policy) => snapshotOf(await withAllSettings(client, policy, signal), undefined)),
  );
}

/**
 * A policy with all its settings. Where Graph has expanded a first page of them only, the others are read after it; where it
 * has expanded fewer than it counts, and leads to no others, they are listed: what is left out here would be removed by a PUT.
 */
export async function withAllSettings(
  { graph }: IntuneClient,
  policy: GraphEntity,
  signal: AbortSignal,
): Promise<GraphEntity> {
  const { settings, settingCount, [nextSettings]: next } = policy;
  const list = (from: string) => itemsOf(from, (path) => graph.read({ version, path, signal }));
  if (Array.isArray(settings) && typeof next === "string" && next !== "") {
    return { ...policy, settings: [...settings, ...(await list(next))] };
  }
  const present = Array.isArray(settings) ? settings.length : 0;
  return typeof settingCount === "number" && present < settingCount
    ? { ...policy, settings: await list(`${policyPath(catalogPolicies, policy.id)}/settings`) }
    : policy;
}

const nextSettings = "settings@odata.nextLink";

/** Whether Graph has expanded a first page of the settings only. */
export function hasMoreSettings(policy: GraphObject): boolean {
  return !isNothing(policy[nextSettings]);
}

/** A policy that Graph returned, beside what state knows of it. */
function snapshotOf(policy: GraphEntity, known: PropertySnapshot | undefined): CatalogSnapshot {
  const values = knownValues(known?.inputs.settings);
  const tokens = textsOf(known?.outputs.encryptedValueTokens);
  const kindOf = ({ key, token }: HiddenValue) => {
    if (!Object.hasOwn(tokens, key)) {
      return "unknown";
    }
    return token === tokens[key] && values.has(key) ? "unchanged" : "written";
  };
  const standIn = (hidden: HiddenValue) =>
    kindOf(hidden) === "written" ? undefined : values.get(hidden.key);
  const read = readSettings(policy, standIn);
  const compared = read.hidden.map((hidden): Compared => {
    return { ...hidden, kind: kindOf(hidden), hasValue: standIn(hidden) !== undefined };
  });
  return {
    id: policy.id,
    type: policy["@odata.type"],
    inputs: readInputs(policy, read.settings),
    outputs: {
      templateReferences: unlessEmpty(read.templateReferences),
      encryptedValueTokens: tokensOf(compared.filter(({ kind }) => kind !== "unknown")),
      scopeTagIdsInIntune: scopeTagsOf(policy),
    },
    hidden: compared,
    inTheClear: read.inTheClear,
  };
}

/** A policy that Graph returned in the form of the inputs, with its settings as they were read. */
export function readInputs(policy: GraphObject, settings: PropertyValue): PropertyMap {
  const { name, description, platforms, technologies, templateReference, roleScopeTagIds } = policy;
  return toPropertyMap({
    name,
    description: description === "" ? undefined : description,
    platforms: typeof platforms === "string" ? canonicalFlags(platforms) : platforms,
    technologies: typeof technologies === "string" ? canonicalFlags(technologies) : technologies,
    templateId: readTemplateId(templateReference),
    settings,
    roleScopeTagIds: readScopeTags(roleScopeTagIds),
  });
}

function readTemplateId(reference: unknown): unknown {
  const id = isNothing(reference) ? undefined : Object(reference).templateId;
  return isNothing(id) ? undefined : typeof id === "string" ? id.toLowerCase() : id;
}

/** Flags as Graph writes them, with commas between, in canonical order. */
export function canonicalFlags(flags: string): string {
  const members = flags.split(",").map((flag) => flag.trim());
  return [...new Set(members)].sort().join(",");
}

/**
 * What state has from a policy that this run has just written: every token belongs to a value that it wrote. Where Graph
 * returned it without its settings, the references that were known still hold, and no token does.
 */
export function outputsOfWritten(policy: GraphObject, known: CatalogOutputs): CatalogOutputs {
  const { hidden, templateReferences } = readSettings(policy, () => undefined);
  const hasSettings = Array.isArray(policy.settings);
  return {
    templateReferences: hasSettings ? unlessEmpty(templateReferences) : known.templateReferences,
    encryptedValueTokens: tokensOf(hidden),
    scopeTagIdsInIntune: scopeTagsOf(policy) ?? known.scopeTagIdsInIntune,
  };
}

/** The outputs in state, where they are such. */
export function knownOutputs({ outputs }: PropertySnapshot): CatalogOutputs {
  return {
    templateReferences: unlessEmpty(textsOf(outputs.templateReferences)),
    encryptedValueTokens: unlessEmpty(textsOf(outputs.encryptedValueTokens)),
    scopeTagIdsInIntune: scopeTagsOf({ roleScopeTagIds: outputs.scopeTagIdsInIntune }),
  };
}

function tokensOf(hidden: readonly HiddenValue[]): Record<string, string> | undefined {
  const tokens = hidden.flatMap(({ key, token }) => (token === undefined ? [] : [[key, token] as const]));
  return unlessEmpty(Object.fromEntries(tokens));
}

/** The scope tags that a response has; undefined where it has none. */
export function scopeTagsOf({ roleScopeTagIds }: GraphObject): string[] | undefined {
  const ids = readScopeTags(roleScopeTagIds);
  return Array.isArray(ids) && ids.every((id) => typeof id === "string") && ids.length > 0 ? ids : undefined;
}

/** The members of a map that are text, but for the empty ones. */
export function textsOf(value: PropertyValue | undefined): Record<string, string> {
  const entries = isPropertyMap(value) ? Object.entries(value) : [];
  return Object.fromEntries(
    entries.flatMap(([key, text]) => (typeof text === "string" && text !== "" ? [[key, text]] : [])),
  );
}

function unlessEmpty(record: TemplateReferences): Record<string, string> | undefined {
  return Object.keys(record).length === 0 ? undefined : { ...record };
}

/** The paths of the secrets that have a value, most of which stand in for hidden ones: secret, whether the program says so or not. */
export function secretsOf({ hidden, inTheClear }: CatalogSnapshot): PropertyPath[] {
  return [...hidden.filter(({ hasValue }) => hasValue).map(({ path }) => path), ...inTheClear];
}

/** What a warning says of encrypted values that cannot be compared; undefined of none. */
export function hiddenWarning({ id, inputs, hidden }: CatalogSnapshot): string | undefined {
  const lines = hidden.flatMap(({ kind, path, hasValue }) => {
    if (kind === "unchanged") {
      return [];
    }
    const consequence = hasValue ? "counts as unchanged" : "is missing";
    return [
      kind === "written"
        ? `  ${formatPath(path)} was written since the last \`up\`, and counts as changed: the next \`up\` writes the declared value`
        : `  ${formatPath(path)} has no token in state; its value is not compared, and ${consequence}`,
    ];
  });
  if (lines.length === 0) {
    return undefined;
  }
  return [
    `The policy ${JSON.stringify(inputs.name ?? null)} (${id}) has encrypted values, which Intune never returns:`,
    ...lines,
  ].join("\n");
}

/**
 * Lets a policy be imported only where a program can declare all of it.
 *
 * @throws IntuneError as refuseUndeclarable does.
 */
export function refusePolicy({ id, inputs, hidden }: CatalogSnapshot, schema: z.ZodObject): void {
  refuseUndeclarable({
    what: `The policy ${JSON.stringify(inputs.name ?? null)} (${id})`,
    inputs,
    schema,
    issues: hidden.map(({ path }) => ({
      property: formatPath(path),
      reason: "is kept encrypted, and Intune never returns it",
    })),
  });
}
