import { type Connection, connect } from "../../../graph/connection.ts";
import type { AccessTokenSource } from "../../../graph/credentials/source.ts";
import type { RetryPolicy } from "../../../graph/retry.ts";
import { testPolicy } from "./clock.ts";

/** Tokens "token-1", "token-2" ...: a new one after each that was refused. */
export function testTokens(): AccessTokenSource & { asked: number } {
  let serial = 1;
  return {
    asked: 0,
    description: "test",
    async getToken() {
      this.asked += 1;
      return `token-${serial}`;
    },
    forget: (token) => {
      if (token === `token-${serial}`) {
        serial += 1;
      }
    },
  };
}

/** A connection to a test server. */
export function connectTo(
  origin: string,
  options: { policy?: RetryPolicy; source?: AccessTokenSource } = {},
): Connection {
  const { policy = testPolicy().policy, source = testTokens() } = options;
  const cloud = { name: "custom", login: origin, graph: origin, portal: origin } as const;
  return connect({ cloud, source, policy, userAgent: "pin-reset/test" });
}

/** What `work` is rejected with; a failure of the test if it is not. */
export async function failureOf(work: Promise<unknown>): Promise<unknown> {
  const outcome = await work.then(
    () => ({ failed: false, error: undefined }),
    (error: unknown) => ({ failed: true, error }),
  );
  if (!outcome.failed) {
    throw new Error("It was expected to fail.");
  }
  return outcome.error;
}
