import type { ManagedDevice } from "../intune/schemas/managed-devices.ts";
import type { TenantState } from "../state.ts";
import { directoryDeviceId } from "./directory.ts";
import type { SeededIds } from "./ids.ts";

type Model = Pick<
  ManagedDevice,
  "deviceName" | "operatingSystem" | "osVersion" | "manufacturer" | "model" | "deviceType" | "joinType"
>;

const lumia = {
  manufacturer: "Microsoft",
  operatingSystem: "Windows 10 Mobile",
  deviceType: "windowsPhone",
  joinType: "azureADJoined",
};

/** The devices of a tenant, each with its user. */
function modelsOf({ managedDevices: ids, users }: SeededIds): readonly [string, string, Model][] {
  return [
    [
      ids.firstPhone,
      users.sam,
      { ...lumia, deviceName: "PHONE-01", osVersion: "10.0.15254.603", model: "Lumia 950" },
    ],
    [
      ids.secondPhone,
      users.mia,
      { ...lumia, deviceName: "PHONE-02", osVersion: "10.0.15254.603", model: "Lumia 650" },
    ],
    [
      ids.oldPhone,
      users.alex,
      { ...lumia, deviceName: "PHONE-OLD", osVersion: "10.0.14393.2273", model: "Lumia 640" },
    ],
    [
      ids.laptop,
      users.alex,
      {
        deviceName: "LAPTOP-01",
        operatingSystem: "Windows",
        osVersion: "10.0.22631.4317",
        manufacturer: "Contoso",
        model: "Slate 7",
        deviceType: "desktop",
        joinType: "azureADJoined",
      },
    ],
    [
      ids.iPhone,
      users.mia,
      {
        deviceName: "Mia's iPhone",
        operatingSystem: "iOS",
        osVersion: "18.1",
        manufacturer: "Apple",
        model: "iPhone 15",
        deviceType: "iPhone",
        joinType: "azureADRegistered",
      },
    ],
    [
      ids.mac,
      users.alex,
      {
        deviceName: "MAC-01",
        operatingSystem: "macOS",
        osVersion: "15.1 (24B83)",
        manufacturer: "Apple",
        model: "MacBook Air",
        deviceType: "macMDM",
        joinType: "azureADRegistered",
      },
    ],
    [
      ids.android,
      users.sam,
      {
        deviceName: "ANDROID-01",
        operatingSystem: "Android",
        osVersion: "14.0",
        manufacturer: "Google",
        model: "Pixel 8",
        deviceType: "androidEnterprise",
        joinType: "azureADRegistered",
      },
    ],
  ];
}

/** Puts devices of every platform into a tenant: as Intune manages them, and as the directory knows them. */
export function seedDevices(state: TenantState): void {
  for (const [index, [id, userId, model]] of modelsOf(state.ids).entries()) {
    const device = managedDevice(state, id, userId, model, index + 1);
    state.managedDevices.seed(device);
    state.devices.seed({
      id: directoryDeviceId(id),
      accountEnabled: true,
      deviceId: device.azureADDeviceId,
      displayName: model.deviceName,
      operatingSystem: model.operatingSystem,
      operatingSystemVersion: model.osVersion,
      trustType: model.joinType === "azureADJoined" ? "AzureAd" : "Workplace",
    });
  }
}

function managedDevice(
  state: TenantState,
  id: string,
  userId: string,
  model: Model,
  number: number,
): ManagedDevice {
  const user = state.users.get(userId);
  const azureADDeviceId = id.replace("d3e1b2c4", "f0e1d2c3");
  return {
    ...unknownMembers,
    ...model,
    id,
    aadRegistered: true,
    azureADDeviceId,
    azureActiveDirectoryDeviceId: azureADDeviceId,
    azureADRegistered: true,
    complianceState: "compliant",
    deviceEnrollmentType: model.deviceType === "desktop" ? "windowsAzureADJoin" : "userEnrollment",
    deviceRegistrationState: "registered",
    emailAddress: user?.mail ?? null,
    enrolledDateTime: "2025-03-04T05:06:07Z",
    lastSyncDateTime: "2026-01-02T03:04:05Z",
    managedDeviceName: `${user?.mailNickname ?? "device"}_${model.operatingSystem ?? ""}_${number}`,
    serialNumber: `SN00000${number}`,
    userDisplayName: user?.displayName ?? null,
    userId,
    userPrincipalName: user?.userPrincipalName ?? null,
    passcodeResets: [],
  };
}

const never = "0001-01-01T00:00:00Z";

/** What Intune shows of a device that reported nothing about it. */
const unknownMembers = {
  activationLockBypassCode: null,
  androidSecurityPatchLevel: "",
  complianceGracePeriodExpirationDateTime: "9999-12-31T23:59:59Z",
  configurationManagerClientEnabledFeatures: null,
  deviceCategoryDisplayName: "Unknown",
  deviceHealthAttestationState: null,
  easActivated: false,
  easActivationDateTime: never,
  easDeviceId: "",
  enrollmentProfileName: null,
  ethernetMacAddress: null,
  exchangeAccessState: "none",
  exchangeAccessStateReason: "none",
  exchangeLastSuccessfulSyncDateTime: never,
  freeStorageSpaceInBytes: 0,
  iccid: null,
  imei: null,
  isEncrypted: false,
  isSupervised: false,
  jailBroken: "Unknown",
  managedDeviceOwnerType: "company",
  managementAgent: "mdm",
  managementCertificateExpirationDate: "2027-01-01T00:00:00Z",
  managementState: "managed",
  meid: null,
  notes: null,
  partnerReportedThreatState: "unknown",
  phoneNumber: null,
  physicalMemoryInBytes: 0,
  remoteAssistanceSessionErrorDetails: null,
  remoteAssistanceSessionUrl: null,
  requireUserEnrollmentApproval: null,
  roleScopeTagIds: ["0"],
  skuFamily: null,
  skuNumber: 0,
  subscriberCarrier: "",
  totalStorageSpaceInBytes: 0,
  udid: null,
  wiFiMacAddress: null,
};
