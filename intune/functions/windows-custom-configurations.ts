import { z } from "zod";
import { defineFunction } from "../../provider/define.ts";
import type { CallContext } from "../../provider/resource.ts";
import { configurationsPath, type IntuneClient, readAllBatched } from "../client.ts";
import { profileType } from "../graph-profile.ts";

const inputs = z.strictObject({});

const listed = z
  .strictObject({
    id: z.string().describe("The profile's id."),
    displayName: z.string().describe("The profile's name in the Intune admin center."),
    omaUris: z.array(z.string()).describe("The OMA-URI of each of its settings, as it is written there."),
  })
  .meta({ id: "ListedCustomConfiguration" });

const outputs = z.strictObject({
  configurations: z.array(listed).describe("The profiles, in Graph's order."),
});

const text = z.string().catch("");

// A tenant holds all that was ever written there: what is no text is left out.
const profile = z.looseObject({
  "@odata.type": z.literal(profileType),
  id: z.string(),
  displayName: text,
  omaSettings: z.array(z.looseObject({ omaUri: text }).catch({ omaUri: "" })).catch([]),
});

/**
 * The custom Windows profiles of the tenant by name, with the OMA-URIs that they set, and no values.
 * Source: https://learn.microsoft.com/graph/api/intune-deviceconfig-windows10customconfiguration-list
 */
export const getWindowsCustomConfigurations = defineFunction({
  token: "intune:index:getWindowsCustomConfigurations",
  description:
    "Every custom Windows 10 configuration profile of the tenant (Graph: windows10CustomConfiguration), with the OMA-URIs that it sets.",
  inputs,
  outputs,
  async call({ client, signal }: CallContext<IntuneClient>) {
    const all = await readAllBatched(client, "v1.0", configurationsPath, signal);
    return {
      configurations: all.flatMap((item) => {
        const { data } = profile.safeParse(item);
        if (data === undefined) {
          return [];
        }
        const omaUris = data.omaSettings.map(({ omaUri }) => omaUri).filter((omaUri) => omaUri !== "");
        return [{ id: data.id, displayName: data.displayName, omaUris }];
      }),
    };
  },
});
