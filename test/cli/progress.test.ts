import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, vi } from "vitest";
import { startProgress } from "../../cli/progress.ts";
import { fakeStream } from "./support/streams.ts";

const severalFrames = 300;

describe("progress on a terminal", () => {
  it("shows the latest text once the spinner is loaded, and nothing after it stops", async () => {
    const stderr = fakeStream(80);
    const progress = startProgress(stderr, "Reading");
    progress.update("Reading: 1000");

    await vi.waitFor(() => expect(stderr.text).toContain("Reading: 1000"));
    progress.update("Reading: 2000");
    await vi.waitFor(() => expect(stderr.text).toContain("Reading: 2000"));
    progress.stop();

    const shown = stderr.text;
    progress.update("Reading: 3000");
    await sleep(severalFrames);

    expect(stderr.text).toBe(shown);
  });

  it("shows nothing of work that ends before the spinner is loaded", async () => {
    const stderr = fakeStream(80);

    startProgress(stderr, "Reading").stop();
    await import("yocto-spinner");
    await sleep(severalFrames);

    expect(stderr.text).toBe("");
  });
});
