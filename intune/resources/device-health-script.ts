import { z } from "zod";
import { unexpectedResponse } from "../../graph/errors.ts";
import { unlessNotFound } from "../../graph/not-found.ts";
import { toPropertyMap } from "../../provider/check.ts";
import { defineResource } from "../../provider/define.ts";
import type { CallContext, PropertySnapshot } from "../../provider/resource.ts";
import type { PropertyMap } from "../../provider/values.ts";
import { type IntuneClient, mayBeDone } from "../client.ts";
import { IntuneError } from "../errors.ts";
import { type GraphObject, isGraphObject } from "../graph-profile.ts";
import {
  encodeScript,
  healthScriptPath,
  healthScriptsPath,
  importedScriptId,
  isText,
  readHealthScript,
  scriptIdsOf,
} from "../health-scripts.ts";
import { optionalDescription } from "../oma-settings.ts";
import { readOf, untilFound } from "../replication.ts";

const scriptType = "#microsoft.graph.deviceHealthScript";

const inputs = z.strictObject({
  displayName: z
    .string()
    .min(1, "must not be empty")
    .describe("The script's name in the Intune admin center."),
  description: optionalDescription("What the script is for."),
  publisher: optionalDescription("Who publishes the script, as the Intune admin center shows it."),
  detectionScript: z
    .string()
    .min(1, "must not be empty")
    .describe(
      "The PowerShell script itself. Exit code 0 means no issue and 1 an issue; at most 2,048 characters of its output are kept.",
    ),
  runAsAccount: z
    .enum(["system", "user"])
    .default("system")
    .describe("Whether the script runs as the signed-in user; system by default."),
  runAs32Bit: z.boolean().default(false).describe("Whether a 32-bit PowerShell runs it; false by default."),
  enforceSignatureCheck: z
    .boolean()
    .default(false)
    .describe("Whether it runs only if its signature is trusted on the device; false by default."),
  roleScopeTagIds: z
    .array(z.string().min(1, "must not be empty"))
    .min(1, 'must have at least one scope tag, as in ["0"] for the default one')
    .transform((ids) => [...new Set(ids)].sort())
    .optional()
    .describe("Ids of the scope tags; left alone when not given."),
});

type Inputs = z.output<typeof inputs>;

/**
 * A remediation script that only detects.
 * Source: https://learn.microsoft.com/graph/api/resources/intune-devices-devicehealthscript?view=graph-rest-beta
 */
export const deviceHealthScript = defineResource({
  token: "intune:index:DeviceHealthScript",
  description:
    "The detection script of an Intune remediation (Graph: deviceHealthScript, beta). Imported by its id or by `name:<displayName>`.",
  inputs,
  outputs: z.strictObject({}),
  unmanagedWhenAbsent: ["roleScopeTagIds"],
  foundBy: "displayName",

  async create(context: CallContext<IntuneClient>, wanted: Inputs) {
    const present = await findEqual(context, wanted);
    const id = present ?? (await make(context, wanted));
    return { id, inputs: wanted, outputs: {}, existed: present !== undefined };
  },

  async read({ client, signal }, givenId, known) {
    const id = known === undefined ? await importedScriptId(client, givenId, signal) : givenId;
    const script = await readOf(client, id, signal, () => readScript(client, id, signal));
    if (script === undefined) {
      return undefined;
    }
    if (known === undefined) {
      refuseUndeclarable(id, script);
    }
    return { id, inputs: managed(readHealthScript(script), known?.inputs), outputs: {} };
  },

  async update({ client, signal }, id, wanted, old) {
    const body = changedProperties(wanted, old.inputs);
    if (Object.keys(body).length === 0) {
      return { outputs: {} };
    }
    const path = healthScriptPath(id);
    const { before } = await client.graph.change({
      method: "PATCH",
      version: "beta",
      path,
      body: { "@odata.type": scriptType, ...body },
      before: path,
      signal,
    });
    return { outputs: {}, concurrentChange: () => concurrentChange(path, before, old) };
  },

  async delete({ client, signal }, id, old) {
    const path = healthScriptPath(id);
    const removed = client.graph.change({ method: "DELETE", version: "beta", path, before: path, signal });
    const found = await unlessNotFound(removed);
    client.made.delete(id);
    client.unassigned.delete(id);
    return found && { concurrentChange: () => concurrentChange(path, found.before, old) };
  },
});

async function readScript(client: IntuneClient, id: string, signal: AbortSignal): Promise<GraphObject> {
  const path = healthScriptPath(id);
  return asScript(path, await client.graph.read({ version: "beta", path, signal }));
}

function asScript(path: string, response: unknown): GraphObject & { readonly id: string } {
  if (isGraphObject(response) && typeof response.id === "string") {
    return { ...response, id: response.id };
  }
  throw unexpectedResponse(
    path,
    "no remediation script: an object with an id is expected there. Check whether a proxy responds in Graph's place",
  );
}

/** Scope tags that the program leaves alone are not compared, and not kept in state. */
function managed(found: PropertyMap, known: PropertyMap | undefined): PropertyMap {
  const { roleScopeTagIds: _, ...others } = found;
  return known === undefined || known.roleScopeTagIds !== undefined ? found : others;
}

function concurrentChange(path: string, before: unknown, { inputs: expected }: PropertySnapshot) {
  return { expected, found: managed(readHealthScript(asScript(path, before)), expected) };
}

/** A script of the wanted name is taken over if it is equal, as what a create whose response was lost has left. */
async function findEqual(
  { client, signal }: CallContext<IntuneClient>,
  wanted: Inputs,
): Promise<string | undefined> {
  const ids = await scriptIdsOf(client, wanted.displayName, signal);
  const [only, ...others] = ids;
  if (only === undefined) {
    return undefined;
  }
  // A list has no scripts in it, so that the one which is found is read by itself.
  const isEqual =
    others.length === 0 &&
    Object.keys(changedProperties(wanted, readHealthScript(await readScript(client, only, signal))))
      .length === 0;
  if (isEqual) {
    return only;
  }
  const scripts = ids.length === 1 ? "a remediation script" : `${ids.length} remediation scripts`;
  throw new IntuneError({
    code: "nameTaken",
    message: [
      `Intune already has ${scripts} named "${wanted.displayName}":`,
      ...ids.map((id) => `  ${id}`),
    ].join("\n"),
    hint: [
      "Nothing was created. Bring one under management: `pulumi preview --import-file FILE`, the id in that file, and",
      "  pulumi import --file FILE",
      "Or give this script another displayName.",
    ].join("\n"),
  });
}

/** Makes the script; where the response is lost, looks for it for about 15 seconds, since a replica may lag behind. */
async function make(context: CallContext<IntuneClient>, wanted: Inputs): Promise<string> {
  const { client, signal } = context;
  try {
    const response = await client.graph.send({
      method: "POST",
      version: "beta",
      path: healthScriptsPath,
      body: { "@odata.type": scriptType, remediationScriptContent: "", ...toGraph(wanted) },
      signal,
    });
    const { id } = asScript(healthScriptsPath, response);
    client.made.add(id);
    client.unassigned.add(id);
    return id;
  } catch (error) {
    const delays = client.replicationDelays.slice(0, 4);
    const look = () => findEqual(context, wanted);
    const found = mayBeDone(error)
      ? await untilFound(delays, signal, look, (id) => id !== undefined)
      : undefined;
    if (found === undefined) {
      throw error;
    }
    return found;
  }
}

function toGraph({ description, publisher, detectionScript, roleScopeTagIds, ...others }: Inputs) {
  return {
    ...others,
    description: description ?? "",
    publisher: publisher ?? "",
    detectionScriptContent: encodeScript(detectionScript),
    ...(roleScopeTagIds === undefined ? {} : { roleScopeTagIds }),
  };
}

/** The names of Graph's members where they differ from those of the inputs. */
const graphNames: Readonly<Record<string, string>> = {
  detectionScript: "detectionScriptContent",
  remediationScript: "remediationScriptContent",
};

/** The members, in Graph's form, in which the wanted script differs from the one there is. */
function changedProperties(wanted: Inputs, current: PropertyMap): Record<string, unknown> {
  const { changes } = deviceHealthScript.diff(current, toPropertyMap(wanted));
  const changed = new Set(changes.map(({ path: [property = ""] }) => graphNames[property] ?? property));
  const body = { ...toGraph(wanted), remediationScriptContent: "" };
  return Object.fromEntries(Object.entries(body).filter(([member]) => changed.has(member)));
}

/** @throws IntuneError where the next `up` would change what an import finds. */
function refuseUndeclarable(id: string, script: GraphObject): void {
  const { detectionScriptContent, remediationScriptContent } = script;
  const hasRemediation = ![undefined, null, ""].some((none) => none === remediationScriptContent);
  const issues = [
    ...(isText(detectionScriptContent) ? [] : ["  detectionScript is not text in UTF-8"]),
    ...(hasRemediation ? ["  it has a remediation script, and this resource is for detection alone"] : []),
  ];
  if (issues.length > 0) {
    throw new IntuneError({
      code: "notDeclarable",
      message: [
        `The remediation script ${JSON.stringify(script.displayName ?? null)} (${id}) cannot be imported as it is:`,
        ...issues,
      ].join("\n"),
      hint: "Nothing was changed. Change it in the Intune admin center, and import again; or leave it out of the program.",
    });
  }
}
