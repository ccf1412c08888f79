import { z } from "zod";
import { unlessNotFound } from "../../graph/not-found.ts";
import { readPermission } from "../../graph/permissions.ts";
import { defineFunction } from "../../provider/define.ts";
import type { CallContext } from "../../provider/resource.ts";
import { withAllSettings } from "../catalog-policies.ts";
import { type IntuneClient, readAllBatched } from "../client.ts";
import { isGraphEntity } from "../graph-object.ts";
import {
  type ListedPolicy,
  listedCatalogPolicy,
  listedConfiguration,
  listedIntent,
} from "../listed-policies.ts";
import { catalogPolicies, customProfiles } from "../policy-kind.ts";

const ids = (description: string) => z.array(z.string()).optional().describe(description);

const inputs = z.strictObject({
  settingIds: ids(
    "Ids of settings: OMA-URIs, definition ids, or Graph's properties. Compared without case, as whole ids.",
  ),
  settingIdsContain: ids("Texts that the id of a setting contains. Compared without case."),
});

const setting = z
  .strictObject({
    id: z
      .string()
      .describe("The setting's OMA-URI, definition id or, of an identity protection profile, property."),
    value: z
      .string()
      .optional()
      .describe("Its value as text; absent where Intune keeps it encrypted, or where it is no plain value."),
  })
  .meta({ id: "PolicySetting", description: "A setting that a policy has." });

const policy = z
  .strictObject({
    kind: z
      .enum(["custom", "settingsCatalog", "intent", "identityProtection"])
      .meta({ id: "ListedPolicyKind", description: "The kinds of policy that have settings." })
      .describe("The kind of policy."),
    id: z.string().describe("The policy's id."),
    name: z.string().describe("The policy's name in the Intune admin center."),
    templateFamily: z
      .string()
      .optional()
      .describe("The family of the template that it was made of; of an intent, the template's id."),
    settings: z.array(setting).describe("Its settings that fit, those below others among them."),
  })
  .meta({ id: "ListedPolicy", description: "A policy, with those of its settings that fit." });

const outputs = z.strictObject({
  policies: z.array(policy).describe("The policies that have a setting that fits."),
});

/**
 * The policies of every kind with what they set, in one round trip where the tenant has no intents, and in two where it has.
 * Sources: the pages of customProfiles and catalogPolicies,
 * https://learn.microsoft.com/graph/api/resources/intune-deviceintent-devicemanagementintent
 */
export const getPolicySettings = defineFunction({
  token: "intune:index:getPolicySettings",
  description:
    "The policies of the tenant that have certain settings, of every kind that can have them, with the values. " +
    `It needs ${readPermission("read device configurations and their assignments")}.`,
  inputs,
  outputs,
  async call({ client, signal }: CallContext<IntuneClient>, { settingIds, settingIdsContain }) {
    const list = (path: string) => readAllBatched(client, "beta", path, signal);
    // A tenant from which Graph no longer serves intents has none, and one may be deleted while they are read.
    const present = async (path: string) => (await unlessNotFound(list(path))) ?? [];
    const intents = async () => {
      const found = (await present("/deviceManagement/intents")).filter(isGraphEntity);
      return Promise.all(
        found.map(async (intent) =>
          listedIntent(
            intent,
            await present(`/deviceManagement/intents/${encodeURIComponent(intent.id)}/settings`),
          ),
        ),
      );
    };
    const catalog = async () => {
      const found = (await list(`${catalogPolicies.collection}?$expand=settings`)).filter(isGraphEntity);
      return Promise.all(found.map((each) => withAllSettings(client, each, signal)));
    };
    const [configurations, policies, listedIntents] = await Promise.all([
      list(customProfiles.collection),
      catalog(),
      intents(),
    ]);
    const all: ListedPolicy[] = [
      ...configurations.flatMap(listedConfiguration),
      ...policies.map(listedCatalogPolicy),
      ...listedIntents,
    ];
    const fits = fitting(settingIds, settingIdsContain);
    return {
      policies: all
        .map((each) => ({ ...each, settings: each.settings.filter(({ id }) => fits(id)) }))
        .filter(({ settings }) => settings.length > 0),
    };
  },
});

function fitting(
  ids: readonly string[] | undefined,
  parts: readonly string[] | undefined,
): (id: string) => boolean {
  const wanted = new Set(ids?.map((id) => id.toLowerCase()));
  const texts = (parts ?? []).map((text) => text.toLowerCase());
  return (id) => {
    const lower = id.toLowerCase();
    const isAll = ids === undefined && parts === undefined;
    return isAll || wanted.has(lower) || texts.some((text) => lower.includes(text));
  };
}
