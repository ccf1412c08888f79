import { z } from "zod";
import { toPropertyMap } from "../../provider/check.ts";
import { defineResource } from "../../provider/define.ts";
import type { CallContext } from "../../provider/resource.ts";
import type { PropertyMap } from "../../provider/values.ts";
import type { IntuneClient } from "../client.ts";
import { optionalDescription, scopeTagIds, text } from "../declared-properties.ts";
import {
  encodeScript,
  findScripts,
  type HealthScriptSnapshot,
  healthScripts,
  readHealthScript,
  readScript,
} from "../health-scripts.ts";
import { parsePolicy } from "../policies.ts";
import {
  createPolicy,
  deletePolicy,
  type PolicyVerbs,
  readPolicy,
  updatePolicy,
} from "../policy-lifecycle.ts";
import { refuseUndeclarable } from "../refused-import.ts";

const scriptType = "#microsoft.graph.deviceHealthScript";

const inputs = z.strictObject({
  displayName: text("The script's name in the Intune admin center."),
  description: optionalDescription("What the script is for."),
  publisher: optionalDescription("Who publishes the script, as the Intune admin center shows it."),
  detectionScript: text(
    "The PowerShell script itself. Exit code 0 means no issue and 1 an issue; Intune keeps at most 2,048 characters of its output.",
  ),
  runAsAccount: z
    .enum(["system", "user"])
    .meta({ id: "ScriptAccount", description: "As whom a script runs." })
    .default("system")
    .describe("Whether the script runs as the signed-in user; system by default."),
  runAs32Bit: z.boolean().default(false).describe("Whether a 32-bit PowerShell runs it; false by default."),
  enforceSignatureCheck: z
    .boolean()
    .default(false)
    .describe("Whether it runs only if its signature is trusted on the device; false by default."),
  roleScopeTagIds: scopeTagIds,
});

type Inputs = z.output<typeof inputs>;

const outputs = z.strictObject({});

type Outputs = z.output<typeof outputs>;

/**
 * A remediation script that only detects.
 * Source: https://learn.microsoft.com/graph/api/resources/intune-devices-devicehealthscript?view=graph-rest-beta
 */
export const deviceHealthScript = defineResource({
  token: "intune:index:DeviceHealthScript",
  description:
    "The detection script of an Intune remediation (Graph: deviceHealthScript, beta). Imported by its id or by `name:<displayName>`.",
  inputs,
  outputs,
  unmanagedWhenAbsent: ["roleScopeTagIds"],
  foundBy: "displayName",

  create: (context: CallContext<IntuneClient>, wanted: Inputs) => createPolicy(verbs, context, wanted),

  async read(context, givenId, known) {
    const script = await readPolicy(verbs, context, givenId, known);
    return script && { id: script.id, inputs: managed(script, known?.inputs), outputs: {} };
  },

  async update(context, id, wanted, old) {
    return (await updatePolicy(verbs, context, id, { wanted, old })) ?? { outputs: {} };
  },

  delete: (context, id, old) => deletePolicy(verbs, context, id, old),
});

const verbs: PolicyVerbs<Inputs, Outputs, HealthScriptSnapshot> = {
  kind: healthScripts,
  versionFor: () => "beta",
  toPropertyMap,
  nameOf: ({ displayName }) => displayName,
  body: (wanted) => ({ "@odata.type": scriptType, ...toGraph(wanted) }),
  find: (client, name, _, signal) => findScripts(client, name, signal),
  read: (client, id, _, signal) => readScript(client, id, signal),
  refuseImport: ({ id, inputs: found, issues }) =>
    refuseUndeclarable({
      what: `The remediation script ${JSON.stringify(found.displayName ?? null)} (${id})`,
      inputs: found,
      schema: inputs,
      issues,
    }),
  changed(wanted, current) {
    const { changes } = deviceHealthScript.diff(current, toPropertyMap(wanted));
    return new Set(changes.map(({ path }) => String(path[0])));
  },
  inputsOf: managed,
  outputsOf: () => ({}),
  outputsOfNew: async () => ({}),
  noteOn: () => undefined,
  write(changed, wanted) {
    const members = new Set([...changed].map((property) => graphNames[property] ?? property));
    const body = Object.entries(toGraph(wanted)).filter(([member]) => members.has(member));
    return {
      method: "PATCH",
      version: "beta",
      body: { "@odata.type": scriptType, ...Object.fromEntries(body) },
    };
  },
  outputsAfter: async () => ({}),
  concurrentChange: ({ response, path }, { inputs: expected }) => ({
    expected,
    found: managed(readHealthScript(parsePolicy(healthScripts, response, path)), expected),
  }),
};

/** What was read, without scope tags where the program leaves them alone. */
function managed({ inputs: read }: HealthScriptSnapshot, declared: PropertyMap | undefined): PropertyMap {
  const { roleScopeTagIds: _, ...others } = read;
  return declared === undefined || declared.roleScopeTagIds !== undefined ? read : others;
}

/** A script as Graph takes it: with no remediation, also where someone has added one. */
function toGraph({ description, publisher, detectionScript, roleScopeTagIds, ...others }: Inputs) {
  return {
    ...others,
    description: description ?? "",
    publisher: publisher ?? "",
    detectionScriptContent: encodeScript(detectionScript),
    remediationScriptContent: "",
    ...(roleScopeTagIds === undefined ? {} : { roleScopeTagIds }),
  };
}

/** Graph's names of members, where those of the inputs differ. */
const graphNames: Readonly<Record<string, string>> = {
  detectionScript: "detectionScriptContent",
  remediationScript: "remediationScriptContent",
};
