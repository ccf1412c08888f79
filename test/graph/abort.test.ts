import { expect, it } from "vitest";
import { untilAborted } from "../../graph/abort.ts";

it("gives what the work gives", async () => {
  await expect(untilAborted(undefined, Promise.resolve(1))).resolves.toBe(1);
  await expect(untilAborted(new AbortController().signal, Promise.resolve(2))).resolves.toBe(2);
});

it("does not wait for the work once the signal is aborted", async () => {
  const controller = new AbortController();
  const outcome = untilAborted(controller.signal, new Promise(() => {}));
  controller.abort(new Error("stop"));
  await expect(outcome).rejects.toThrow("stop");
});

it("does not wait at all where the signal is aborted already", async () => {
  await expect(untilAborted(AbortSignal.abort(new Error("stopped")), new Promise(() => {}))).rejects.toThrow(
    "stopped",
  );
});
