import type { LoggedRequest } from "../../tenant/control/request-log.ts";

const transient = [0, 401, 408, 429, 500, 502, 503, 504];

/** How many of the requests repeat one that had a transient failure before. A step of a `$batch` counts as a request. */
export function repeatsIn(requests: readonly LoggedRequest[]): number {
  const failed = new Map<string, boolean>();
  let repeats = 0;
  for (const { request, status } of requests.flatMap(parts)) {
    if (failed.get(request)) {
      repeats += 1;
    }
    failed.set(request, transient.includes(status));
  }
  return repeats;
}

type Part = { readonly request: string; readonly status: number };

/** The steps of a batch; where the batch itself has no response, none of them has. */
function parts({ method, target, status, steps, body }: LoggedRequest): Part[] {
  const isBatch = target.endsWith("/$batch");
  if (!isBatch) {
    return [{ request: `${method} ${target}`, status }];
  }
  const version = target.slice(0, -"/$batch".length);
  if (steps.length > 0) {
    return steps.map((step) => ({
      request: `${step.method} ${step.target}`,
      status: status === 200 ? step.status : status,
    }));
  }
  return stepsAsked(body).map((step) => ({ request: `${step.method} ${version}${step.url}`, status }));
}

function stepsAsked(body: unknown): readonly { method: string; url: string }[] {
  const requests: unknown = Reflect.get(Object(body), "requests");
  return Array.isArray(requests) ? requests : [];
}
