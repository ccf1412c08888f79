/** The AADSTS code in what Microsoft Entra said, if there is one. */
export function entraCode(text: string): string | undefined {
  return /AADSTS\d+/.exec(text)?.[0];
}

/**
 * The hint for a code of Microsoft Entra:
 * https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
export function entraHint(code: string | undefined): string | undefined {
  return code === undefined ? undefined : hints.get(code);
}

const tenantHint =
  "Check tenantId (ARM_TENANT_ID); a tenant of a national cloud needs environment (ARM_ENVIRONMENT) too.";
const federatedHint =
  "Give the app registration a federated credential whose issuer, subject and audience are exactly this token's.";
const certificateHint =
  "Upload the certificate of clientCertificatePath (ARM_CLIENT_CERTIFICATE_PATH) to the app registration of " +
  "clientId (ARM_CLIENT_ID), or sign in with one that is there.";
const secretHint =
  "Make a new secret for the app registration, and give its value in clientSecret (ARM_CLIENT_SECRET).";

const hints = new Map([
  ["AADSTS90002", tenantHint],
  ["AADSTS900023", tenantHint],
  [
    "AADSTS700016",
    "Check clientId (ARM_CLIENT_ID): the directory of tenantId (ARM_TENANT_ID) has no such app; consent may be missing.",
  ],
  ["AADSTS7000112", "Enable sign-in for this app under Enterprise applications."],
  [
    "AADSTS7000215",
    "Check clientSecret (ARM_CLIENT_SECRET): it must be a secret's value, not its ID, and this app's own.",
  ],
  ["AADSTS7000222", secretHint],
  ["AADSTS700027", certificateHint],
  [
    "AADSTS700024",
    "The OIDC token is not valid at this time: get a new one, and check this machine's clock.",
  ],
  ["AADSTS70021", federatedHint],
  ["AADSTS700211", federatedHint],
  ["AADSTS700212", federatedHint],
  ["AADSTS700213", federatedHint],
  [
    "AADSTS900382",
    "The app is of another cloud: check environment (ARM_ENVIRONMENT) and tenantId (ARM_TENANT_ID).",
  ],
  [
    "AADSTS53003",
    "A Conditional Access policy blocks this sign-in: exclude the app or sign in from where it allows.",
  ],
]);
