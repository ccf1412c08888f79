import { messageOf } from "../text/message-of.ts";
import { plainText } from "../text/plain-text.ts";

/** The provider's own words, on one line of at most 400 characters, without the engine's words around them. */
export function providerMessage(error: unknown): string {
  const message = messageOf(error);
  const words = message
    .replace(/(?:invocation of|invoking) [\w:/]+(?: returned an error)?:/g, "")
    .replace(/\b\d+ errors? occurred:/g, "")
    .replace(/^\s*\*\s+/gm, "")
    .replace(/\s+/g, " ")
    .trim();
  return plainText(words).slice(0, 400);
}

const signInHints: readonly (readonly [RegExp, string])[] = [
  [
    /AADSTS70002(?:15|22)/,
    "Put a secret of this app registration that is still valid into ARM_CLIENT_SECRET: its value, not its ID",
  ],
  [
    /AADSTS700016/,
    "Check ARM_CLIENT_ID, the application (client) ID, and that ARM_TENANT_ID is the tenant that has it",
  ],
  [/AADSTS90002(?:3|\b)/, "Check ARM_TENANT_ID; a tenant of a national cloud needs ARM_ENVIRONMENT too"],
  [
    /x509:|unable to verify|self-signed certificate/,
    "Give the PEM file of that host's authority in NODE_EXTRA_CA_CERTS and in SSL_CERT_FILE, and run this again",
  ],
  [
    /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|connection refused|no such host|i\/o timeout/,
    "Check the network, and ARM_METADATA_HOSTNAME or ARM_ENVIRONMENT, which choose the host; then run this again",
  ],
  [
    /is no cloud|(?:unknown|unsupported|invalid) environment/i,
    "Set ARM_ENVIRONMENT to public, usgovernmentl4, usgovernmentl5 or china, or leave it out",
  ],
];

const everyWay =
  "Set ARM_TENANT_ID, ARM_CLIENT_ID and one of ARM_CLIENT_SECRET, ARM_CLIENT_CERTIFICATE_PATH,\n" +
  "ARM_USE_OIDC=true or ARM_USE_MSI=true; or sign in with: az login --allow-no-subscriptions";

/**
 * What to do about a sign-in of azuread that failed: by the code of Entra, or what the network said, where the text
 * has one; otherwise every way to sign in.
 * Source: https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
export function signInHint(error: unknown): string {
  return signInHints.find(([sign]) => sign.test(String(error)))?.[1] ?? everyWay;
}
