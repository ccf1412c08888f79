import { pinResetApps } from "../../domain/applications.ts";
import { type Made, stackPolicy } from "../policies.ts";
import { partsOfUrn, types } from "../resources.ts";
import { textAt } from "../values.ts";

type Config = { readonly keptPrincipals?: readonly string[] };

/** The component that declares the principals of PIN reset, with `retainOnDelete`. */
const keeper = "pin-reset:index:PinResetConsent";

/**
 * The tenants that Microsoft's own applications belong to.
 * Source: https://learn.microsoft.com/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in
 */
const tenantsOfMicrosoft = ["f8cdef31-a31e-4b4a-93e4-5f571e91255a", "72f988bf-86f1-41af-91ab-2d7cd011db47"];

/** Azure AD Graph, Microsoft Graph and others of the oldest: a preview knows their application IDs alone. */
const oldestApplications = /^[\da-f]{8}-0000-0000-c000-000000000000$/i;

/**
 * azuread deletes a principal even where it only adopted it, and a first-party application deleted so has broken tenants:
 * https://github.com/pulumi/pulumi-azuread/issues/2045. The engine does not tell policies of `retainOnDelete`, so that
 * whoever declares a principal outside the component must protect it, or say that it is kept.
 * Source: https://github.com/pulumi/pulumi/blob/v3.259.0/proto/pulumi/analyzer.proto
 */
export const firstPartyPrincipalsKept = stackPolicy<Config>(
  {
    name: "first-party-principals-kept",
    displayName: "Principals of Microsoft's applications are kept",
    description:
      "No `destroy` deletes the service principal of an application of Microsoft's: that has broken tenants.",
    severity: "critical",
    configSchema: {
      properties: {
        keptPrincipals: {
          type: "array",
          items: { type: "string" },
          default: [],
          description:
            "Names of resources that the program declares with retainOnDelete: a policy cannot see that option.",
        },
      },
    },
  },
  (resources, { keptPrincipals = [] }) =>
    resources
      .filter(({ type }) => type === types.servicePrincipal)
      .filter(isOfMicrosoft)
      .filter(({ name, urn, protect }) => !protect && !isOfConsent(urn) && !keptPrincipals.includes(name))
      .map((of) => ({
        of,
        message: `Nothing shows that it is kept when the stack is destroyed, and the application ${clientIdOf(of)} is Microsoft's.`,
        hint:
          "Declare it by PinReset or PinResetConsent; or with retainOnDelete: true, and add its name to keptPrincipals of " +
          "this policy's configuration, since the engine does not tell policies of that option; or with protect: true.",
      })),
);

function isOfMicrosoft(principal: Made): boolean {
  const clientId = clientIdOf(principal).toLowerCase();
  const owner = textAt(principal.outputs, "applicationTenantId")?.toLowerCase() ?? "";
  const pinReset: readonly string[] = Object.values(pinResetApps);
  return (
    pinReset.includes(clientId) || oldestApplications.test(clientId) || tenantsOfMicrosoft.includes(owner)
  );
}

function clientIdOf({ outputs }: Made): string {
  return textAt(outputs, "clientId") ?? "of an unknown ID";
}

function isOfConsent(urn: string): boolean {
  return partsOfUrn(urn).types.includes(keeper);
}
