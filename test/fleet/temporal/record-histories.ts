import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Client } from "@temporalio/client";
import type { RunPlan } from "../../../fleet/run/plan.ts";
import { connectionSettings } from "../../../fleet/temporal/connection-settings.ts";
import { connectClient } from "../../../fleet/temporal/engine.ts";
import { ensureSchedule } from "../../../fleet/temporal/temporal.ts";
import { fakePlan } from "../../engine/fleet-temporal/fleet.ts";
import { openStage, until } from "../../engine/fleet-temporal/stage.ts";

// `npm run temporal-histories`: records the histories that replay.test.ts replays, by runs of this project. Record them again only
// when runs that were started by an older version need no longer go on: the old files are what shows that they can.

const folder = path.join(import.meta.dirname, "histories");
const stage = await openStage("canary:2,broad:3:1,gate:1:0:true,many:9:0:false:2", { historyEvents: 25 });
const never = new AbortController().signal;

try {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  await stage.startWorker();
  const client = await connectClient(await connectionSettings({ address: stage.server.address }, {}));
  const follow = (plan: RunPlan) => stage.engine.run(plan, () => undefined, never);

  await stage.touch("fail-canary-1");
  const halted = fakePlan(stage.fleet, "0001", ["canary", "gate"]);
  await follow(halted);
  await stage.engine.approve(halted.id, "canary");
  await follow(halted);
  await stage.engine.pause(halted.id);
  await stage.engine.approve(halted.id, "gate");
  await follow(halted);
  await stage.engine.resume(halted.id);
  await follow(halted);
  await write(client, "plan-of-rings", halted.id);
  await stage.remove("fail-canary-1");

  await stage.touch("hold-gate-1");
  const first = fakePlan(stage.fleet, "0002", ["gate"]);
  const second = fakePlan(stage.fleet, "0003", ["gate"]);
  for (const plan of [first, second]) {
    await follow(plan);
    await stage.engine.approve(plan.id, "gate");
    await until(async () => (await stage.engine.state(plan.id)).running.length > 0);
  }
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  await stage.remove("hold-gate-1");
  await Promise.all([follow(first), follow(second)]);
  await write(client, "plan-that-waits-for-a-tenant", second.id);

  await follow(fakePlan(stage.fleet, "0004", ["many"]));
  await write(client, "plan-that-is-continued", fakePlan(stage.fleet, "0004").id);

  await stage.touch("throw-broad-1");
  await follow(fakePlan(stage.fleet, "0005", ["broad"]));
  await write(client, "tenant-that-is-lost", tenantWorkflow("broad-1"));
  await write(client, "tenant", tenantWorkflow("broad-2"));

  await stage.touch("hold-canary-2");
  const cancelled = follow(fakePlan(stage.fleet, "0006", ["canary"]));
  await until(
    async () => (await stage.work()).filter((line) => line.startsWith("begin canary-2")).length === 2,
  );
  await client.workflow.getHandle(tenantWorkflow("canary-2")).cancel();
  await cancelled;
  await stage.remove("hold-canary-2");
  await write(client, "tenant-that-is-cancelled", tenantWorkflow("canary-2"));

  const connection = await connectionSettings({ address: stage.server.address }, {});
  await ensureSchedule(
    { connection, fleet: stage.fleet, operation: "scan", options: { doctor: false } },
    "0 2 * * *",
  );
  await client.schedule.getHandle("pin-reset-fleet/scan/fleet.yaml").trigger();
  let scheduled: string | undefined;
  await until(async () => {
    for await (const { workflowId, status } of client.workflow.list({
      query: 'WorkflowType = "scheduledRun"',
    })) {
      scheduled = status.name === "COMPLETED" ? workflowId : undefined;
    }
    return scheduled !== undefined;
  });
  await write(client, "scheduled-run", scheduled ?? "");
  await client.connection.close();
} finally {
  await stage.close();
}

function tenantWorkflow(name: string): string {
  return `tenant/${stage.fleet.tenants.find((tenant) => tenant.name === name)?.tenantId}`;
}

/** Each run of a workflow is a history of its own. Names of the machine and stacks of the SDK are left out. */
async function write(client: Client, name: string, workflowId: string): Promise<void> {
  let runId = name.startsWith("plan") ? await firstRunOf(client, workflowId) : undefined;
  for (let part = 1; ; part += 1) {
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    const text = JSON.stringify(history, withoutMachine);
    await writeFile(path.join(folder, `${name}-${part}.json`), `${text}\n`);
    const next = history.events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;
    if (!next) {
      return;
    }
    runId = next;
  }
}

function withoutMachine(key: string, value: unknown): unknown {
  if (key === "identity" || (typeof value === "string" && /^\d+@/.test(value))) {
    return "worker";
  }
  return key === "stackTrace" ? "" : value;
}

async function firstRunOf(client: Client, workflowId: string): Promise<string | undefined> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  return events?.[0]?.workflowExecutionStartedEventAttributes?.firstExecutionRunId ?? undefined;
}
