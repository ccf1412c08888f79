import { platformOf } from "../../domain/platforms.ts";
import { GraphError } from "../../graph/errors.ts";
import { listDevices } from "../devices/list.ts";
import { CommandError } from "../errors.ts";
import { countDeployment, readDeployment } from "./deployment.ts";
import { type JudgedDevice, judgeDevices } from "./judge.ts";
import type { ReasonCode } from "./reasons.ts";
import { findScript, type Reader, readRunStates, type Script } from "./scripts.ts";

/** How many Windows devices can reset a PIN without loss, and where that is known from. */
export type Readiness = {
  readonly ready: number;
  readonly windowsDevices: number;
  /** Managed devices of other platforms, which have no Windows Hello. */
  readonly otherDevices: number;
  /** How many devices are not ready for each reason. */
  readonly reasons: ReadonlyMap<ReasonCode, number>;
} & (
  | { readonly source: "script"; readonly script: Script; readonly devices: readonly JudgedDevice[] }
  | {
      readonly source: "deployment";
      readonly whyNotScript: string;
      /** How many policies were counted: a device of several counts for each, so that the sum may be too high. */
      readonly policies: number;
    }
);

/**
 * Counts the devices by what the script reports; where there is no script, or it may not be read, by what devices report
 * of the policy, which says that it arrived and no more.
 *
 * @throws CommandError `noScript` where the script that is named by an option is missing, `noReadinessSource` where there
 * is no policy either, `severalScripts`; GraphError; CredentialError.
 */
export async function assess(
  reader: Reader,
  { script: wanted, isNamed }: { readonly script: string; readonly isNamed: boolean },
): Promise<Readiness> {
  const [devices, script] = await Promise.all([readDevices(reader), scriptOrReason(reader, wanted, isNamed)]);
  const { windows, others } = devices;
  const counted = { windowsDevices: windows.length, otherDevices: others };
  if ("id" in script) {
    const judged = judgeDevices(windows, await readRunStates(reader, script));
    const reasons = new Map<ReasonCode, number>();
    for (const { reason } of judged) {
      if (reason !== undefined) {
        reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      }
    }
    const ready = judged.filter(({ reason }) => reason === undefined).length;
    return { ...counted, ready, reasons, source: "script", script, devices: judged };
  }
  const deployments = await readDeployment(reader);
  if (deployments === undefined) {
    throw new CommandError(
      "noReadinessSource",
      `${script.reason} No custom or identity protection profile turns PIN recovery on either, whose deployment could be counted instead.`,
      {
        hint: "Set `pin-reset:readiness` to true and run `npm run pulumi -- up`; devices report within a day.",
      },
    );
  }
  const { ready, reasons } = countDeployment(deployments, windows.length);
  return {
    ...counted,
    ready,
    reasons,
    source: "deployment",
    whyNotScript: script.reason,
    policies: deployments.length,
  };
}

async function readDevices({ graph, signal }: Reader) {
  const windows: { id: string; name: string }[] = [];
  let others = 0;
  for await (const device of listDevices(graph, { signal })) {
    if (platformOf(device) === "windows") {
      windows.push({ id: device.id, name: device.deviceName });
    } else {
      others++;
    }
  }
  return { windows, others };
}

/** The script, or why there is none to go by. One that was named is not left out in silence. */
async function scriptOrReason(
  reader: Reader,
  wanted: string,
  isNamed: boolean,
): Promise<Script | { reason: string }> {
  try {
    const script = await findScript(reader, wanted);
    if (script === undefined && isNamed) {
      throw new CommandError(
        "noScript",
        `Intune has no remediation script with the name or id "${wanted}".`,
        {
          hint: "Names are compared exactly: copy it from the Intune admin center.",
        },
      );
    }
    return script ?? { reason: `Intune has no remediation script named "${wanted}".` };
  } catch (error) {
    if (!isNamed && error instanceof GraphError && error.code === "forbidden") {
      return {
        reason:
          "The token lacks DeviceManagementScripts.Read.All, so that remediation scripts could not be read.",
      };
    }
    throw error;
  }
}
