import type { Cloud } from "../cloud-table.ts";
import { adminConsentLink } from "./admin-consent-link.ts";

type SignIn = {
  readonly cloud: Cloud;
  readonly tenant: string;
  readonly clientId: string;
  readonly signInCommand: string;
};

/**
 * What a person does about a code of Microsoft Entra; undefined where it takes no other words than an application's.
 * Source: https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
export function personHint(code: string | undefined, signIn: SignIn): string | undefined {
  const { tenant, clientId, signInCommand } = signIn;
  switch (code) {
    case "AADSTS65001":
    case "AADSTS65004":
    case "AADSTS90008":
    case "AADSTS90094":
      return `An administrator of the tenant must consent to the application, once, for everyone:\n${adminConsentLink(signIn.cloud, tenant, clientId)}`;
    case "AADSTS70016":
    case "AADSTS70019":
    case "AADSTS70020":
      return `Nobody entered the code in time: run the command again, and enter the new code on the page that it names.`;
    case "AADSTS50011":
      return "Add the redirect URI http://localhost to the application, under Authentication > Mobile and desktop applications.";
    case "AADSTS700016":
      return `The tenant ${tenant} has no application ${clientId}: give both with --tenant and --client-id of \`${signInCommand}\`.`;
    case "AADSTS650057":
      return `The application ${clientId} does not ask for a permission that this needs, such as Azure Key Vault's: \`setup-app --client-id ${clientId} --vault NAME --apply\` adds that, and an administrator consents again.`;
    case "AADSTS7000218":
      return `The application ${clientId} is no public client: turn on "Allow public client flows" under its Authentication.`;
    case "AADSTS50020":
    case "AADSTS50034":
      return `Choose an account of the tenant ${tenant}, or sign in to another one with --tenant of \`${signInCommand}\`.`;
    case "AADSTS50105":
      return "An administrator must assign you to the application: Enterprise applications > Users and groups.";
    case "AADSTS90002":
    case "AADSTS900023":
      return `Check --tenant of \`${signInCommand}\`; a tenant of a national cloud needs ARM_ENVIRONMENT too.`;
    default:
      return undefined;
  }
}
