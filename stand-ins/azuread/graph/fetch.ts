import { setTimeout as sleep } from "node:timers/promises";
import { version } from "../version.ts";

/** Waits that many milliseconds, or until the signal aborts. */
export type Wait = (milliseconds: number, signal: AbortSignal) => Promise<void>;

/** A response that was read to its end; `body` is parsed JSON, or undefined where it is none. */
export type FullResponse = { readonly status: number; readonly body: unknown };

export type Call = {
  readonly method: string;
  readonly url: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | URLSearchParams;
  readonly signal: AbortSignal;
  /** Names the setting to look at when the host cannot be reached. */
  readonly setting: string;
  /** Whether the response calls for another try, beyond what any response of 429 or 5xx does. */
  readonly again?: (result: FullResponse) => boolean;
};

const userAgent = `pulumi-azuread-stand-in/${version}`;
const attempts = 7;
const longestWaitSeconds = 30;

/** Waits on the machine's clock. */
export const waitOnClock: Wait = async (milliseconds, signal) => {
  await sleep(milliseconds, undefined, { signal });
};

/**
 * Sends a request, and again after 429 and 5xx: after as many seconds as Retry-After says, otherwise after twice
 * as long each time. Gives the last response, good or bad. Throws an error that names the setting where the host
 * cannot be reached.
 */
export async function fetchWithRetry(call: Call, wait: Wait): Promise<FullResponse> {
  for (let attempt = 1; ; attempt += 1) {
    const response = await fetchOnce(call);
    const result = { status: response.status, body: parse(await response.text()) };
    if (attempt === attempts || !(mayPass(result.status) || call.again?.(result))) {
      return result;
    }
    await wait(1000 * Math.min(secondsToWait(response, attempt), longestWaitSeconds), call.signal);
  }
}

async function fetchOnce({ method, url, headers, body, signal, setting }: Call): Promise<Response> {
  try {
    return await fetch(url, {
      method,
      signal,
      headers: { ...headers, "user-agent": userAgent },
      ...(body && { body }),
    });
  } catch (error) {
    if (signal.aborted) {
      throw error;
    }
    throw new Error(
      `${method} ${new URL(url).origin}: ${causeOf(error)}. Check the connection and ${setting}; ` +
        "a certificate of an own authority is trusted through NODE_EXTRA_CA_CERTS.",
    );
  }
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message || cause.name : String(cause);
}

function mayPass(status: number): boolean {
  return status === 429 || status >= 500;
}

function secondsToWait(response: Response, attempt: number): number {
  const said = response.headers.get("retry-after") ?? "";
  const seconds = /^\d+$/.test(said) ? Number(said) : (Date.parse(said) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? 2 ** (attempt - 2) : Math.max(0, seconds);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
