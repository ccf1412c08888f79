import { z } from "zod";
import { readPermission } from "../../graph/permissions.ts";
import { defineFunction } from "../../provider/define.ts";
import type { CallContext } from "../../provider/resource.ts";
import { type IntuneClient, readAllBatched } from "../client.ts";
import { type GraphEntity, isGraphEntity, textOf } from "../graph-object.ts";
import { parsePolicy } from "../policies.ts";
import { catalogPolicies, customProfiles, namePath, type PolicyKind, policyPath } from "../policy-kind.ts";
import { one } from "./one-object.ts";

const kinds = { custom: customProfiles, settingsCatalog: catalogPolicies } as const satisfies Record<
  string,
  PolicyKind
>;

const profileKind = z
  .enum(["custom", "settingsCatalog"])
  .meta({ id: "ProfileKind", description: "The kinds of policy that getConfigurationProfile finds." });

/**
 * A policy of a kind that this provider manages, without its settings.
 * Sources: the pages of customProfiles and catalogPolicies.
 */
export const getConfigurationProfile = defineFunction({
  token: "intune:index:getConfigurationProfile",
  description:
    "A custom Windows profile, or a policy of the settings catalog, by its ID or its name. " +
    `It needs ${readPermission("read device configurations and their assignments")}.`,
  inputs: z.strictObject({
    kind: profileKind.default("custom").describe("The kind of policy; custom by default."),
    id: z.string().optional().describe("The policy's ID."),
    displayName: z.string().optional().describe("The policy's name, without regard to case."),
  }),
  outputs: z.strictObject({
    id: z.string().describe("The policy's ID."),
    kind: profileKind.describe("The kind of policy."),
    displayName: z.string().describe("The policy's name."),
    description: z.string().describe("The policy's description; empty where it has none."),
    lastModifiedDateTime: z.string().describe("When it was changed last, in UTC."),
  }),
  async call({ client, signal }: CallContext<IntuneClient>, { kind, id, displayName }) {
    const policies: PolicyKind = kinds[kind];
    const nameOf = (policy: GraphEntity) => textOf(policy, policies.nameProperty);
    const select = `$select=id,${policies.nameProperty},description,lastModifiedDateTime`;
    const found = await one({
      what: policies.words.one,
      by: { id, displayName },
      named: nameOf,
      read: async (wanted) => {
        const path = `${policyPath(policies, wanted)}?${select}`;
        const read = await client.graph.read({ version: policies.version, path, signal });
        const policy = parsePolicy(policies, read, path);
        return policies.isOfKind(policy) ? policy : undefined;
      },
      list: async (name) => {
        const { expand: _, ...withoutSettings } = policies;
        const path = `${namePath(withoutSettings, name)}&${select}`;
        const listed = await readAllBatched(client, policies.version, path, signal);
        return listed.filter(isGraphEntity).filter((each) => policies.isOfKind(each));
      },
    });
    return {
      id: found.id,
      kind,
      displayName: nameOf(found),
      description: textOf(found, "description"),
      lastModifiedDateTime: textOf(found, "lastModifiedDateTime"),
    };
  },
});
