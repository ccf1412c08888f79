import { seeded } from "../../../tenant/seed/ids.ts";
import { type Run, runPinReset } from "./run.ts";
import { type CompanionTenant, resetsOf, serveCompanion } from "./tenant.ts";

const { firstPhone } = seeded.managedDevices;

/** The tenant's first phone, as `reset` prints it. */
export const phone = {
  id: firstPhone,
  name: "PHONE-01",
  operatingSystem: "Windows 10 Mobile",
  osVersion: "10.0.15254.603",
};

/** A tenant, `pin-reset reset` against it, and the newest passcode of its first phone. */
export function serveReset(): {
  readonly served: CompanionTenant;
  readonly reset: (...args: string[]) => Promise<Run>;
  readonly passcode: () => string;
} {
  const served = serveCompanion();
  return {
    served,
    reset: (...args) => runPinReset(["reset", ...args], served.tenant.env),
    passcode: () => resetsOf(served.tenant, firstPhone).at(-1)?.passcode ?? "none was set",
  };
}

/** The JSON object that ends what was printed: progress comes before it. */
export function jsonIn(text: string): unknown {
  return JSON.parse(text.slice(text.indexOf("{")));
}
