import { defineResource } from "../../../provider/define.ts";
import { PartialFailure } from "../../../provider/errors.ts";
import type { CallContext } from "../../../provider/resource.ts";
import { fromFeatures, tagsOf } from "../feature-tags.ts";
import { type GraphClient, unlessMissing } from "../graph/client.ts";
import { GraphFailure } from "../graph/errors.ts";
import {
  addPrincipal,
  findPrincipal,
  listOwners,
  type Principal,
  pathOfPrincipal,
  readPrincipal,
  setOwners,
} from "../graph/principals.ts";
import { parseId } from "../guid.ts";
import { alreadyExists } from "../import-hint.ts";
import { outputsOf, principalOutputs } from "../principal-outputs.ts";
import { liveInputs, principalInputs, type ServicePrincipalInputs } from "./service-principal-inputs.ts";

const token = "azuread:index/servicePrincipal:ServicePrincipal";

type Context = CallContext<GraphClient>;

/** Source: https://www.pulumi.com/registry/packages/azuread/api-docs/serviceprincipal/ */
export const servicePrincipal = defineResource<typeof principalInputs, typeof principalOutputs, GraphClient>({
  token,
  description: "The service principal of an application.",
  inputs: principalInputs,
  outputs: principalOutputs,
  replaceOn: ["clientId"],
  unmanagedWhenAbsent: ["featureTags", "features", "tags"],

  async create(context, wanted) {
    const existing = await findPrincipal(context.client, wanted.clientId, context.signal);
    if (existing === undefined) {
      return make(context, wanted);
    }
    if (wanted.useExisting !== true) {
      throw alreadyExists(token, idOf(existing), "; or set useExisting to true");
    }
    return made(await change(context, existing, wanted, tagsWanted(wanted) ?? []), wanted);
  },

  async read({ client, signal }, id, known) {
    const principal = await readPrincipal(client, objectIdOf(id), signal);
    if (principal === undefined) {
      return undefined;
    }
    const owners = await listOwners(client, principal.id, signal);
    return made(principal, liveInputs(principal, owners, known && principalInputs.parse(known.inputs)));
  },

  async update(context, id, wanted, old) {
    const { client, signal } = context;
    const principal = await readPrincipal(client, objectIdOf(id), signal);
    if (principal === undefined) {
      throw new Error(`${id} does not exist any more. Run \`pulumi refresh\`, then the same command again.`);
    }
    const tags = tagsChanged(wanted, principalInputs.parse(old.inputs)) ? tagsWanted(wanted) : undefined;
    return { outputs: outputsOf(await change(context, principal, wanted, tags ?? principal.tags)) };
  },

  async delete({ client, signal }, id, { inputs: old }) {
    try {
      await unlessMissing(client.send("DELETE", pathOfPrincipal(objectIdOf(id)), signal));
    } catch (error) {
      // The published plugin does not insist on deleting what it may not have made.
      if (!(error instanceof GraphFailure && old.useExisting === true)) {
        throw error;
      }
    }
  },
});

async function make(context: Context, wanted: ServicePrincipalInputs) {
  const principal = await addPrincipal(context.client, wanted.clientId, context.signal);
  try {
    return made(await change(context, principal, wanted, tagsWanted(wanted) ?? []), wanted);
  } catch (cause) {
    const present = liveInputs(principal, [], wanted);
    throw new PartialFailure({ id: idOf(principal), inputs: present, outputs: outputsOf(principal), cause });
  }
}

function made(principal: Principal, present: ServicePrincipalInputs) {
  return { id: idOf(principal), inputs: present, outputs: outputsOf(principal) };
}

/** Sets all that can be set, as the published plugin does: what is not given becomes empty. */
async function change(
  { client, signal }: Context,
  principal: Principal,
  wanted: ServicePrincipalInputs,
  tags: string[],
): Promise<Principal> {
  const lists = {
    alternativeNames: wanted.alternativeNames ?? [],
    notificationEmailAddresses: wanted.notificationEmailAddresses ?? [],
    tags,
  };
  const flags = {
    accountEnabled: wanted.accountEnabled,
    appRoleAssignmentRequired: wanted.appRoleAssignmentRequired ?? false,
  };
  const body = {
    ...lists,
    ...flags,
    description: wanted.description || null,
    loginUrl: wanted.loginUrl || null,
    notes: wanted.notes || null,
    preferredSingleSignOnMode: wanted.preferredSingleSignOnMode || null,
    samlSingleSignOnSettings: wanted.samlSingleSignOn
      ? { relayState: wanted.samlSingleSignOn.relayState ?? null }
      : null,
  };
  await client.send("PATCH", pathOfPrincipal(principal.id), signal, { body, fresh: true });
  if (wanted.owners !== undefined) {
    await setOwners(client, principal.id, wanted.owners, signal);
  }
  return { ...principal, ...lists, ...flags };
}

function tagsWanted({ featureTags, features, tags }: ServicePrincipalInputs): string[] | undefined {
  if (featureTags !== undefined) {
    return tagsOf(featureTags);
  }
  return features === undefined ? tags : tagsOf(fromFeatures(features));
}

function tagsChanged(wanted: ServicePrincipalInputs, old: ServicePrincipalInputs): boolean {
  return JSON.stringify(tagsWanted(wanted)) !== JSON.stringify(tagsWanted(old));
}

function idOf({ id }: Principal): string {
  return `/servicePrincipals/${id}`;
}

function objectIdOf(id: string): string {
  const [objectId = ""] = parseId("/servicePrincipals/{}", id);
  return objectId;
}
