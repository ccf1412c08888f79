import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { type bundleWorkflowCode, DefaultLogger, Runtime, Worker } from "@temporalio/worker";
import { beforeAll, describe, expect, it } from "vitest";
import { bundleWorkflows } from "../../../fleet/temporal/worker.ts";

const folder = path.join(import.meta.dirname, "histories");
const names = await readdir(folder);
let workflowBundle: Awaited<ReturnType<typeof bundleWorkflowCode>>;

beforeAll(async () => {
  // A replay that fails on purpose would be told on the terminal.
  Runtime.install({
    logger: new DefaultLogger("ERROR", () => undefined),
    telemetryOptions: { logging: { filter: "ERROR", forward: {} } },
  });
  workflowBundle = await bundleWorkflows();
});

async function read(name: string): Promise<string> {
  return await readFile(path.join(folder, name), "utf8");
}

/**
 * The SDK's own reading of JSON fails where npm installs protobufjs for two of its packages separately, as beside Pulumi's: the
 * class that made the JSON reads it.
 */
const { temporal } = createRequire(createRequire(import.meta.url).resolve("@temporalio/worker"))(
  "@temporalio/proto",
);

function replay(history: string): Promise<void> {
  return Worker.runReplayHistory(
    { workflowBundle },
    temporal.api.history.v1.History.fromObject(JSON.parse(history)),
  );
}

describe("a run that an earlier version started goes on with this one", () => {
  it("every kind of workflow is recorded", () => {
    expect(new Set(names.map((name) => name.replace(/-\d+\.json$/, "")))).toEqual(
      new Set([
        "plan-of-rings",
        "plan-that-is-continued",
        "plan-that-waits-for-a-tenant",
        "scheduled-run",
        "tenant",
        "tenant-that-is-cancelled",
        "tenant-that-is-lost",
      ]),
    );
    expect(names).toContain("plan-that-is-continued-2.json");
  });

  it.each(names)("%s", async (name) => {
    await replay(await read(name));
  });
});

describe("a change of a workflow that would break runs under way is noticed", () => {
  it.each([
    ["tenant-1.json", "performTenant", "performTheTenant"],
    ["scheduled-run-1.json", "planScheduledRun", "planTheRun"],
    ["plan-of-rings-1.json", "tenantRun", "runOfTenant"],
  ])("%s, had it been recorded with another command", async (name, command, other) => {
    const history = await read(name);
    await expect(replay(history.replaceAll(`"${command}"`, `"${other}"`))).rejects.toThrow(
      /Nondeterminism|TMPRL1100/,
    );
  });
});
