import { readToken } from "../../cli/doctor/read/token.ts";
import type { Cloud } from "../../graph/cloud-table.ts";
import { chooseCredential } from "../../graph/credentials/choose.ts";
import { ExplainedError, type Explanation } from "../../text/explained-error.ts";
import { credentialSettingsOf } from "../credentials/environment.ts";
import { isWithoutConsent, notConsented } from "../credentials/without-consent.ts";
import type { FleetErrorCode } from "../error-codes.ts";
import type { FleetTenant } from "../fleet.ts";
import { type MissingPermissions, missingPermissions } from "./needed-permissions.ts";

/**
 * What a tenant's administrator consented to.
 * - `granted`: all that `up` needs.
 * - `partly`: the application signs in, and lacks permissions.
 * - `missing`: the tenant does not have the application.
 * - `unknown`: the sign-in failed for another reason, or the token does not say.
 */
type Consent = "granted" | "partly" | "missing" | "unknown";

/** How the sign-in to a tenant went, and what it permits. */
export type ConsentExamination = {
  /** Whether the tenant gave a token, for itself and no other tenant. */
  readonly isSignedIn: boolean;
  readonly consent: Consent;
  /** Empty where it is not known what is granted. */
  readonly missing: MissingPermissions;
  /** Why it is not signed in, or what is not known; absent where all is granted or `missing` says what is not. */
  readonly error?: Explanation;
};

export type ExamineOptions = {
  readonly env: NodeJS.ProcessEnv;
  readonly cloud: () => Promise<Cloud>;
  readonly signal: AbortSignal;
};

const nothingMissing: MissingPermissions = { scan: [], up: [] };

/**
 * Signs in to one tenant, and reads from the token which tenant it is for and which application permissions it has. That is
 * one sign-in; Graph is not asked. What fails is part of the result.
 *
 * @throws the signal's reason once it is aborted.
 */
export async function examineConsent(
  tenant: FleetTenant,
  { env, cloud, signal }: ExamineOptions,
): Promise<ConsentExamination> {
  try {
    const settings = await credentialSettingsOf(tenant, env, signal);
    const token = await chooseCredential(settings, cloud, { signal }).getToken(signal);
    return judge(tenant, token);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ExplainedError)) {
      throw error;
    }
    const { code, message, hint } = error;
    const isMissing = isWithoutConsent(error);
    return {
      isSignedIn: false,
      consent: isMissing ? "missing" : "unknown",
      missing: isMissing ? missingPermissions(new Set(), tenant.settings) : nothingMissing,
      error: isMissing ? notConsented(tenant) : { code, message, hint },
    };
  }
}

function judge(tenant: FleetTenant, token: string): ConsentExamination {
  const { permissions, tenantId } = readToken(token, tenant.tenantId);
  if (tenantId.known && tenantId.value !== tenant.tenantId) {
    return {
      isSignedIn: false,
      consent: "unknown",
      missing: nothingMissing,
      error: otherTenant(tenant, tenantId.value),
    };
  }
  if (!permissions.known) {
    const { code, message, hint } = permissions;
    return { isSignedIn: true, consent: "unknown", missing: nothingMissing, error: { code, message, hint } };
  }
  const missing = missingPermissions(permissions.value.names, tenant.settings);
  const isGranted = missing.scan.length === 0 && missing.up.length === 0;
  return { isSignedIn: true, consent: isGranted ? "granted" : "partly", missing };
}

/** What is said of a tenant whose credential signs in to another one. */
export function otherTenant({ name, tenantId }: FleetTenant, found: string): Explanation<FleetErrorCode> {
  return {
    code: "otherTenant",
    message: `The credential for tenant ${name} signs in to ${found}, and not to ${tenantId}.`,
    hint: "Give the tenant a credential that signs in to it: a managed identity or Azure CLI by itself signs in to its own tenant.",
  };
}
