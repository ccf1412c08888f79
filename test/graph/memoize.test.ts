import { expect, it, vi } from "vitest";
import { remember } from "../../graph/memoize.ts";

it("makes a value once, also for those who ask at the same time", async () => {
  const make = vi.fn(async () => ({}));
  const get = remember(make);
  const [first, second] = await Promise.all([get(), get()]);
  expect(second).toBe(first);
  expect(await get()).toBe(first);
  expect(make).toHaveBeenCalledTimes(1);
});

it("does not remember a failure", async () => {
  const make = vi.fn(async () => "made").mockRejectedValueOnce(new Error("not yet"));
  const get = remember(make);
  await expect(get()).rejects.toThrow("not yet");
  await expect(get()).resolves.toBe("made");
});
