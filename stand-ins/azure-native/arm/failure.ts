import { z } from "zod";

/** An answer that was read to its end; `body` is parsed JSON, or undefined where it is none. */
export type Answer = {
  /** Method and path, for messages. */
  readonly call: string;
  readonly status: number;
  readonly body: unknown;
  /** Where a work that is not done yet tells its end. */
  readonly location: string | undefined;
  /** In seconds. */
  readonly retryAfter: number | undefined;
};

const envelope = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

/** The failure behind an answer, in the words of the published plugin. */
export function armFailure({ call, status, body }: Answer): Error {
  const parsed = envelope.safeParse(body);
  if (!parsed.success) return new Error(`${call}: Status=${status}, and no reason is given`);
  const { code, message } = parsed.data.error;
  return new Error(`Status=${status} Code="${code}" Message="${message}"`);
}

/** Whether Azure refuses only because it is at another work. Source: https://github.com/pulumi/pulumi-azure-native/pull/4421 */
export function isConflictThatPasses({ status, body }: Answer): boolean {
  if (status !== 409) return false;
  const code = envelope.safeParse(body).data?.error.code ?? "";
  return [
    "AnotherOperationInProgress",
    "ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity",
  ].includes(code);
}
