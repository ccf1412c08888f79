import { FleetError } from "../../errors.ts";

/** The state of a stack cannot be read. */
export function stateUnreadable(stack: string, reason: string): FleetError {
  return new FleetError({
    code: "stateUnreadable",
    message: `The state of ${stack} cannot be read: ${reason}.`,
    hint: "Check PULUMI_BACKEND_URL, and that `pulumi stack export` works on this stack with the same variables.",
  });
}
