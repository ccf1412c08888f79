import { performWork } from "../../fleet/perform.ts";
import { localEngine } from "../../fleet/run/local.ts";

/** A process that carries a run of a fleet out, to be killed by a test. */
const { fleet, plan } = JSON.parse(process.argv[2] ?? "");
const engine = localEngine({ fleet, env: process.env, performWork });
await engine.run(plan, () => undefined, new AbortController().signal);
