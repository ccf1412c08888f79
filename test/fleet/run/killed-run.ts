import { localEngine } from "../../../fleet/run/local.ts";
import { endedAs } from "./support.ts";

/** Carries a run out in which the tenant `a` alone ends, until it is killed. */
const { fleet, plan } = JSON.parse(process.argv[2] ?? "");
const engine = localEngine({
  fleet,
  env: {},
  performWork: async (work) => {
    if (work.tenant.name !== "a") {
      await new Promise(() => undefined);
    }
    return endedAs(work);
  },
});
await engine.run(plan, () => undefined, new AbortController().signal);
