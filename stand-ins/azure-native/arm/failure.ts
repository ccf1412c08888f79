import { z } from "zod";

/** A response that was read to its end; `body` is parsed JSON, or undefined where it is none. */
export type FullResponse = {
  /** Method and path, for messages. */
  readonly call: string;
  readonly status: number;
  readonly body: unknown;
  /** Where to look for the end of an operation that is not done yet. */
  readonly location: string | undefined;
  /** In seconds. */
  readonly retryAfter: number | undefined;
};

const envelope = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

/** The failure behind a response, in the words of the published plugin. */
export function armFailure({ call, status, body }: FullResponse): Error {
  const parsed = envelope.safeParse(body);
  if (!parsed.success) {
    return new Error(`${call}: Status=${status}, and no reason is given`);
  }
  const { code, message } = parsed.data.error;
  return new Error(`Status=${status} Code="${code}" Message="${message}"`);
}

/** Whether Azure refuses only because it is at another work. Source: https://github.com/pulumi/pulumi-azure-native/pull/4421 */
export function isConflictThatPasses({ status, body }: FullResponse): boolean {
  if (status !== 409) {
    return false;
  }
  const code = envelope.safeParse(body).data?.error.code ?? "";
  return [
    "AnotherOperationInProgress",
    "ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity",
  ].includes(code);
}
