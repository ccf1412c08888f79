import { z } from "zod";
import { int32, text, type Version } from "../../graph/edm.ts";

const usage = z.enum(["blocked", "required", "allowed", "notConfigured"]);
const enablement = z.enum(["notConfigured", "enabled", "disabled"]);
const pinLength = int32.min(4).max(127).nullable();

/** The properties that each profile type has of its own in a version; a type that a version does not have is not there. */
const kinds = {
  windows10CustomConfiguration: {
    inBoth: { omaSettings: z.array(z.unknown()).max(1000).nullable() },
    onlyInBeta: {},
  },
  windows10EndpointProtectionConfiguration: {
    inBoth: {},
    onlyInBeta: {
      localSecurityOptionsDoNotRequireCtrlAltDel: z.boolean(),
      localSecurityOptionsHideLastSignedInUser: z.boolean(),
      localSecurityOptionsHideUsernameAtSignIn: z.boolean(),
      localSecurityOptionsSmartCardRemovalBehavior: z.enum([
        "noAction",
        "lockWorkstation",
        "forceLogoff",
        "disconnectRemoteDesktopSession",
      ]),
      localSecurityOptionsUseAdminApprovalMode: z.boolean(),
      localSecurityOptionsUseAdminApprovalModeForAdministrators: z.boolean(),
    },
  },
  windows10GeneralConfiguration: {
    inBoth: {
      passwordRequired: z.boolean(),
      passwordMinimumLength: int32.nullable(),
      cameraBlocked: z.boolean(),
      bluetoothBlocked: z.boolean(),
      lockScreenBlockActionCenterNotifications: z.boolean(),
      lockScreenBlockToastNotifications: z.boolean(),
      logonBlockFastUserSwitching: z.boolean(),
    },
    onlyInBeta: {
      authenticationPreferredAzureADTenantDomainName: text,
      authenticationWebSignIn: enablement,
    },
  },
  windowsIdentityProtectionConfiguration: {
    inBoth: undefined,
    onlyInBeta: {
      enhancedAntiSpoofingForFacialFeaturesEnabled: z.boolean(),
      pinExpirationInDays: int32.min(0).max(730).nullable(),
      pinLowercaseCharactersUsage: usage,
      pinMaximumLength: pinLength,
      pinMinimumLength: pinLength,
      pinPreviousBlockCount: int32.min(0).max(50).nullable(),
      pinRecoveryEnabled: z.boolean(),
      pinSpecialCharactersUsage: usage,
      pinUppercaseCharactersUsage: usage,
      securityDeviceRequired: z.boolean(),
      unlockWithBiometricsEnabled: z.boolean(),
      useCertificatesForOnPremisesAuthEnabled: z.boolean(),
      useSecurityKeyForSignin: z.boolean(),
      windowsHelloForBusinessBlocked: z.boolean().nullable(),
    },
  },
} as const;

/** The profile types that the tenant knows. Of two of them it has just some of their properties. */
export type DeviceConfigurationType = keyof typeof kinds;

const allTypes = Object.keys(kinds) as DeviceConfigurationType[];

/** The profile types that a version has, in alphabetical order. */
export function deviceConfigurationTypes(version: Version): DeviceConfigurationType[] {
  return allTypes.filter((type) => version === "beta" || kinds[type].inBoth !== undefined);
}

/** The properties that a profile type has of its own in a version. */
export function ownShape(type: DeviceConfigurationType, version: Version): Record<string, z.ZodType> {
  const { inBoth, onlyInBeta } = kinds[type];
  return { ...inBoth, ...(version === "beta" ? onlyInBeta : {}) };
}

/** What a profile shows where a property was never set: null, or what stands for "not configured" where it cannot be null. */
export function unsetValues(type: DeviceConfigurationType): Record<string, unknown> {
  const candidates = [null, false, "notConfigured", "noAction"];
  return Object.fromEntries(
    Object.entries(ownShape(type, "beta")).map(([name, schema]) => [
      name,
      candidates.find((candidate) => schema.safeParse(candidate).success),
    ]),
  );
}
