import { expect, it, vi } from "vitest";
import { memoize } from "../../graph/memoize.ts";

it("makes a value once, also for those who ask at the same time", async () => {
  const make = vi.fn(async () => ({}));
  const get = memoize(make);
  const [first, second] = await Promise.all([get(), get()]);
  expect(second).toBe(first);
  expect(await get()).toBe(first);
  expect(make).toHaveBeenCalledTimes(1);
});

it("does not remember a failure", async () => {
  const make = vi.fn(async () => "made").mockRejectedValueOnce(new Error("not yet"));
  const get = memoize(make);
  await expect(get()).rejects.toThrow("not yet");
  await expect(get()).resolves.toBe("made");
});
