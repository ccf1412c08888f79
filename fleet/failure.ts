import { ExplainedError } from "../text/explained-error.ts";
import { messageOf } from "../text/message-of.ts";
import { plainLines } from "../text/plain-text.ts";
import type { FleetTenant } from "./fleet.ts";
import type { Operation } from "./operations.ts";
import type { TenantOutcome } from "./outcome.ts";

/** The longest message that an outcome has. What an engine prints may be much longer. */
const mostCharacters = 4_000;

/** A tenant's part of a run, as it is before anything is known of how it ends. */
export function outcomeOf(
  {
    tenant,
    operation,
  }: {
    readonly tenant: Pick<FleetTenant, "name" | "tenantId" | "ring">;
    readonly operation: Operation;
  },
  startedAt: Date,
  found: Pick<TenantOutcome, "status"> & Partial<TenantOutcome>,
): TenantOutcome {
  return {
    tenant: tenant.name,
    tenantId: tenant.tenantId,
    ring: tenant.ring,
    operation,
    startedAt: startedAt.toISOString(),
    endedAt: new Date().toISOString(),
    drift: [],
    notices: [],
    ...found,
  };
}

/** What was thrown, as an outcome has it: without the values of secret variables, and of a length that can be shown. */
export function explanationOf(error: unknown, env: NodeJS.ProcessEnv): NonNullable<TenantOutcome["error"]> {
  const shown = (text: string) => shortened(plainLines(withoutSecrets(text, env)));
  if (!(error instanceof ExplainedError)) {
    return { code: "failed", message: shown(messageOf(error)) };
  }
  const { code, message, hint } = error;
  return { code, message: shown(message), ...(hint !== undefined && { hint: shown(hint) }) };
}

/** Text in which the values of variables that hold secrets, by their names, are not shown. */
export function withoutSecrets(text: string, env: NodeJS.ProcessEnv): string {
  const secrets = Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && value.length >= shortest && secretNames.test(name) && !placeNames.test(name)
      ? [value]
      : [],
  );
  // The longest first: one may contain another.
  return secrets
    .sort((one, other) => other.length - one.length)
    .reduce((shown, secret) => shown.replaceAll(secret, "[secret]"), text);
}

const secretNames = /SECRET|PASSWORD|PASSPHRASE|TOKEN|CREDENTIAL|(?:^|_)KEY(?:$|_)/i;

/** Where a secret is, is no secret. */
const placeNames = /_(?:FILE|PATH|FOLDER|DIR)$/i;

/** A shorter value stands in words by chance. */
const shortest = 6;

function shortened(text: string): string {
  return text.length > mostCharacters ? `${text.slice(0, mostCharacters - 1)}…` : text;
}
