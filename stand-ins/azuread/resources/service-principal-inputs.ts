import { z } from "zod";
import { agree, feature, featuresOf, featureTag, featureTagsOf, fromFeatures } from "../feature-tags.ts";
import type { Principal } from "../graph/principals.ts";
import { guid } from "../guid.ts";
import { sorted, stringSet } from "../sets.ts";

/** Source: https://www.pulumi.com/registry/packages/azuread/api-docs/serviceprincipal/ */
export const principalInputs = z
  .object({
    accountEnabled: z.boolean().default(true),
    alternativeNames: stringSet.optional(),
    appRoleAssignmentRequired: z.boolean().optional(),
    clientId: guid,
    description: z.string().max(1024).optional(),
    featureTags: z.array(featureTag).optional(),
    features: z.array(feature).optional(),
    loginUrl: z.string().optional(),
    notes: z.string().max(1024).optional(),
    notificationEmailAddresses: stringSet.optional(),
    owners: stringSet.optional(),
    preferredSingleSignOnMode: z.string().optional(),
    samlSingleSignOn: z
      .object({ relayState: z.string().optional() })
      .meta({ id: "ServicePrincipalSamlSingleSignOn" })
      .optional(),
    tags: stringSet.optional(),
    useExisting: z.boolean().optional(),
  })
  .refine(({ tags, features, featureTags }) => [tags, features, featureTags].filter(Boolean).length < 2, {
    path: ["featureTags"],
    message: "conflicts with tags and features; give one of the three",
  });

export type ServicePrincipalInputs = z.output<typeof principalInputs>;

/**
 * The inputs that would make a principal what it is. What has no value, and was not given either, is left out;
 * tags are told in the property in which they were given, in an import as feature tags.
 */
export function liveInputs(
  principal: Principal,
  owners: readonly string[],
  known: ServicePrincipalInputs | undefined,
): ServicePrincipalInputs {
  const wasGiven = (key: keyof ServicePrincipalInputs) => known?.[key] !== undefined;
  const text = (key: "description" | "loginUrl" | "notes" | "preferredSingleSignOnMode") =>
    principal[key] !== "" || wasGiven(key) ? { [key]: principal[key] } : {};
  const set = (key: "alternativeNames" | "notificationEmailAddresses" | "owners", live: readonly string[]) =>
    live.length > 0 || wasGiven(key) ? { [key]: sorted(live) } : {};
  const { appRoleAssignmentRequired } = principal;
  return {
    clientId: principal.appId,
    accountEnabled: principal.accountEnabled,
    ...set("alternativeNames", principal.alternativeNames),
    ...(appRoleAssignmentRequired || wasGiven("appRoleAssignmentRequired")
      ? { appRoleAssignmentRequired }
      : {}),
    ...text("description"),
    ...text("loginUrl"),
    ...text("notes"),
    ...set("notificationEmailAddresses", principal.notificationEmailAddresses),
    ...set("owners", owners),
    ...text("preferredSingleSignOnMode"),
    ...liveSaml(principal, known),
    ...liveTags(principal.tags, known),
    ...(known?.useExisting === undefined ? {} : { useExisting: known.useExisting }),
  };
}

function liveSaml(
  { samlSingleSignOnSettings }: Principal,
  known: ServicePrincipalInputs | undefined,
): Pick<ServicePrincipalInputs, "samlSingleSignOn"> {
  const relayState = samlSingleSignOnSettings?.relayState ?? "";
  if (relayState === (known?.samlSingleSignOn?.relayState ?? "")) {
    return known?.samlSingleSignOn ? { samlSingleSignOn: known.samlSingleSignOn } : {};
  }
  return { samlSingleSignOn: { relayState } };
}

function liveTags(
  tags: readonly string[],
  known: ServicePrincipalInputs | undefined,
): Pick<ServicePrincipalInputs, "tags" | "features" | "featureTags"> {
  if (known?.tags !== undefined) {
    return { tags: sorted(tags) };
  }
  if (known?.features !== undefined) {
    return { features: agree(fromFeatures(known.features), tags) ? known.features : featuresOf(tags) };
  }
  if (known?.featureTags !== undefined) {
    return { featureTags: agree(known.featureTags, tags) ? known.featureTags : featureTagsOf(tags) };
  }
  return known === undefined ? { featureTags: onlyTrue(featureTagsOf(tags)) } : {};
}

function onlyTrue(
  featureTags: ReturnType<typeof featureTagsOf>,
): Partial<ReturnType<typeof featureTagsOf>[number]>[] {
  return featureTags.map((each) => Object.fromEntries(Object.entries(each).filter(([, value]) => value)));
}
