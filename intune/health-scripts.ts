import { toPropertyMap } from "../provider/check.ts";
import type { PropertyMap } from "../provider/values.ts";
import type { IntuneClient } from "./client.ts";
import { type GraphEntity, isNothing, readScopeTags } from "./graph-object.ts";
import { listByName, parsePolicy } from "./policies.ts";
import { type PolicyKind, type PolicySnapshot, policyPath } from "./policy-kind.ts";

/**
 * Remediation scripts. Beta only.
 * Source: https://learn.microsoft.com/graph/api/resources/intune-devices-devicehealthscript?view=graph-rest-beta
 */
export const healthScripts: PolicyKind = {
  collection: "/deviceManagement/deviceHealthScripts",
  nameProperty: "displayName",
  version: "beta",
  words: { one: "remediation script", several: "remediation scripts", noun: "script" },
  adoptedByName: true,
  isOfKind: () => true,
};

/** A script as it is in Intune; `issues` say what of it no program can declare. */
export type HealthScriptSnapshot = PolicySnapshot & {
  readonly issues: readonly { readonly property: string; readonly reason: string }[];
};

/** A script of a program as Graph takes it. */
export function encodeScript(text: string): string {
  return Buffer.from(text, "utf8").toString("base64");
}

/** The text of a script; undefined where its bytes are in another encoding than UTF-8, or are no base64 at all. */
function decodeScript(content: unknown): string | undefined {
  if (typeof content !== "string") {
    return undefined;
  }
  const bytes = Buffer.from(content, "base64");
  const text = bytes.toString("utf8");
  const isWhole = bytes.toString("base64") === content && Buffer.from(text, "utf8").equals(bytes);
  return isWhole ? text : undefined;
}

/**
 * A deviceHealthScript as the inputs of its resource. What no program can declare is kept as it is: a script in another
 * encoding as base64, and a remediation script, which a detection script on its own does not have.
 */
export function readHealthScript(script: GraphEntity): HealthScriptSnapshot {
  const detection = decodeScript(script.detectionScriptContent);
  const remediation = script.remediationScriptContent;
  const optional = (value: unknown) => (isNothing(value) ? undefined : value);
  const inputs: PropertyMap = toPropertyMap({
    displayName: script.displayName,
    description: optional(script.description),
    publisher: optional(script.publisher),
    runAsAccount: script.runAsAccount,
    runAs32Bit: script.runAs32Bit,
    enforceSignatureCheck: script.enforceSignatureCheck,
    detectionScript: detection ?? script.detectionScriptContent,
    remediationScript: optional(decodeScript(remediation) ?? remediation),
    roleScopeTagIds: readScopeTags(script.roleScopeTagIds),
  });
  const issues = [
    { property: "detectionScript", reason: "is not text in UTF-8", isThere: detection === undefined },
    {
      property: "remediationScript",
      reason: "is given in Intune, and this resource is for detection alone",
      isThere: !isNothing(remediation),
    },
  ];
  return {
    id: script.id,
    type: script["@odata.type"],
    inputs,
    issues: issues.filter(({ isThere }) => isThere),
  };
}

/** All of one script. @throws GraphError `notFound` where there is none. */
export async function readScript(
  { graph }: IntuneClient,
  id: string,
  signal: AbortSignal,
): Promise<HealthScriptSnapshot> {
  const path = policyPath(healthScripts, id);
  return readHealthScript(
    parsePolicy(healthScripts, await graph.read({ version: "beta", path, signal }), path),
  );
}

/** The scripts of a name, each read by itself: a list has no scripts in it. */
export async function findScripts(
  client: IntuneClient,
  name: string,
  signal: AbortSignal,
): Promise<HealthScriptSnapshot[]> {
  const named = await listByName(client, { kind: healthScripts, name, version: "beta", signal });
  return Promise.all(named.map(({ id }) => readScript(client, id, signal)));
}
