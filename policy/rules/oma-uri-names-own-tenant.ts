import { isGuid } from "../../domain/guid.ts";
import {
  type RecoveryNode,
  readRecoveryNode,
  setsPinRecovery,
  tenantFault,
} from "../../domain/recovery-node.ts";
import { type Declared, resourcePolicy, type Violation } from "../policies.ts";
import { quoted } from "../resources.ts";
import { elementsAt, textAt, valueAt } from "../values.ts";

type Config = { readonly tenantIds?: readonly string[] };

/** Where the tenant's ID is read from beside the provider: by name, a setting of the stack or a variable. */
export type Surroundings = (
  name: "pin-reset:tenantId" | "azuread:tenantId" | "ARM_TENANT_ID",
) => string | undefined;

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
  const signedIn = signedInOf(provider, surroundings);
  const named = tenantIds.length > 0 ? tenantIds : signedIn === undefined ? [] : [signedIn];
  return named.map((id) => id.toLowerCase());
}

function signedInOf(provider: Declared["provider"], surroundings: Surroundings): string | undefined {
  const own = provider ? valueAt(provider.inputs, "tenantId") : null;
  if (own !== null && own !== "") {
    // The environment may be for another tenant than a provider that names its own, by a domain or by what is not known yet.
    return typeof own === "string" && isGuid(own) ? own : undefined;
  }
  const isDefault = provider === undefined || /::default(?:_|$)/.test(provider.urn);
  return [
    isDefault ? surroundings("pin-reset:tenantId") : undefined,
    surroundings("ARM_TENANT_ID"),
    isDefault ? surroundings("azuread:tenantId") : undefined,
  ].find((id) => id !== undefined && isGuid(id));
}

function faultsOf(omaUri: string, tenants: readonly string[]): readonly Violation[] {
  const named = tenantNamedBy(omaUri);
  const bare = named?.replace(/^\{|\}$/g, "") ?? "";
  // Without a tenant to compare with, the form of the one that it names is judged.
  const expected = tenants.length > 0 ? tenants : [isGuid(bare) ? bare.toLowerCase() : "<tenant ID>"];
  const read = expected.map((tenant) =>
    setsPinRecovery(omaUri) ? readRecoveryNode(omaUri, tenant) : readOther(omaUri, named, tenant),
  );
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

/** What stands for the tenant in an OMA-URI of Windows Hello: settings of the whole device have none. */
function tenantNamedBy(omaUri: string): string | undefined {
  const [, named, below = ""] = /\/PassportForWork\/([^/]+)\/(.*)/i.exec(omaUri) ?? [];
  const isTenant =
    named !== undefined && (/^Policies\//i.test(below) || isGuid(named.replace(/^\{|\}$/g, "")));
  return isTenant ? named : undefined;
}

type Read = { readonly kind: "right" } | Exclude<RecoveryNode, { readonly kind: "right" }>;

/** A setting of Windows Hello beside EnablePinRecovery names the tenant in the same form. */
function readOther(omaUri: string, named: string | undefined, tenant: string): Read {
  if (named === undefined || named === tenant) {
    return { kind: "right" };
  }
  const meant = omaUri.replace(/(\/PassportForWork\/)[^/]+/i, (_, before) => `${before}${tenant}`);
  return { kind: tenantFault(named, tenant), meant };
}

const faults = {
  otherTenant: "names another tenant than the stack's own",
  braces: "has braces around the tenant's ID, with which devices do not know it",
  placeholder: "names no tenant by its ID",
  spelling: "is not spelled as devices know it: they compare it with regard to case",
  policyForm: "has the form of the Policy CSP, in which EnablePinRecovery does not exist",
} as const;
