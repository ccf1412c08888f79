import { z } from "zod";
import { publishedCloudNames } from "../graph/cloud-table.ts";
import { defaultRetrySeconds, longestRetrySeconds } from "../graph/retry.ts";
import { booleanSetting, numberSetting } from "../provider/provider.ts";
import { justificationIssue, longestGiven } from "./approvals.ts";

const setting = (description: string) => z.string().optional().describe(description);
const flag = (description: string) => booleanSetting.optional().describe(description);
const secret = (description: string) => z.string().optional().meta({ description, secret: true });

/** What the provider is configured with. A setting whose description is marked as secret is kept encrypted by the engine. */
export const configuration = z.strictObject({
  tenantId: setting("The tenant's id or domain. Else ARM_TENANT_ID."),
  clientId: setting("The application (client) id. Else ARM_CLIENT_ID."),
  clientSecret: secret("The application's secret. Else ARM_CLIENT_SECRET."),
  clientCertificatePath: setting("A PEM or PFX file. Else ARM_CLIENT_CERTIFICATE_PATH."),
  clientCertificatePassword: secret("The PFX file's password. Else ARM_CLIENT_CERTIFICATE_PASSWORD."),
  useOidc: flag("Sign in with a pipeline's OIDC token. Else ARM_USE_OIDC."),
  oidcToken: secret("The OIDC token itself. Else ARM_OIDC_TOKEN."),
  oidcTokenFilePath: setting("A file that holds the OIDC token. Else ARM_OIDC_TOKEN_FILE_PATH."),
  oidcRequestUrl: setting(
    "Where the pipeline gives OIDC tokens. Else ARM_OIDC_REQUEST_URL or the pipeline's own.",
  ),
  oidcRequestToken: secret(
    "What the pipeline asks for there. Else ARM_OIDC_REQUEST_TOKEN or the pipeline's own.",
  ),
  adoServiceConnectionId: setting(
    "The Azure Pipelines service connection. Else ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID.",
  ),
  useMsi: flag("Sign in as the machine's managed identity. Else ARM_USE_MSI."),
  useCli: flag("Sign in as the user of Azure CLI. Else ARM_USE_CLI."),
  environment: setting(`${publishedCloudNames}. Else ARM_ENVIRONMENT.`),
  metadataHost: setting("The host of a private cloud's environment document. Else ARM_METADATA_HOSTNAME."),
  retryTimeoutSeconds: numberSetting
    .refine((seconds) => seconds > 0, "must be more than 0")
    .refine(
      (seconds) => seconds <= longestRetrySeconds,
      `must be at most ${longestRetrySeconds}, some 24 days`,
    )
    .optional()
    .describe(
      `How long one call of Graph is repeated while it is throttled or unavailable; ${defaultRetrySeconds} by default.`,
    ),
  allowUndocumentedCloud: flag(
    "Work in a cloud for which Microsoft does not document what is used; false by default.",
  ),
  approvalJustification: z
    .string()
    .max(longestGiven, justificationIssue)
    .optional()
    .describe(
      "Why the writes of a run are made, for the second administrator who approves them where the tenant asks for one " +
        "(Multi Admin Approval). Else INTUNE_APPROVAL_JUSTIFICATION.",
    ),
  readEncryptedValues: flag(
    "Whether to read what Intune keeps encrypted, for which Graph asks for the permission to write; with false it is " +
      "compared by its reference alone. Else INTUNE_READ_ENCRYPTED_VALUES; true by default.",
  ),
});
