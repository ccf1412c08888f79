import { z } from "zod";
import type { Graph } from "../../graph/client.ts";
import { CommandError } from "../errors.ts";
import { listItems } from "../graph-list.ts";

/** What is read with: Graph, and what stops it. */
export type Reader = { readonly graph: Graph; readonly signal: AbortSignal };

/** A remediation script, by its name in Intune. */
export type Script = { readonly id: string; readonly name: string };

const collection = "/deviceManagement/deviceHealthScripts";

const scriptSchema = z.looseObject({ id: z.string(), displayName: z.string().nullish() });

/**
 * The remediation script of that name or id; undefined where there is none.
 * Source: https://learn.microsoft.com/graph/api/intune-devices-devicehealthscript-list?view=graph-rest-beta
 *
 * @throws CommandError `severalScripts` where more than one has the name; GraphError; CredentialError.
 */
export async function findScript({ graph, signal }: Reader, wanted: string): Promise<Script | undefined> {
  const named: Script[] = [];
  for await (const { id, displayName } of listItems(graph, {
    version: "beta",
    path: collection,
    item: scriptSchema,
    signal,
  })) {
    if (id.toLowerCase() === wanted.toLowerCase()) {
      return { id, name: displayName ?? "" };
    }
    if (displayName === wanted) {
      named.push({ id, name: displayName });
    }
  }
  const [script, ...others] = named;
  if (others.length > 0) {
    throw new CommandError(
      "severalScripts",
      [
        `${named.length} remediation scripts are named "${wanted}":`,
        ...named.map(({ id }) => `  ${id}`),
      ].join("\n"),
      { hint: "Give the id of one of them with --script." },
    );
  }
  return script;
}

const text = z.string().nullish();

const runStateSchema = z.looseObject({
  id: z.string(),
  detectionState: text,
  lastStateUpdateDateTime: text,
  preRemediationDetectionScriptOutput: text,
  preRemediationDetectionScriptError: text,
  managedDevice: z.looseObject({ id: text }).nullish(),
});

/** What a device reported of a script; "" is what it did not. `at` is RFC 3339. */
export type RunState = {
  readonly deviceId: string;
  readonly state: string;
  readonly output: string;
  readonly error: string;
  readonly at: string;
};

/**
 * What the devices reported of a script, in the order in which Graph lists them.
 * Source: https://learn.microsoft.com/graph/api/intune-devices-devicehealthscriptdevicestate-list?view=graph-rest-beta
 *
 * @throws GraphError, CredentialError.
 */
export async function readRunStates({ graph, signal }: Reader, { id }: Script): Promise<RunState[]> {
  const path = `${collection}/${encodeURIComponent(id)}/deviceRunStates?$expand=managedDevice($select=id)`;
  const states: RunState[] = [];
  for await (const one of listItems(graph, { version: "beta", path, item: runStateSchema, signal })) {
    states.push({
      // The id of a state ends with the device's; `managedDevice` is missing where the device has left Intune.
      deviceId: (one.managedDevice?.id ?? one.id.split(":").at(-1) ?? "").toLowerCase(),
      state: one.detectionState ?? "",
      output: one.preRemediationDetectionScriptOutput ?? "",
      error: one.preRemediationDetectionScriptError ?? "",
      at: one.lastStateUpdateDateTime ?? "",
    });
  }
  return states;
}
