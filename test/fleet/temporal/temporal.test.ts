import { expect, it } from "vitest";
import { withSdk } from "../../../fleet/temporal/temporal.ts";

it("says which package of Temporal's SDK is not installed, and how it is", async () => {
  const missing = new Error("Cannot find package '@temporalio/worker' imported from /somewhere/worker.ts");
  const loading = withSdk(() => Promise.reject(missing));
  await expect(loading).rejects.toMatchObject({
    code: "temporalMissing",
    message: "Temporal's SDK is not installed: @temporalio/worker.",
  });
});

it("leaves any other error as it is", async () => {
  const other = new Error("something else");
  await expect(withSdk(() => Promise.reject(other))).rejects.toBe(other);
});
