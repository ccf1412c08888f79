import { z } from "zod";
import { toPropertyMap } from "../../provider/check.ts";
import { defineResource } from "../../provider/define.ts";
import { keyText } from "../../provider/paths.ts";
import type { CallContext } from "../../provider/resource.ts";
import type { PropertyMap } from "../../provider/values.ts";
import { fullMessage } from "../../text/explained-error.ts";
import { readAssignmentsAhead } from "../assignments-ahead.ts";
import { catalogChange } from "../catalog-change.ts";
import {
  type CatalogOutputs,
  type CatalogSnapshot,
  canonicalFlags,
  findCatalogPolicies,
  hiddenWarning,
  knownOutputs,
  outputsOfWritten,
  readCatalogPolicy,
  refusePolicy,
  scopeTagsOf,
  secretsOf,
  withAllSettings,
} from "../catalog-policies.ts";
import { nestedInOrder } from "../catalog-settings.ts";
import type { IntuneClient } from "../client.ts";
import { optionalDescription, scopeTagIds, text } from "../declared-properties.ts";
import { type GraphEntity, isGraphEntity, isGraphObject } from "../graph-object.ts";
import { hasSecrets, toGraphSettings } from "../graph-settings.ts";
import { parsePolicy } from "../policies.ts";
import { catalogPolicies, wholePath } from "../policy-kind.ts";
import {
  createPolicy,
  deletePolicy,
  type PolicyVerbs,
  readPolicy,
  updatePolicy,
} from "../policy-lifecycle.ts";
import { untilVisible } from "../replication.ts";
import { settingsSchema } from "../setting-instances.ts";

const flags = (usual: string, description: string) =>
  z.string().min(1, "must not be empty").transform(canonicalFlags).default(usual).describe(description);

const inputs = z.strictObject({
  name: text("The policy's name in the Intune admin center."),
  description: optionalDescription("What the policy is for."),
  platforms: flags("windows10", "The platforms of the policy; windows10 unless given."),
  technologies: flags("mdm", "How its settings reach devices; mdm unless given."),
  templateId: z
    .string()
    .toLowerCase()
    .transform((id) => (id === "" ? undefined : id))
    .optional()
    .describe(
      "The template that the policy is made of, as those of Endpoint security are; none unless given.",
    ),
  settings: settingsSchema,
  roleScopeTagIds: scopeTagIds,
});

type Inputs = z.output<typeof inputs>;

const record = (description: string) => z.record(z.string(), z.string()).optional().describe(description);

const outputs = z.strictObject({
  templateReferences: record(
    "Graph's references from settings and values to the policy's template, as JSON; written back as they were read.",
  ),
  encryptedValueTokens: record(
    "For each value that Intune keeps encrypted: the token that Graph returns for it.",
  ),
  scopeTagIdsInIntune: z
    .array(z.string())
    .optional()
    .describe("The policy's scope tags as they were read; written back where roleScopeTagIds is not given."),
});

/**
 * A policy of the settings catalog.
 * Source: https://learn.microsoft.com/graph/api/resources/intune-deviceconfigv2-devicemanagementconfigurationpolicy
 */
export const settingsCatalogPolicy = defineResource({
  token: "intune:index:SettingsCatalogPolicy",
  description:
    "A policy of the settings catalog (Graph: deviceManagementConfigurationPolicy, beta). Imported by its id or by `name:<name>`.",
  inputs,
  outputs,
  keys: { settings: ({ definitionId = null }) => keyText(definitionId).toLowerCase() },
  inOrder: ({ settings, ...others }) =>
    settings === undefined ? others : { ...others, settings: nestedInOrder(settings) },
  nestedKeys: { children: ({ definitionId = null }) => keyText(definitionId).toLowerCase() },
  replaceOn: ["templateId"],
  deleteBeforeReplace: true,
  unmanagedWhenAbsent: ["roleScopeTagIds"],
  foundBy: "name",

  create: (context: CallContext<IntuneClient>, wanted: Inputs) => createPolicy(verbs, context, wanted),

  async read(context, givenId, known) {
    if (known !== undefined) {
      readAssignmentsAhead(context, catalogPolicies, givenId);
    }
    const policy = await readPolicy(verbs, context, givenId, known);
    if (policy === undefined) {
      return undefined;
    }
    const warning = hiddenWarning(policy);
    if (warning !== undefined) {
      await context.warn(warning);
    }
    const { id, outputs: found } = policy;
    return { id, inputs: managed(policy, known?.inputs), outputs: found, secrets: secretsOf(policy) };
  },

  async update(context, id, wanted, old) {
    return (await updatePolicy(verbs, context, id, { wanted, old })) ?? { outputs: knownOutputs(old) };
  },

  delete: (context, id, old) => deletePolicy(verbs, context, id, old),
});

/** What a PATCH can change; all else takes a PUT of the whole policy. */
const patchable: ReadonlySet<string> = new Set(["name", "description", "roleScopeTagIds"]);

const verbs: PolicyVerbs<Inputs, CatalogOutputs, CatalogSnapshot> = {
  kind: catalogPolicies,
  versionFor: () => "beta",
  toPropertyMap,
  nameOf: ({ name }) => name,
  body: (wanted) => wholePolicy(wanted, {}),
  find: (client, name, _, signal) => findCatalogPolicies(client, name, signal),
  read: readCatalogPolicy,
  refuseImport: (policy) => refusePolicy(policy, inputs),
  changed(wanted, current) {
    const { changes } = settingsCatalogPolicy.diff(current, toPropertyMap(wanted));
    return new Set(changes.map(({ path }) => String(path[0])));
  },
  inputsOf: managed,
  outputsOf: (policy) => policy.outputs,
  outputsOfNew: (context, { made, listed }, wanted) =>
    outputsOf(context, { wanted, found: listed ?? made, known: {} }),
  noteOn: ({ hidden }) =>
    hidden.length === 0
      ? undefined
      : "its encrypted values cannot be compared, since Intune never returns them",
  write(changed, wanted, old) {
    if ([...changed].every((property) => patchable.has(property))) {
      const body = Object.entries(patchOf(wanted)).filter(([property]) => changed.has(property));
      return { method: "PATCH", version: "beta", body: Object.fromEntries(body) };
    }
    const read = "?$expand=settings,assignments";
    return {
      method: "PUT",
      version: "beta",
      body: wholePolicy(wanted, knownOutputs(old)),
      before: read,
      after: read,
    };
  },
  async outputsAfter(context, { id, write, wanted, response, old }) {
    const known = knownOutputs(old);
    if (write.method === "PATCH") {
      const tags = isGraphObject(response.response) ? scopeTagsOf(response.response) : undefined;
      return { ...known, scopeTagIdsInIntune: tags ?? known.scopeTagIdsInIntune };
    }
    const { before, after } = response;
    if ((assignmentsIn(before) ?? 0) > 0 && assignmentsIn(after) === 0) {
      await context.warn(
        `Intune has removed the assignments of the policy "${wanted.name}" (${id}) as its settings were written. ` +
          "Run `pulumi up` again: it restores those that a program declares.",
      );
    }
    return outputsOf(context, { wanted, found: isGraphEntity(after) ? after : { id }, known });
  },
  concurrentChange: catalogChange,
};

function assignmentsIn(response: unknown): number | undefined {
  const { assignments } = isGraphObject(response) ? response : {};
  return Array.isArray(assignments) ? assignments.length : undefined;
}

/** What was read, without scope tags where the program leaves them alone. */
function managed({ inputs: read }: CatalogSnapshot, declared: PropertyMap | undefined): PropertyMap {
  const { roleScopeTagIds: _, ...others } = read;
  return declared === undefined || declared.roleScopeTagIds !== undefined ? read : others;
}

function patchOf({ name, description, roleScopeTagIds }: Inputs) {
  return {
    name,
    description: description ?? null,
    ...(roleScopeTagIds === undefined ? {} : { roleScopeTagIds }),
  };
}

/** A policy as a POST or a PUT has it. What a program does not declare is written as it was read. */
function wholePolicy(wanted: Inputs, { templateReferences = {}, scopeTagIdsInIntune }: CatalogOutputs) {
  const { platforms, technologies, templateId, settings } = wanted;
  return {
    ...(scopeTagIdsInIntune === undefined ? {} : { roleScopeTagIds: scopeTagIdsInIntune }),
    ...patchOf(wanted),
    platforms,
    technologies,
    ...(templateId === undefined ? {} : { templateReference: { templateId } }),
    settings: toGraphSettings(settings, templateReferences),
  };
}

type Written = {
  readonly wanted: Inputs;
  /** As Graph returned it beside the write, with no more than its id where it did not. */
  readonly found: GraphEntity;
  readonly known: CatalogOutputs;
};

/** What state gets from a policy that was just written; what of it was not in the read beside it is read now. */
async function outputsOf(
  context: CallContext<IntuneClient>,
  { wanted, found, known }: Written,
): Promise<CatalogOutputs> {
  const { client, signal } = context;
  const path = wholePath(catalogPolicies, found.id);
  const read = async () =>
    parsePolicy(catalogPolicies, await client.graph.read({ version: "beta", path, signal }), path);
  const whole = async (policy: GraphEntity) =>
    outputsOfWritten(await withAllSettings(client, policy, signal), known);
  try {
    const written = Array.isArray(found.settings) ? await whole(found) : outputsOfWritten(found, known);
    if (!hasSecrets(wanted.settings) || written.encryptedValueTokens !== undefined) {
      return written;
    }
    return await whole(await untilVisible(client.replicationDelays, signal, read));
  } catch (error) {
    await context.warn(
      `The policy "${wanted.name}" (${found.id}) is written, but what Graph has of it now could not be read: ${fullMessage(error)}`,
    );
    return outputsOfWritten({}, known);
  }
}
