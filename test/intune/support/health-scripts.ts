import type { PropertyMap } from "../../../provider/values.ts";
import { urnOf } from "../../provider/support/protocol.ts";
import { checked, type Served } from "./served.ts";

export const scriptUrn = urnOf("intune:index:DeviceHealthScript");

/** Inputs of a detection script, with what is given in place of the usual. */
export function scriptInputs(more: PropertyMap = {}): PropertyMap {
  return {
    displayName: "PIN reset readiness",
    publisher: "Contoso",
    detectionScript: "Write-Output 'é'\r\nexit 0\r\n",
    runAsAccount: "user",
    ...more,
  };
}

/** Checks and creates a script, as a run of the engine does. */
export async function makeScript({ plugin }: Served) {
  const news = await checked(plugin, scriptUrn, scriptInputs());
  const { id, properties } = await plugin.create(scriptUrn, news);
  return { id, news, state: { inputs: news, properties } };
}
