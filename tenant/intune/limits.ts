import { z } from "zod";
import { GraphFault } from "../graph/odata/errors.ts";

const most = z.strictObject({
  /** For all apps of the tenant together. */
  perTenant: z.int().positive(),
  /** For each app. */
  perApp: z.int().positive(),
});

/** The schema of limits, as `/_tenant/settings` takes it. */
export const deviceLimitsSchema = z.strictObject({
  /** Any requests, of which there may be so many in any `seconds`. */
  any: most,
  /** All but GET. */
  writes: most,
  seconds: z.number().positive(),
});

/** The schema of the limit of the identity reports, as `/_tenant/settings` takes it. */
export const reportLimitsSchema = z.strictObject({
  /** For each app. */
  perApp: z.int().positive(),
  seconds: z.number().positive(),
});

/** How many identity reports an app is served in a period. */
export type ReportLimits = z.output<typeof reportLimitsSchema>;

/** What Entra ID documents. Source: https://learn.microsoft.com/graph/throttling-limits#identity-and-access-reports-service-limits */
export const documentedReportLimits: ReportLimits = { perApp: 5, seconds: 10 };

/** How many requests for managed devices are served in a period; what is beyond is refused, and is not counted. */
export type DeviceLimits = z.output<typeof deviceLimitsSchema>;

/** What Intune documents. Source: https://learn.microsoft.com/graph/throttling-limits#intune-service-limits */
export const documentedDeviceLimits: DeviceLimits = {
  any: { perTenant: 4000, perApp: 2000 },
  writes: { perTenant: 400, perApp: 200 },
  seconds: 20,
};

type Request = { readonly method: string; readonly path: string };

/** The requests for managed devices that were served a short while ago. Times are milliseconds since 1970. */
export class RecentRequests {
  readonly #times = new Map<string, number[]>();

  /**
   * Counts a request; a step of a `$batch` is one. Throws a GraphFault of status 429 that says when to come back
   * where it is one too many. `path` begins with the version.
   */
  admit(
    { method, path }: Request,
    { appId }: { readonly appId: string },
    limits: DeviceLimits,
    now: number,
  ): void {
    if (!/^\/[^/]+\/deviceManagement\/managedDevices(\/|$)/i.test(path)) {
      return;
    }
    const counted = method === "GET" ? (["any"] as const) : (["any", "writes"] as const);
    const counts = counted.flatMap((kind) => [
      { times: this.#timesOf(kind), limit: limits[kind].perTenant },
      { times: this.#timesOf(`${kind} ${appId}`), limit: limits[kind].perApp },
    ]);
    admitOne(counts, limits.seconds, now);
  }

  /** Counts a request for an identity report, as `admit` does. Throws the same 429. */
  admitReport({ appId }: { readonly appId: string }, limits: ReportLimits, now: number): void {
    admitOne([{ times: this.#timesOf(`reports ${appId}`), limit: limits.perApp }], limits.seconds, now);
  }

  /** Forgets every request. */
  clear(): void {
    this.#times.clear();
  }

  #timesOf(name: string): number[] {
    const times = this.#times.get(name) ?? [];
    this.#times.set(name, times);
    return times;
  }
}

type Count = { readonly times: number[]; readonly limit: number };

function admitOne(counts: readonly Count[], seconds: number, now: number): void {
  const period = seconds * 1000;
  const waits = counts.map(({ times, limit }) => waitFor(times, limit, now, period));
  const longest = Math.max(...waits);
  if (longest > 0) {
    throw tooMany(longest);
  }
  for (const { times } of counts) {
    times.push(now);
  }
}

/** The milliseconds until another request is allowed. */
function waitFor(times: number[], limit: number, now: number, period: number): number {
  const firstRecent = times.findIndex((time) => time > now - period);
  times.splice(0, firstRecent === -1 ? times.length : firstRecent);
  const inTheWay = times[times.length - limit];
  return inTheWay === undefined ? 0 : inTheWay + period - now;
}

function tooMany(milliseconds: number): GraphFault {
  return new GraphFault(429, "TooManyRequests", "Too many requests. Please retry after a while.", {
    headers: { "retry-after": String(Math.ceil(milliseconds / 1000)) },
  });
}
