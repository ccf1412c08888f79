import type { Fault } from "../../tenant/control/faults.ts";
import type { LoggedRequest } from "../../tenant/control/request-log.ts";
import type { Tenant } from "../../tenant/server.ts";

type Match = NonNullable<Fault["match"]>;

const graph = /^\/(v1\.0|beta)\//;
const batch = /\/\$batch$/;

/**
 * What to slow, from the requests of one run: each request to sign-in and Graph once. A `$batch` is slowed as a whole,
 * since its steps share its way; what the same client asks for outside of one, by its exact path. The documents that
 * describe a cloud and its sign-in are not slowed: a client asks for them in a private cloud alone, as the tenant is one.
 */
export function slowedRequests(requests: readonly LoggedRequest[]): Match[] {
  const calls = requests.filter(({ target }) => graph.test(target));
  const clients = [...new Set(calls.map(({ userAgent }) => userAgent))];
  return [
    { path: "/oauth2/v2.0/token" },
    { path: "/\\$batch$" },
    ...clients.flatMap((userAgent) => singleCalls(userAgent, calls)),
  ];
}

function singleCalls(userAgent: string, calls: readonly LoggedRequest[]): Match[] {
  const targets = calls.filter((call) => call.userAgent === userAgent).map(({ target }) => target);
  const single = targets.filter((target) => !batch.test(target));
  if (single.length === targets.length) {
    return [{ path: graph.source, userAgent }];
  }
  return [...new Set(single)].map((target) => ({ path: `^${escaped(target)}$`, userAgent }));
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** Slows what `slowedRequests` names, from now on; 0: nothing. */
export function slow({ faults }: Tenant, matches: readonly Match[], milliseconds: number): void {
  faults.clear();
  for (const match of milliseconds > 0 ? matches : []) {
    faults.add({ match, count: "always", effect: { kind: "latency", milliseconds } });
  }
}
