import { appendFile, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Fleet } from "../../../fleet/fleet.ts";
import {
  appendToJournal,
  journaledRuns,
  journalFile,
  openJournal,
  readJournal,
} from "../../../fleet/run/journal.ts";
import type { RunPlan } from "../../../fleet/run/plan.ts";
import type { RunEvent } from "../../../fleet/run/run-state.ts";
import { makeFleet } from "./support.ts";

let fleet: Fleet;
let plan: RunPlan;
let close: () => Promise<void>;
let file: string;

beforeEach(async () => {
  ({ fleet, plan, close } = await makeFleet([{ tenants: ["a"] }]));
  file = await journalFile(fleet, plan.id);
});

afterEach(() => close());

const at = "2026-11-27T07:15:00.000Z";
const started = (tenant: string): RunEvent => ({ type: "started", at, tenant });

describe("a run's journal", () => {
  it("can be read by this user alone, and is left out by Git", async () => {
    const journal = await openJournal(file);
    await journal.append(started("a"));
    await journal.close();
    const modes = await Promise.all(
      [file, path.dirname(file)].map(async (one) => (await stat(one)).mode & 0o777),
    );
    expect(modes).toEqual([0o600, 0o700]);
    const ignored = path.join(path.dirname(fleet.file), ".pin-reset", ".gitignore");
    expect(await readFile(ignored, "utf8")).toBe("*\n");
  });

  it("is read without the half line that a killed process left, whoever writes after it", async () => {
    const journal = await openJournal(file);
    await journal.append(started("a"));
    await appendFile(file, '{"type":"started","at":"2026');
    expect(await readJournal(file)).toEqual([started("a")]);
    await appendToJournal(file, { type: "paused", at });
    await journal.append(started("b"));
    await journal.close();
    const all = [started("a"), { type: "paused", at }, started("b")];
    expect(await readJournal(file)).toEqual(all);
    const again = await openJournal(file);
    expect(await again.added()).toEqual(all);
    await again.close();
  });

  it("keeps a whole last line of which only the line feed is missing", async () => {
    await writeFile(file, JSON.stringify(started("a")));
    const journal = await openJournal(file);
    await journal.append(started("b"));
    await journal.close();
    expect(await readJournal(file)).toEqual([started("a"), started("b")]);
  });

  it("loses and mixes no lines of writers at the same time", async () => {
    const writers = await Promise.all(Array.from({ length: 5 }, () => openJournal(file)));
    const names = Array.from({ length: 200 }, (_, index) => `${index}-${"x".repeat(500)}`);
    await Promise.all(
      names.map((name, index) => (writers[index % 5] ?? expect.unreachable()).append(started(name))),
    );
    await Promise.all(writers.map((writer) => writer.close()));
    const read = await readJournal(file);
    expect(read.map((event) => event.type === "started" && event.tenant).sort()).toEqual(names.sort());
  });

  it("tells what was added since the last time", async () => {
    const journal = await openJournal(file);
    expect(await journal.added()).toEqual([]);
    await journal.append(started("a"));
    expect(await journal.added()).toEqual([started("a")]);
    await appendFile(file, JSON.stringify(started("b")));
    expect(await journal.added()).toEqual([]);
    await appendFile(file, "\n");
    expect(await journal.added()).toEqual([started("b")]);
    await journal.close();
  });

  it("is refused where a line is something else", async () => {
    await writeFile(file, '{"type":"exploded"}\n');
    await expect(readJournal(file)).rejects.toMatchObject({ code: "unreadableJournal" });
  });

  it("is looked for by an id, and by no path", async () => {
    await expect(journalFile(fleet, "../../etc/passwd")).rejects.toMatchObject({ code: "noSuchRun" });
    const other = await journalFile(fleet, "up-20261127T071501Z-0000");
    await expect(readJournal(other)).rejects.toMatchObject({ code: "noSuchRun" });
    await Promise.all([file, other].map((one) => writeFile(one, "")));
    expect(await journaledRuns(fleet)).toEqual(["up-20261127T071501Z-0000", plan.id]);
  });
});
