import type { CloudName } from "../graph/national-clouds.ts";
import { stackClouds } from "../lookups/clouds.ts";

type Portals = { entra: string; intune: string };

const publicCloud: Portals = { entra: "https://entra.microsoft.com", intune: "https://intune.microsoft.com" };
const government: Portals = { entra: "https://entra.microsoft.us", intune: "https://intune.microsoft.us" };
const china: Portals = {
  entra: "https://entra.microsoftonline.cn",
  intune: "https://intune.microsoftonline.cn",
};

const national: Partial<Record<CloudName, Portals>> = {
  usgovernmentl4: government,
  usgovernmentl5: government,
  china,
};

/**
 * The admin centers of the clouds that the stack works in. Origins without a trailing slash. A cloud that Microsoft
 * does not publish has the public cloud's.
 * Source: https://learn.microsoft.com/entra/fundamentals/faq, https://learn.microsoft.com/intune/intune-service/fundamentals/china
 */
export function adminCenters(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Portals {
  const { azuread, intune } = stackClouds(environment);
  return {
    entra: (national[azuread] ?? publicCloud).entra,
    intune: (national[intune] ?? publicCloud).intune,
  };
}

/** The Entra page of an enterprise application, by its service principal's object ID and its application ID. */
export function enterpriseApplicationLink(portals: Portals, objectId: string, appId: string): string {
  return `${portals.entra}/#view/Microsoft_AAD_IAM/ManagedAppMenuBlade/~/Overview/objectId/${objectId}/appId/${appId}`;
}

/** The Intune page that lists configuration profiles: a profile's own page has no address that Microsoft documents. */
export function configurationProfilesLink(portals: Portals): string {
  return `${portals.intune}/#view/Microsoft_Intune_DeviceSettings/DevicesMenu/~/configuration`;
}
