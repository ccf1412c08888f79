import { getClientConfig } from "@pulumi/azuread/getClientConfig.js";
import type { InvokeOptions } from "@pulumi/pulumi";
import { z } from "zod";
import { hintLines, type Issue, issuesError } from "../settings/issues.ts";
import { argumentsOf, setCommand, settingName } from "../settings/names.ts";
import { known } from "./not-known-yet.ts";
import { providerMessage, signInHint } from "./provider-errors.ts";

/**
 * The tenant that azuread is signed in to.
 * Source: https://www.pulumi.com/registry/packages/azuread/api-docs/getclientconfig/
 *
 * @param options The component whose provider is asked, where it is one of its own.
 * @throws RunError where its sign-in fails, and NotKnownYet.
 */
export async function azureadTenant(options: InvokeOptions = {}): Promise<string> {
  const { tenantId } = known(await getClientConfig(options).catch(notSignedIn));
  return tenantId;
}

function notSignedIn(error: unknown): never {
  throw issuesError([
    {
      code: "signInFailed",
      message: `azuread could not sign in: ${providerMessage(error)}`,
      hint: signInHint(error),
    },
  ]);
}

/**
 * What is wrong with the tenants that both providers are signed in to, if anything. `expected` is that of the settings;
 * the Intune provider's is undefined where its token does not say.
 */
export function tenantIssue(
  expected: string | undefined,
  azuread: string,
  intune: string | undefined,
): Issue | undefined {
  if (intune !== undefined && intune.toLowerCase() !== azuread.toLowerCase()) {
    if (!z.guid().safeParse(azuread).success) {
      return tenantByName(azuread, expected ?? intune);
    }
    return twoTenants(azuread, intune, expected ?? azuread);
  }
  return expected && expected !== azuread.toLowerCase() ? otherTenant(expected, azuread) : undefined;
}

/** A component may have providers of its own, which neither the environment nor the stack's settings sign in. */
function ownProviders(meant: string): string[] {
  return argumentsOf() === undefined
    ? []
    : [
        `Give ${argumentsOf()} both providers of one tenant, each with tenantId ${meant}: the option providers: [azuread, intune].`,
        "Where it has none of its own:",
      ];
}

function twoTenants(azuread: string, intune: string, meant: string): Issue {
  return {
    code: "twoTenants",
    message: `azuread is signed in to the tenant ${azuread}, and intune to the tenant ${intune}: the consent would be given in one, and the profile created in the other`,
    hint: hintLines(
      ...ownProviders(meant),
      `Sign both in to one tenant: set ARM_TENANT_ID to it, without azuread:tenantId and intune:tenantId; or, if ${meant} is meant:`,
      `pulumi config set azuread:tenantId ${meant}`,
      `pulumi config set intune:tenantId ${meant}`,
    ),
  };
}

/** azuread gives the tenant as it was told it: a domain name says nothing of which tenant that is. */
function tenantByName(azuread: string, meant: string): Issue {
  return {
    code: "tenantByName",
    message: `azuread signs in to the tenant by the name ${azuread}, and the profile needs the tenant's ID`,
    hint: hintLines(
      ...ownProviders(meant),
      `Name the tenant by its ID: set ARM_TENANT_ID to it, without azuread:tenantId; or, if ${meant} is meant:`,
      `pulumi config set azuread:tenantId ${meant}`,
    ),
  };
}

function otherTenant(expected: string, actual: string): Issue {
  return {
    code: "otherTenant",
    message: `${settingName(["tenantId"])} is ${expected}, but the sign-in is to the tenant ${actual}: a profile made for another tenant does nothing`,
    hint: hintLines(
      ...ownProviders(expected),
      `Sign in to ${expected} (ARM_TENANT_ID, or az login --tenant ${expected}); or, if ${actual} is meant:`,
      setCommand(["tenantId"], actual),
    ),
  };
}
