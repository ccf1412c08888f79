import { type AdminCenters, adminCentersOf } from "../graph/cloud-table.ts";
import { stackClouds } from "./clouds.ts";

/** The admin centers of the clouds that the stack works in. Origins without a trailing slash. */
export function adminCenters(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): AdminCenters {
  const { azuread, intune } = stackClouds(environment);
  return { entra: adminCentersOf(azuread).entra, intune: adminCentersOf(intune).intune };
}

/** The Entra page of an enterprise application, by its service principal's object ID and its application ID. */
export function enterpriseApplicationLink(portals: AdminCenters, objectId: string, appId: string): string {
  return `${portals.entra}/#view/Microsoft_AAD_IAM/ManagedAppMenuBlade/~/Overview/objectId/${objectId}/appId/${appId}`;
}

/** The Intune page that lists configuration profiles: a profile's own page has no address that Microsoft documents. */
export function configurationProfilesLink(portals: AdminCenters): string {
  return `${portals.intune}/#view/Microsoft_Intune_DeviceSettings/DevicesMenu/~/configuration`;
}
