import type { TenantOutcome } from "../outcome.ts";

/** Far below what Temporal takes in one payload (2 MiB), so that a thousand histories stay small. */
const mostBytes = 90_000;
const mostTextCharacters = 4_000;
const mostNotices = 50;

/**
 * An outcome as it travels: a drift with very many resources or paths is cut, and says so in a notice.
 *
 * @returns The outcome itself where it is small enough.
 */
export function capOutcome(outcome: TenantOutcome): TenantOutcome {
  if (bytesOf(outcome) <= mostBytes) {
    return outcome;
  }
  const { error } = outcome;
  const short: TenantOutcome = {
    ...outcome,
    ...(error === undefined
      ? {}
      : {
          error: {
            code: error.code,
            message: cut(error.message),
            ...(error.hint === undefined ? {} : { hint: cut(error.hint) }),
          },
        }),
    notices: outcome.notices.slice(0, mostNotices).map((notice) => cut(notice).slice(0, 500)),
  };
  for (let kept = outcome.drift.length; kept >= 0; kept = kept === 0 ? -1 : Math.floor(kept / 2)) {
    const capped = keepDrift(short, kept);
    if (bytesOf(capped) <= mostBytes) {
      return capped;
    }
  }
  return { ...keepDrift(short, 0), notices: [], doctor: undefined };
}

const mostPaths = 20;

function keepDrift(outcome: TenantOutcome, kept: number): TenantOutcome {
  const total = outcome.drift.length;
  const drift = outcome.drift.slice(0, kept).map((resource) => ({
    ...resource,
    paths: resource.paths.slice(0, mostPaths).map((path) => path.slice(0, 500)),
  }));
  const notice = `Of ${total} resources that drifted, ${drift.length} are listed, with at most ${mostPaths} paths each: run pin-reset drift for this tenant to see all.`;
  return { ...outcome, drift, notices: total === 0 ? outcome.notices : [...outcome.notices, notice] };
}

function bytesOf(outcome: TenantOutcome): number {
  return Buffer.byteLength(JSON.stringify(outcome));
}

function cut(text: string): string {
  return text.length <= mostTextCharacters ? text : `${text.slice(0, mostTextCharacters)}…`;
}
