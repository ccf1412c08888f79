import { createAzureParts } from "./components/azure/parts.ts";
import { PinReset } from "./components/pin-reset.ts";
import { createReadiness } from "./components/readiness.ts";
import { refuseUndocumentedClouds } from "./lookups/clouds.ts";
import { lookUpTenant } from "./lookups/tenant.ts";
import { settingsDigest } from "./settings/digest.ts";
import { readSettings } from "./settings.ts";

const settings = readSettings();
refuseUndocumentedClouds();

// Awaited before the first resource is registered, so that a group that is not there leaves nothing half created. One batch
// has what all parts of the stack ask for.
const lookedUp = await lookUpTenant("pin-reset", settings);
const { directory } = lookedUp;

const azure = await createAzureParts("pin-reset", settings, directory);

const { consent, profile, assignments } = settings;
const { omaUri, profileId, servicePrincipalIds, assignedTo, links } = new PinReset("pin-reset", {
  consent,
  profile,
  assignments,
  lookedUp,
});

const readiness = createReadiness("pin-reset", settings, directory);

// The stack's outputs. Named exports cannot be left out, and Pulumi warns of each that is undefined.
export default {
  omaUri,
  profileId,
  servicePrincipalIds,
  assignedTo,
  links,
  settingsDigest: settingsDigest(settings),
  ...azure,
  ...readiness,
};
