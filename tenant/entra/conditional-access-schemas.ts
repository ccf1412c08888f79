import { z } from "zod";
import { flag, instant, opaque, text, texts } from "../graph/edm.ts";

const platform = z.enum(["android", "iOS", "windows", "windowsPhone", "macOS", "all", "linux"]);
const clientApp = z.enum([
  "all",
  "browser",
  "mobileAppsAndDesktopClients",
  "exchangeActiveSync",
  "easSupported",
  "other",
]);

const conditions = z.object({
  applications: z
    .object({ includeApplications: texts, excludeApplications: texts.optional() })
    .loose()
    .nullish(),
  clientAppTypes: z.array(clientApp).optional(),
  devices: opaque.optional(),
  locations: opaque.optional(),
  platforms: z
    .object({ includePlatforms: z.array(platform), excludePlatforms: z.array(platform).optional() })
    .nullish(),
  signInRiskLevels: texts.optional(),
  userRiskLevels: texts.optional(),
  users: z
    .object({
      includeUsers: texts.optional(),
      excludeUsers: texts.optional(),
      includeGroups: texts.optional(),
      excludeGroups: texts.optional(),
    })
    .loose()
    .nullish(),
});

/** Source: https://learn.microsoft.com/graph/api/resources/conditionalaccesspolicy */
const conditionalAccessPolicy = z.object({
  id: z.guid(),
  conditions: conditions.loose(),
  createdDateTime: instant.nullable(),
  deletedDateTime: instant.nullable(),
  description: text,
  displayName: z.string(),
  grantControls: opaque,
  modifiedDateTime: instant.nullable(),
  sessionControls: opaque,
  state: z.enum(["enabled", "disabled", "enabledForReportingButNotEnforced"]),
  templateId: text,
});

/** A policy with what became of it in an evaluation. Source: https://learn.microsoft.com/graph/api/resources/whatifanalysisresult */
export const whatIfAnalysisResult = conditionalAccessPolicy.extend({
  analysisReasons: z.string(),
  policyApplies: z.boolean(),
});

const deviceInfo = z.strictObject({
  "@odata.type": z.string().optional(),
  deviceId: text.optional(),
  displayName: text.optional(),
  isCompliant: flag.optional(),
  operatingSystem: text.optional(),
  operatingSystemVersion: text.optional(),
  ownership: text.optional(),
  trustType: text.optional(),
});

/** The body of an evaluation: one user and one application. Source: https://learn.microsoft.com/graph/api/conditionalaccessroot-evaluate */
export const evaluateBody = z.strictObject({
  signInIdentity: z.strictObject({
    "@odata.type": z.string().regex(/^#?microsoft\.graph\.userSignIn$/),
    userId: z.guid(),
  }),
  signInContext: z.strictObject({
    "@odata.type": z.string().regex(/^#?microsoft\.graph\.applicationContext$/),
    includeApplications: z.tuple([z.guid()]),
  }),
  signInConditions: z.strictObject({
    authenticationFlow: opaque.optional(),
    clientAppType: clientApp.nullish(),
    country: text.optional(),
    deviceInfo: deviceInfo.nullish(),
    devicePlatform: platform.nullish(),
    insiderRiskLevel: text.optional(),
    ipAddress: text.optional(),
    servicePrincipalRiskLevel: text.optional(),
    signInRiskLevel: text.optional(),
    userRiskLevel: text.optional(),
  }),
  appliedPoliciesOnly: flag.optional(),
});

/** A policy of conditional access; what is left out reads null. */
export type ConditionalAccessPolicy = Partial<z.output<typeof conditionalAccessPolicy>> &
  Pick<z.output<typeof conditionalAccessPolicy>, "id" | "displayName" | "state" | "conditions">;
/** A sign-in to evaluate. */
export type Evaluation = z.output<typeof evaluateBody>;
