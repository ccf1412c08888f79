import { z } from "zod";

/**
 * What is done to each tenant of a run. `scan` compares the stack's state with what Graph returns and starts no engine; the
 * others run the Pulumi engine. `heal` restores what drifted, and applies nothing that is pending.
 */
export const operation = z.enum(["scan", "preview", "up", "drift", "heal"]);

export type Operation = z.output<typeof operation>;

/** Whether an operation changes tenants. One that only reads them goes through all rings, however many tenants fail. */
export function changesTenants(of: Operation): boolean {
  return of === "up" || of === "heal";
}

/** What a run asks for beside its operation. It holds names and paths only, as all that travels between machines does. */
export const workOptions = z.strictObject({
  /** Whether `pin-reset doctor` examines each tenant too. */
  doctor: z.boolean().default(false),
  /** The folder of a policy pack that `preview` and `up` enforce. */
  policyPack: z.string().optional(),
});

export type WorkOptions = z.output<typeof workOptions>;
