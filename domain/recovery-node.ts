import { isGuid } from "./guid.ts";

/** Whom a policy of the Passport for Work CSP reaches: everyone on the device, or the user it is assigned to. */
export type NodeScope = "device" | "user";

const roots: Readonly<Record<NodeScope, string>> = { device: "./Device", user: "./User" };

/**
 * The OMA-URI of EnablePinRecovery. `tenantId` is the directory's GUID without braces. Intune compares an OMA-URI with
 * regard to case, and a device ignores one that names another tenant.
 * Source: https://learn.microsoft.com/windows/client-management/mdm/passportforwork-csp
 */
export function enablePinRecoveryUri(tenantId: string, scope: NodeScope): string {
  return `${roots[scope]}/Vendor/MSFT/PassportForWork/${tenantId}/Policies/EnablePinRecovery`;
}

/** Whether an OMA-URI sets EnablePinRecovery, in any form, or is meant to. */
export function setsPinRecovery(omaUri: string): boolean {
  return /EnablePinRecovery/i.test(omaUri);
}

/**
 * What an OMA-URI that ends in EnablePinRecovery is: the node itself (`implied` where the scope is left out, which
 * devices take for the device's), or how it goes wrong. `meant` is what it should read.
 */
export type RecoveryNode =
  | { readonly kind: "right"; readonly scope: NodeScope; readonly implied: boolean }
  | {
      readonly kind: "policyForm" | "braces" | "placeholder" | "otherTenant" | "spelling";
      readonly meant: string;
    };

const policyForm = /^\.\/(?:(?:device|user)\/)?vendor\/msft\/policy\/(?:config\/)?passportforwork\//i;
const nodeForm =
  /^\.\/(?:(device|user)\/)?vendor\/msft\/passportforwork\/([^/]*)\/policies\/enablepinrecovery$/i;

/**
 * Reads an OMA-URI as the Passport for Work CSP does: with regard to case, and for this tenant's id alone, a GUID
 * without braces.
 * Source: https://learn.microsoft.com/windows/client-management/mdm/passportforwork-csp
 */
export function readRecoveryNode(omaUri: string, tenantId: string): RecoveryNode {
  const scope: NodeScope = /^\s*\.\/user\//i.test(omaUri) ? "user" : "device";
  const meant = enablePinRecoveryUri(tenantId, scope);
  if (omaUri === meant) {
    return { kind: "right", scope, implied: false };
  }
  if (omaUri === meant.replace("./Device/", "./")) {
    return { kind: "right", scope, implied: true };
  }
  if (policyForm.test(omaUri.trim())) {
    return { kind: "policyForm", meant };
  }
  const [, , tenant] = nodeForm.exec(omaUri.trim()) ?? [];
  return { kind: tenant === undefined ? "spelling" : tenantFault(tenant, tenantId), meant };
}

/**
 * How what stands for the tenant in an OMA-URI goes wrong.
 *
 * @param tenant It does not equal the ID.
 * @param tenantId In lower case, without braces.
 */
export function tenantFault(
  tenant: string,
  tenantId: string,
): "braces" | "placeholder" | "otherTenant" | "spelling" {
  if (tenant.toLowerCase() === tenantId) {
    return "spelling";
  }
  const bare = tenant.replace(/^\{|\}$/g, "");
  if (!isGuid(bare)) {
    return "placeholder";
  }
  return bare === tenant ? "otherTenant" : "braces";
}
