import { z } from "zod";
import type { Version } from "../../graph/edm.ts";
import { flag, instant, int32, opaque, text, texts } from "../../graph/edm.ts";

const inBoth = {
  id: z.string(),
  activationLockBypassCode: text,
  androidSecurityPatchLevel: text,
  azureADDeviceId: text,
  azureADRegistered: flag,
  complianceGracePeriodExpirationDateTime: instant,
  complianceState: z.string(),
  configurationManagerClientEnabledFeatures: opaque,
  deviceActionResults: z.array(opaque),
  deviceCategoryDisplayName: text,
  deviceEnrollmentType: z.string(),
  deviceHealthAttestationState: opaque,
  deviceName: text,
  deviceRegistrationState: z.string(),
  easActivated: z.boolean(),
  easActivationDateTime: instant,
  easDeviceId: text,
  emailAddress: text,
  enrolledDateTime: instant,
  enrollmentProfileName: text,
  ethernetMacAddress: text,
  exchangeAccessState: z.string(),
  exchangeAccessStateReason: z.string(),
  exchangeLastSuccessfulSyncDateTime: instant,
  freeStorageSpaceInBytes: z.number(),
  iccid: text,
  imei: text,
  isEncrypted: z.boolean(),
  isSupervised: z.boolean(),
  jailBroken: text,
  lastSyncDateTime: instant,
  managedDeviceName: text,
  managedDeviceOwnerType: z.string(),
  managementAgent: z.string(),
  managementCertificateExpirationDate: instant,
  managementState: z.string(),
  manufacturer: text,
  meid: text,
  model: text,
  notes: text,
  operatingSystem: text,
  osVersion: text,
  partnerReportedThreatState: z.string(),
  phoneNumber: text,
  physicalMemoryInBytes: z.number(),
  remoteAssistanceSessionErrorDetails: text,
  remoteAssistanceSessionUrl: text,
  requireUserEnrollmentApproval: flag,
  serialNumber: text,
  subscriberCarrier: text,
  totalStorageSpaceInBytes: z.number(),
  udid: text,
  userDisplayName: text,
  userId: text,
  userPrincipalName: text,
  wiFiMacAddress: text,
};

const onlyInBeta = {
  deviceType: z.string(),
  joinType: z.string(),
  aadRegistered: flag,
  azureActiveDirectoryDeviceId: text,
  skuFamily: text,
  skuNumber: int32,
  roleScopeTagIds: texts.nullable(),
};

/** Every property of a managed device in a version. Source: https://learn.microsoft.com/graph/api/resources/intune-devices-manageddevice */
export function managedDeviceShape(version: Version): Record<string, z.ZodType> {
  return version === "beta" ? { ...inBoth, ...onlyInBeta } : inBoth;
}

const managedDevice = z.object({ ...inBoth, ...onlyInBeta }).omit({ deviceActionResults: true });

/** How a passcode reset will end on a device. */
export type PasscodeOutcome = "done" | "failed" | "notSupported";

/** A passcode reset that was asked for; how far it has come follows from the time that passed. */
export type PasscodeReset = {
  readonly requestedAt: number;
  readonly outcome: PasscodeOutcome;
  readonly passcode: string;
};

/** A managed device as kept, with everything either version shows. */
export type ManagedDevice = z.output<typeof managedDevice> & {
  readonly passcodeResets: readonly PasscodeReset[];
};

/** Source: https://learn.microsoft.com/graph/api/resources/intune-devices-resetpasscodeactionresult */
export const resetPasscodeActionResult = z.object({
  actionName: text,
  actionState: z.enum(["none", "pending", "canceled", "active", "done", "failed", "notSupported"]),
  startDateTime: instant,
  lastUpdatedDateTime: instant,
  errorCode: int32,
  passcode: text,
});
