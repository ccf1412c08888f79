import { z } from "zod";
import type { Collection } from "../collection.ts";
import type { GraphRoute } from "../graph/call.ts";
import { instant, int32, text, texts } from "../graph/edm.ts";
import { readRoutes } from "../graph/read-routes.ts";

const enablement = z.enum(["notConfigured", "enabled", "disabled"]);
const usage = z.enum(["allowed", "required", "disallowed"]);

/** Every property of the tenant-wide policy for Windows Hello. Source: https://learn.microsoft.com/graph/api/resources/intune-onboarding-deviceenrollmentwindowshelloforbusinessconfiguration */
export const helloEnrollment = z.object({
  id: z.string(),
  createdDateTime: instant,
  description: text,
  deviceEnrollmentConfigurationType: z.string(),
  displayName: text,
  lastModifiedDateTime: instant,
  priority: int32,
  roleScopeTagIds: texts.nullable(),
  version: int32,
  enhancedBiometricsState: enablement,
  enhancedSignInSecurity: int32,
  pinExpirationInDays: int32,
  pinLowercaseCharactersUsage: usage,
  pinMaximumLength: int32,
  pinMinimumLength: int32,
  pinPreviousBlockCount: int32,
  pinSpecialCharactersUsage: usage,
  pinUppercaseCharactersUsage: usage,
  remotePassportEnabled: z.boolean(),
  securityDeviceRequired: z.boolean(),
  securityKeyForSignIn: enablement,
  state: enablement,
  unlockWithBiometricsEnabled: z.boolean(),
});

/** An enrolment policy as kept. */
export type EnrollmentConfiguration = z.output<typeof helloEnrollment> & { readonly "@odata.type": string };

type State = { readonly deviceEnrollmentConfigurations: Collection<EnrollmentConfiguration> };

/** Enrolment policies can only be read here, and only in beta. That the permission is enough is unverified. */
export const enrollmentConfigurationRoutes: readonly GraphRoute<State>[] = readRoutes<State>({
  path: "/deviceManagement/deviceEnrollmentConfigurations",
  type: "microsoft.graph.deviceEnrollmentConfiguration",
  service: "intune",
  permissions: ["DeviceManagementServiceConfig.Read.All", "DeviceManagementServiceConfig.ReadWrite.All"],
  onlyIn: "beta",
  shape: helloEnrollment.shape,
  filterable: ["displayName", "priority"],
  of: (state) => state.deviceEnrollmentConfigurations,
});
