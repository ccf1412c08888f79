import type { PerformWork } from "../work.ts";

/**
 * Work after which `pin-reset doctor` examines the tenant, where the run asks for it and the work did not fail: then the
 * outcome has its verdict. It signs in again and takes doctor's own requests.
 */
export function withDoctor(perform: PerformWork): PerformWork {
  return async (work) => {
    const outcome = await perform(work);
    if (!work.options.doctor || outcome.status === "failed") {
      return outcome;
    }
    work.report("lets doctor examine the tenant");
    const { verdictOn } = await import("./examine-tenant.ts");
    const doctor = await verdictOn(work);
    return { ...outcome, endedAt: new Date().toISOString(), doctor };
  };
}
