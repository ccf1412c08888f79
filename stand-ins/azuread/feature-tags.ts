import { z } from "zod";
import { sameTexts } from "./sets.ts";

/** What `featureTags` say of a principal, each member being one tag of it. */
export const featureTag = z
  .object({
    customSingleSignOn: z.boolean().optional(),
    enterprise: z.boolean().optional(),
    gallery: z.boolean().optional(),
    hide: z.boolean().optional(),
  })
  .meta({ id: "ServicePrincipalFeatureTag" });

/** The same under its former name. */
export const feature = z
  .object({
    customSingleSignOnApp: z.boolean().optional(),
    enterpriseApplication: z.boolean().optional(),
    galleryApplication: z.boolean().optional(),
    visibleToUsers: z.boolean().optional(),
  })
  .meta({ id: "ServicePrincipalFeature" });

type FeatureTag = z.output<typeof featureTag>;
type Feature = z.output<typeof feature>;

const tagNames = {
  customSingleSignOn: "WindowsAzureActiveDirectoryCustomSingleSignOnApplication",
  enterprise: "WindowsAzureActiveDirectoryIntegratedApp",
  gallery: "WindowsAzureActiveDirectoryGalleryApplicationNonPrimaryV1",
  hide: "HideApp",
} as const;

/** The tags that feature tags stand for. */
export function tagsOf(featureTags: readonly FeatureTag[]): string[] {
  const [features = {}] = featureTags;
  return [
    ...(features.customSingleSignOn ? [tagNames.customSingleSignOn] : []),
    ...(features.enterprise ? [tagNames.enterprise] : []),
    ...(features.gallery ? [tagNames.gallery] : []),
    ...(features.hide ? [tagNames.hide] : []),
  ];
}

/** Features under their former names as feature tags. */
export function fromFeatures(features: readonly Feature[]): FeatureTag[] {
  return features.map((each) => ({
    customSingleSignOn: each.customSingleSignOnApp ?? false,
    enterprise: each.enterpriseApplication ?? false,
    gallery: each.galleryApplication ?? false,
    hide: each.visibleToUsers === false,
  }));
}

/** What a principal's tags say of its features. */
export function featureTagsOf(tags: readonly string[]): Required<FeatureTag>[] {
  const has = (name: string) => tags.some((tag) => tag.toLowerCase() === name.toLowerCase());
  return [
    {
      customSingleSignOn: has(tagNames.customSingleSignOn),
      enterprise: has(tagNames.enterprise),
      gallery: has(tagNames.gallery),
      hide: has(tagNames.hide),
    },
  ];
}

/** The same under the former names. */
export function featuresOf(tags: readonly string[]): Required<Feature>[] {
  return featureTagsOf(tags).map((each) => ({
    customSingleSignOnApp: each.customSingleSignOn,
    enterpriseApplication: each.enterprise,
    galleryApplication: each.gallery,
    visibleToUsers: !each.hide,
  }));
}

/** Whether feature tags say the same as the tags do. */
export function agree(featureTags: readonly FeatureTag[], tags: readonly string[]): boolean {
  return sameTexts(tagsOf(featureTags), tagsOf(featureTagsOf(tags)));
}
