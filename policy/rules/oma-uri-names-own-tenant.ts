import { isGuid } from "../../domain/guid.ts";
import { readRecoveryNode, setsPinRecovery } from "../../domain/recovery-node.ts";
import { type Declared, resourcePolicy, type Violation } from "../policies.ts";
import { quoted } from "../resources.ts";
import { elementsAt, textAt } from "../values.ts";

type Config = { readonly tenantIds?: readonly string[] };

/** Where the tenant's ID is read from beside the provider: by name, a setting of the stack or a variable. */
export type Surroundings = (
  name: "pin-reset:tenantId" | "azuread:tenantId" | "ARM_TENANT_ID",
) => string | undefined;

const segment = /\/PassportForWork\/\{?([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})\}?\//i;

/** Devices ignore a setting of Windows Hello that names another tenant, or this one in another form. */
export function omaUriNamesOwnTenant(surroundings: Surroundings) {
  return resourcePolicy<Config>(
    {
      name: "oma-uri-names-own-tenant",
      displayName: "OMA-URIs name the stack's own tenant",
      description:
        "An OMA-URI of Windows Hello names the tenant that the stack is for: devices ignore any other.",
      severity: "high",
      configSchema: {
        properties: {
          tenantIds: {
            type: "array",
            items: { type: "string" },
            default: [],
            description: "The tenants that may be named, in place of the one that the provider signs in to.",
          },
        },
      },
      concerns: /^intune:index:WindowsCustomConfiguration$/,
    },
    ({ inputs, provider }, config) => {
      const tenants = tenantsOf(config, provider, surroundings);
      return elementsAt(inputs, "omaSettings").flatMap((setting) => {
        const omaUri = textAt(setting, "omaUri");
        return omaUri === undefined ? [] : faultsOf(omaUri, tenants);
      });
    },
  );
}

/**
 * The tenants that an OMA-URI may name; none where it is not known which. A provider of its own says where it signs in, by a
 * setting or by the environment; the settings of the stack are about the default ones.
 */
function tenantsOf(
  { tenantIds = [] }: Config,
  provider: Declared["provider"],
  surroundings: Surroundings,
): readonly string[] {
  const isDefault = provider === undefined || /::default(?:_|$)/.test(provider.urn);
  const signedIn = [
    provider && textAt(provider.inputs, "tenantId"),
    isDefault ? surroundings("pin-reset:tenantId") : undefined,
    surroundings("ARM_TENANT_ID"),
    isDefault ? surroundings("azuread:tenantId") : undefined,
  ].find((id) => id !== undefined && isGuid(id));
  const named = tenantIds.length > 0 ? tenantIds : signedIn === undefined ? [] : [signedIn];
  return named.map((id) => id.toLowerCase());
}

function faultsOf(omaUri: string, tenants: readonly string[]): readonly Violation[] {
  const named = segment.exec(omaUri)?.[1];
  if (setsPinRecovery(omaUri)) {
    // Without a tenant to compare with, the form of the one that it names is judged.
    const expected = tenants.length > 0 ? tenants : [named?.toLowerCase() ?? "<tenant ID>"];
    const read = expected.map((tenant) => readRecoveryNode(omaUri, tenant));
    const [first] = read;
    return first === undefined || first.kind === "right" || read.some(({ kind }) => kind === "right")
      ? []
      : [
          {
            message: `The OMA-URI ${quoted(omaUri)} ${faults[first.kind]}.`,
            hint: `Write ${quoted(first.meant)}.`,
          },
        ];
  }
  if (named === undefined || tenants.length === 0 || tenants.includes(named.toLowerCase())) {
    return [];
  }
  const hint = `Write ${tenants.map(quoted).join(" or ")} in its place, or sign in to the tenant that is meant.`;
  return [{ message: `The OMA-URI ${quoted(omaUri)} ${faults.otherTenant}.`, hint }];
}

const faults = {
  otherTenant: "names another tenant than the stack's own",
  braces: "has braces around the tenant's ID, with which devices do not know it",
  placeholder: "names no tenant by its ID",
  spelling: "is not spelled as devices know it: they compare it with regard to case",
  policyForm: "has the form of the Policy CSP, in which EnablePinRecovery does not exist",
} as const;
