import type { Cloud } from "../../../graph/cloud-table.ts";
import { chooseCredential } from "../../../graph/credentials/choose.ts";
import { CredentialError } from "../../../graph/credentials/errors.ts";
import type { CredentialSettings } from "../../../graph/credentials/settings.ts";
import type { Facts } from "../facts.ts";
import { known, type Problem } from "../finding.ts";
import { attempt } from "./attempt.ts";
import { readToken } from "./token.ts";

/**
 * Signs in, and reads from the token which tenant it is for and what it permits; of the token itself nothing is
 * kept.
 * @throws GraphError `cancelled`.
 */
export async function readSignIn(
  settings: CredentialSettings,
  cloud: () => Promise<Cloud>,
  signal: AbortSignal,
): Promise<Pick<Facts, "signIn" | "permissions" | "tenantId">> {
  const signedIn = await attempt(async () => {
    const source = chooseCredential(settings, cloud, { signal });
    return { way: source.description, token: readToken(await source.getToken(signal), settings.tenantId) };
  }, refusal);
  if (!signedIn.known) {
    return { signIn: signedIn, permissions: signedIn, tenantId: signedIn };
  }
  const { value } = signedIn;
  if ("refused" in value) {
    const { code, hint } = value.refused;
    const unknown = { known: false as const, code, message: "The sign-in was refused.", hint };
    return { signIn: known(value), permissions: unknown, tenantId: unknown };
  }
  return { signIn: known({ way: value.way }), ...value.token };
}

/** A refusal of the sign-in is itself something to know; what may pass is not. */
function refusal(error: unknown): { refused: Problem } | undefined {
  if (!(error instanceof CredentialError) || error.passing) {
    return undefined;
  }
  const { code, message, hint = "Check the ARM_* variables." } = error;
  return { refused: { code, message, hint } };
}
