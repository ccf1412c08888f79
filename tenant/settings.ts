import { z } from "zod";
import { deviceLimitsSchema, reportLimitsSchema } from "./intune/limits.ts";
import { approvalsSchema } from "./intune/schemas/approval-requests.ts";

/** The schema of the settings, as `/_tenant/settings` takes it. */
export const settingsSchema = z.strictObject({
  /** How long an access token is valid, in seconds. */
  tokenLifetimeSeconds: z.number().int(),
  /** How long a device code can be entered, in seconds. */
  deviceCodeSeconds: z.number().int().positive(),
  /** How long a client must wait before it asks again about a device code, in seconds. */
  deviceCodeIntervalSeconds: z.number().int().positive(),
  /** How many objects a page of a list holds at most; undefined: as Graph does (100, Intune 1000). */
  pageSize: z.number().int().positive().optional(),
  /** How long each request over the wire takes besides the work, in milliseconds. */
  latencyMilliseconds: z.number().nonnegative(),
  /** How long a device takes to respond to a passcode reset, in milliseconds. */
  passcodeDelayMilliseconds: z.number().nonnegative(),
  /** How long Azure takes to write a federated credential, in milliseconds: another one of the same identity is refused meanwhile. */
  credentialWriteMilliseconds: z.number().nonnegative(),
  /** In which form getOmaSettingPlainTextValue returns XML: both were seen. */
  plainTextOfXml: z.enum(["text", "base64"]),
  /** How many requests for managed devices are served in a period; undefined: any number. */
  deviceLimits: deviceLimitsSchema.optional(),
  /** How many identity reports are served in a period; undefined: any number. */
  reportLimits: reportLimitsSchema.optional(),
  /** Whether the tenant has Microsoft Entra ID P1 or P2, which the identity reports need. */
  hasPremiumLicense: z.boolean(),
  /** What v1.0 shows of profiles whose type only beta has: nothing, or what every profile has. Which it is, is unverified. */
  betaOnlyProfilesInV1: z.enum(["hidden", "asBaseType"]),
  /** Whether the permissions for configurations are enough for script packages, as before mid-2025; that this has ended is unverified. */
  scriptsByConfigurationPermissions: z.boolean(),
  /** How many settings of a policy `$expand=settings` shows before it gives a link to the rest; undefined: all, as seen with up to 118. */
  expandedSettings: z.number().int().positive().optional(),
  /** Which writes are held until a second administrator approves them; undefined: none. */
  approvals: approvalsSchema.optional(),
});

/** How the tenant behaves, apart from what it keeps. */
export type TenantSettings = z.output<typeof settingsSchema>;

/** How a tenant behaves at the start. */
export const defaultSettings: TenantSettings = {
  tokenLifetimeSeconds: 3599,
  deviceCodeSeconds: 900,
  deviceCodeIntervalSeconds: 5,
  pageSize: undefined,
  latencyMilliseconds: 0,
  passcodeDelayMilliseconds: 3000,
  credentialWriteMilliseconds: 50,
  plainTextOfXml: "text",
  deviceLimits: undefined,
  reportLimits: undefined,
  hasPremiumLicense: true,
  betaOnlyProfilesInV1: "hidden",
  scriptsByConfigurationPermissions: false,
  expandedSettings: undefined,
  approvals: undefined,
};
