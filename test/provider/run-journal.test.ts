import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type RunEntry, RunJournal } from "../../provider/run-journal.ts";

let folder: string;

beforeEach(async () => {
  folder = path.join(await mkdtemp(path.join(tmpdir(), "journal-")), "runs");
});

afterEach(async () => {
  await rm(path.dirname(folder), { recursive: true, force: true });
});

const journalModule = pathToFileURL(path.resolve("provider", "run-journal.ts")).href;

const declared = (urn: string): RunEntry => ({ what: "declared", urn });

/** What another plugin process of the run at that address reads, once it has written an entry of its own. */
async function inAnotherProcess(address: string, urn: string): Promise<RunEntry[]> {
  const script = `
    import { RunJournal } from ${JSON.stringify(journalModule)};
    const journal = new RunJournal(${JSON.stringify(address)}, ${JSON.stringify(folder)});
    journal.append({ what: "declared", urn: ${JSON.stringify(urn)} });
    console.log(JSON.stringify(journal.entries()));`;
  const node = promisify(execFile);
  const { stdout } = await node(process.execPath, ["--input-type=module", "--eval", script]);
  return JSON.parse(stdout);
}

describe("what the plugins of one run did", () => {
  it("is known to each of them, in its order, and to no other run", async () => {
    const journal = new RunJournal("127.0.0.1:4000", folder);
    journal.append(declared("first"));
    expect(await inAnotherProcess("127.0.0.1:4000", "second")).toEqual([
      declared("first"),
      declared("second"),
    ]);
    expect(await inAnotherProcess("127.0.0.1:4001", "third")).toEqual([declared("third")]);
  });

  it("is for its user's eyes alone, and gone when its process ends", async () => {
    await inAnotherProcess("127.0.0.1:4000", "first");
    expect(await readdir(folder)).toEqual([]);
    new RunJournal("127.0.0.1:4000", folder).append(declared("second"));
    const [file = ""] = await readdir(folder);
    if (process.platform !== "win32") {
      expect((await stat(folder)).mode & 0o777).toBe(0o700);
      expect((await stat(path.join(folder, file))).mode & 0o777).toBe(0o600);
    }
  });

  it("is forgotten where its process was killed, though the next one gets the same port", async () => {
    await mkdir(folder);
    const lost = path.join(folder, "127.0.0.1-4000_4194303999.jsonl");
    await writeFile(lost, `${JSON.stringify({ at: "1", entry: declared("old") })}\n`);
    expect(new RunJournal("127.0.0.1:4000", folder).entries()).toEqual([]);
    expect(await readdir(folder)).toEqual([]);
  });

  it("is kept in this process where the folder cannot be written, which it says", async () => {
    await writeFile(folder, "a file");
    const journal = new RunJournal("127.0.0.1:4000", folder);
    journal.append(declared("first"));
    expect(journal.entries()).toEqual([declared("first")]);
    expect(journal.problem).toContain(folder);
  });

  it("needs no folder where there is no engine", () => {
    const journal = new RunJournal(undefined, folder);
    journal.append(declared("first"));
    expect(journal.entries()).toEqual([declared("first")]);
    expect(journal.problem).toBeUndefined();
  });
});
