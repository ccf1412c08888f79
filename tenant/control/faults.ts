import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { z } from "zod";
import type { Reply } from "../http/message.ts";

const match = z.strictObject({
  /** The HTTP method; left out: any. */
  method: z.string().optional(),
  /** A regular expression that path and query must contain, such as `/deviceConfigurations$`; left out: any. */
  path: z.string().optional(),
  /** How the user agent begins; left out: any. */
  userAgent: z.string().optional(),
});

const effect = z.discriminatedUnion("kind", [
  /**
   * Returns an error: instead of doing the work, unless `when` says after it, as a gateway does that gave up waiting.
   * `retryAfter` is the header as it stands: seconds or an HTTP date.
   */
  z.strictObject({
    kind: z.literal("status"),
    status: z.number().int().min(400).max(599),
    when: z.enum(["before", "after"]).optional(),
    code: z.string().optional(),
    message: z.string().optional(),
    retryAfter: z.union([z.number(), z.string()]).optional(),
  }),
  /** Cuts the connection: before the work, or after it, with the response lost. */
  z.strictObject({ kind: z.literal("cut"), when: z.enum(["before", "after"]) }),
  /** Makes the next `reads` reads of what the request changes see what was there before. */
  z.strictObject({ kind: z.literal("lag"), reads: z.number().int().positive() }),
  /** Waits before the work, or after it, before the response. */
  z.strictObject({
    kind: z.literal("latency"),
    milliseconds: z.number().positive(),
    when: z.enum(["before", "after"]).default("before"),
  }),
  /** Refuses the token as expired. */
  z.strictObject({ kind: z.literal("expiredToken") }),
]);

/** The schema of a fault, as `/_tenant/faults` takes it. */
export const faultSchema = z.strictObject({
  match: match.default({}),
  /** The first matching request that it affects, from 1. */
  nth: z.number().int().positive().default(1),
  /** How many requests it affects from there on. */
  count: z.union([z.number().int().positive(), z.literal("always")]).default(1),
  effect,
});

/** A fault to inject: which requests it affects, and what it does. */
export type Fault = z.input<typeof faultSchema>;
/** What a fault does. */
export type FaultEffect = z.output<typeof effect>;

/** A request as faults tell them apart; a step of a `$batch` is one too. */
export type FaultedRequest = { readonly method: string; readonly target: string; readonly userAgent: string };

type Armed = z.output<typeof faultSchema> & {
  readonly id: string;
  readonly onInjected: (request: FaultedRequest) => void;
  seen: number;
};

/** The connection is to be closed without a response. */
export class ConnectionCut extends Error {
  constructor() {
    super("The connection is cut on demand.");
    this.name = "ConnectionCut";
  }
}

/** The faults that wait for a request. */
export class Faults {
  readonly #armed = new Map<string, Armed>();

  /** Adds a fault; returns its id. `onInjected` is called with each request that it affects, before the work. */
  add(fault: Fault, onInjected: (request: FaultedRequest) => void = () => {}): string {
    const id = randomUUID();
    this.#armed.set(id, { ...faultSchema.parse(fault), id, onInjected, seen: 0 });
    return id;
  }

  /** Removes one fault, or all of them. */
  clear(id?: string): void {
    if (id === undefined) {
      this.#armed.clear();
    } else {
      this.#armed.delete(id);
    }
  }

  /** How many faults still wait for a request. */
  get waiting(): number {
    return this.#armed.size;
  }

  /** The effects of the faults that match a request. Counts it. */
  take(request: FaultedRequest): FaultEffect[] {
    const injected = [...this.#armed.values()].filter(
      (fault) => isMatch(fault, request) && this.#isDue(fault),
    );
    for (const { onInjected } of injected) {
      onInjected(request);
    }
    return injected.map((fault) => fault.effect);
  }

  #isDue(fault: Armed): boolean {
    fault.seen += 1;
    const last = fault.count === "always" ? Number.POSITIVE_INFINITY : fault.nth + fault.count - 1;
    if (fault.seen >= last) {
      this.#armed.delete(fault.id);
    }
    return fault.seen >= fault.nth && fault.seen <= last;
  }
}

/**
 * Does a piece of work under the effects of faults. `work` is given how many reads its changes lag.
 * Throws `ConnectionCut` where a fault cuts the connection; `refuse` words an error in the service's own form.
 */
export async function underFaults(
  effects: readonly FaultEffect[],
  refuse: (status: number, code: string, message: string) => unknown,
  work: (lagReads: number) => Promise<Reply>,
): Promise<Reply> {
  await latency(effects, "before");
  if (effects.some((effect) => effect.kind === "cut" && effect.when === "before")) {
    throw new ConnectionCut();
  }
  const refusal = refusalAmong(effects, "before", refuse);
  if (refusal !== undefined) {
    return refusal;
  }
  const lag = effects.find((effect) => effect.kind === "lag");
  const reply = await work(lag?.reads ?? 0);
  await latency(effects, "after");
  if (effects.some((effect) => effect.kind === "cut" && effect.when === "after")) {
    throw new ConnectionCut();
  }
  return refusalAmong(effects, "after", refuse) ?? reply;
}

function refusalAmong(
  effects: readonly FaultEffect[],
  when: "before" | "after",
  refuse: (status: number, code: string, message: string) => unknown,
): Reply | undefined {
  return effects
    .filter((effect) => when === (effect.kind === "status" ? (effect.when ?? "before") : "before"))
    .map((effect) => refusalOf(effect, refuse))
    .find((reply) => reply !== undefined);
}

async function latency(effects: readonly FaultEffect[], when: "before" | "after"): Promise<void> {
  for (const effect of effects) {
    if (effect.kind === "latency" && effect.when === when) {
      await setTimeout(effect.milliseconds);
    }
  }
}

function isMatch(fault: Armed, request: FaultedRequest): boolean {
  const { method, path, userAgent } = fault.match;
  return (
    (method === undefined || method.toUpperCase() === request.method) &&
    (path === undefined || new RegExp(path).test(request.target)) &&
    (userAgent === undefined || request.userAgent.startsWith(userAgent))
  );
}

const usualCodes: Readonly<Record<number, string>> = {
  401: "InvalidAuthenticationToken",
  403: "Authorization_RequestDenied",
  404: "Request_ResourceNotFound",
  409: "Conflict",
  423: "Locked",
  429: "TooManyRequests",
  500: "InternalServerError",
  502: "BadGateway",
  503: "ServiceUnavailable",
  504: "GatewayTimeout",
};

function refusalOf(
  effect: FaultEffect,
  refuse: (status: number, code: string, message: string) => unknown,
): Reply | undefined {
  if (effect.kind === "expiredToken") {
    const body = refuse(
      401,
      "InvalidAuthenticationToken",
      "Lifetime validation failed, the token is expired.",
    );
    return { status: 401, headers: { "www-authenticate": 'Bearer realm=""' }, body };
  }
  if (effect.kind !== "status") {
    return undefined;
  }
  const code = effect.code ?? usualCodes[effect.status] ?? "generalException";
  const body = refuse(
    effect.status,
    code,
    effect.message ?? `The service returns ${effect.status} on demand.`,
  );
  const headers = effect.retryAfter === undefined ? {} : { "retry-after": String(effect.retryAfter) };
  return { status: effect.status, headers, body };
}
