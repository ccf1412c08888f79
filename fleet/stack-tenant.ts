import { plainText } from "../text/plain-text.ts";
import { FleetError } from "./errors.ts";
import type { FleetTenant } from "./fleet.ts";

/**
 * Refuses a stack that is deployed to another tenant than fleet.yaml has for it now: of what the state has, nothing would be
 * found, all of it would be created in the tenant that is named now, and the resources of the earlier one would belong to no
 * stack any more.
 *
 * @param outputs The stack's outputs, as its state has them. A stack that was never deployed has none.
 * @throws FleetError `stackOfOtherTenant`.
 */
export function refuseStackOfOtherTenant(
  { name, tenantId, stack }: Pick<FleetTenant, "name" | "tenantId" | "stack">,
  { omaUri }: Readonly<Record<string, unknown>>,
): void {
  // It has the tenant's ID, whichever kind the profile is.
  const [, found = tenantId] = /\/PassportForWork\/([0-9a-f-]{36})\//i.exec(String(omaUri)) ?? [];
  if (found.toLowerCase() !== tenantId) {
    throw new FleetError({
      code: "stackOfOtherTenant",
      message: plainText(
        `The stack ${stack} is deployed to the tenant ${found}, and fleet.yaml has ${tenantId} for ${name}.`,
      ),
      hint:
        "Nothing was changed. Correct `tenantId` or `stack` in fleet.yaml; another tenant gets a stack of its own. To leave " +
        "the earlier tenant, destroy its stack with the earlier ID first.",
    });
  }
}
