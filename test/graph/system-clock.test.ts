import { expect, it } from "vitest";
import { retryPolicy, withRetry } from "../../graph/retry.ts";
import { failureOf } from "./support/connection.ts";

const busy = () => Promise.resolve(new Response(null, { status: 429, headers: { "retry-after": "60" } }));

it("a wait on the system's clock ends as soon as the call is aborted", async () => {
  const controller = new AbortController();
  const policy = retryPolicy({ onWait: () => setImmediate(() => controller.abort(new Error("stop"))) });
  const call = { method: "GET", path: "/", repeatable: true, signal: controller.signal };
  expect(await failureOf(withRetry(policy, call, busy))).toMatchObject({ message: "stop" });
});

it("a policy without a listener waits silently", async () => {
  let asked = 0;
  const once = async () => {
    asked += 1;
    return new Response(null, { status: asked === 1 ? 429 : 200, headers: { "retry-after": "0" } });
  };
  const answer = await withRetry(retryPolicy(), { method: "GET", path: "/", repeatable: true }, once);
  expect([answer.status, asked]).toEqual([200, 2]);
});
