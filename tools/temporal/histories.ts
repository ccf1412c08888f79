import type { Client } from "@temporalio/client";

/** Everything that Temporal keeps of every workflow of the namespace, as text: its histories with their payloads decoded, and memos. */
export async function readAllHistories(client: Client): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for await (const { workflowId, runId, raw } of client.workflow.list()) {
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    texts.set(`${workflowId} ${runId}`, `${asText(history)}${asText(raw)}`);
  }
  return texts;
}

/** Payloads are bytes, which are text in this project: they appear as it. */
function asText(value: unknown): string {
  if (value instanceof Uint8Array) {
    return Buffer.from(value).toString("utf8");
  }
  if (typeof value !== "object" || value === null) {
    return String(value);
  }
  return Object.entries(value)
    .map(([key, each]) => `${key} ${asText(each)}`)
    .join("\n");
}
