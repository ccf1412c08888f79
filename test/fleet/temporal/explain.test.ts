import { describe, expect, it } from "vitest";
import { isWithoutWorker } from "../../../fleet/temporal/explain.ts";

/** As the SDK throws it: what gRPC threw is its cause. */
const failedQuery = (code: number) =>
  new Error("Failed to query Workflow", { cause: Object.assign(new Error("Call failed"), { code }) });

describe("a query that fails", () => {
  it.each([
    ["the server cancels it, as its worker ends", 1],
    ["no worker answers in time", 4],
    ["no worker was there for long", 9],
  ])("since %s means that no worker is there", (_, code) => {
    expect(isWithoutWorker(failedQuery(code))).toBe(true);
  });

  it.each([
    ["the run is not there", 5],
    ["the client is refused", 7],
    ["the server is away", 14],
  ])("since %s means something else", (_, code) => {
    expect(isWithoutWorker(failedQuery(code))).toBe(false);
  });
});
