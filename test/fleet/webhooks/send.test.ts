import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { TenantOutcome } from "../../../fleet/outcome.ts";
import { reportModel } from "../../../fleet/report/model.ts";
import type { RunState } from "../../../fleet/run/run-state.ts";
import { sendWebhooks } from "../../../fleet/webhooks/send.ts";
import { testClock } from "../../graph/support/clock.ts";
import { type Reply, startServer, type TestServer } from "../../graph/support/server.ts";
import { drifted, failed, outcome, recovery, run } from "../report/support.ts";

const secret = "/workflows/4f2ae1/triggers/manual?sig=Zm9yLXRlc3RzLW9ubHk";
const accepted: Reply = { status: 202 };

let folder = "";
let server: TestServer | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "fleet-webhooks-"));
});

afterEach(async () => {
  await server?.close();
  server = undefined;
  await rm(folder, { recursive: true });
});

/** A server that replies so, one after the other, the last again and again; and what posts to it. */
async function receiver(...replies: readonly Reply[]) {
  const started = await startServer((_, index) => replies[Math.min(index, replies.length - 1)] ?? accepted);
  server = started;
  const clock = testClock();
  return {
    received: started.received,
    clock,
    send: (state: RunState, { kind = "teams" as const, url = `${started.origin}${secret}` } = {}) =>
      sendWebhooks(
        reportModel(state),
        { file: join(folder, "fleet.yaml"), webhooks: [{ kind, urlVariable: "FLEET_URL" }] },
        { env: { FLEET_URL: url }, clock },
      ),
  };
}

const results = (sent: Awaited<ReturnType<typeof sendWebhooks>>) => sent.map(({ result }) => result);

it("sends one message a run, and none while the same tenants are in the same trouble", async () => {
  const { send, received } = await receiver(accepted);
  const night = (...outcomes: TenantOutcome[]) => run([...outcomes, outcome("c")]);
  const sequence = [
    night(drifted("a"), outcome("b")),
    night(drifted("a", { by: "eve@contoso.com", at: "2026-11-27T01:00:00.000Z" }), outcome("b")),
    night(drifted("a"), failed("b", { message: "Request 1 failed." })),
    night(drifted("a"), failed("b", { message: "Request 2 failed." })),
    night(drifted("a", { paths: ["displayName"] }), failed("b")),
    night(outcome("a"), outcome("b")),
    night(outcome("a"), outcome("b")),
  ];
  const told = [];
  for (const state of sequence) {
    told.push(...results(await send(state)));
  }
  expect(told).toEqual([
    "sent",
    "nothingChanged",
    "sent",
    "nothingChanged",
    "sent",
    "sent",
    "nothingChanged",
  ]);
  expect(received).toHaveLength(4);
});

it("keeps what it knows of tenants that a run did not select", async () => {
  const { send } = await receiver(accepted);
  await send(run([drifted("a"), drifted("b")]));
  const otherwise = drifted("a", { paths: ["displayName"] });
  expect(results(await send(run([drifted("a")])))).toEqual(["nothingChanged"]);
  expect(results(await send(run([otherwise])))).toEqual(["sent"]);
  expect(results(await send(run([otherwise, drifted("b")])))).toEqual(["nothingChanged"]);
});

it("tells each run that changed tenants or waits for a person, once", async () => {
  const { send } = await receiver(accepted);
  const waiting = { ring: "broad", reason: "approval" } as const;
  const update = (id: string, rest: Partial<RunState> = {}) =>
    run([outcome("a", { status: "changed" })], { id, ...rest });
  const told = [
    await send(update("up-20261127T020000Z-0001", { waiting, endedAt: undefined })),
    await send(update("up-20261127T020000Z-0001", { waiting, endedAt: undefined })),
    await send(update("up-20261127T020000Z-0002")),
    await send(run([outcome("a")], { id: "up-20261127T020000Z-0003" })),
    await send(run([outcome("a")], { id: "up-20261127T020000Z-0004", waiting, endedAt: undefined })),
  ];
  expect(told.flatMap(results)).toEqual(["sent", "nothingChanged", "sent", "nothingChanged", "sent"]);
});

it("remembers nothing of a message that was not accepted, and sends it with the next run", async () => {
  const { send, received } = await receiver({ status: 410 }, accepted);
  const [result] = await send(run([drifted("a")]));
  expect(result).toMatchObject({
    result: "failed",
    error: {
      code: "webhookNotDelivered",
      message: "The teams webhook of FLEET_URL did not accept the message: HTTP 410.",
      hint: "Check that FLEET_URL has the webhook's present URL, and that the workflow or app behind it is on.",
    },
  });
  expect(results(await send(run([drifted("a")])))).toEqual(["sent"]);
  expect(received).toHaveLength(2);
});

it("waits as long as the service asks, and gives up where that is longer than a minute", async () => {
  const patient = await receiver({ status: 429, headers: { "retry-after": "7" } }, { status: 503 }, accepted);
  expect(results(await patient.send(run([drifted("a")])))).toEqual(["sent"]);
  expect(patient.clock.slept).toEqual([7000, 1000]);
  expect(patient.received).toHaveLength(3);
  await server?.close();
  const busy = await receiver({ status: 429, headers: { "retry-after": "3600" } });
  expect(results(await busy.send(run([failed("a")])))).toEqual(["failed"]);
  expect(busy.received).toHaveLength(1);
  expect(busy.clock.slept).toEqual([]);
});

it("ends after a minute of failures", async () => {
  const { send, received, clock } = await receiver({ status: 500 });
  expect(results(await send(run([drifted("a")])))).toEqual(["failed"]);
  expect(clock.slept.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(60_000);
  expect(received).toHaveLength(clock.slept.length + 1);
});

it("keeps the URL, which is a secret, out of every error and of what it notes", async () => {
  const { send, clock } = await receiver(
    { status: 302, headers: { location: "https://contoso.example/" } },
    "cut",
  );
  const urls = [
    undefined,
    undefined,
    `https://127.0.0.1:1${secret}`,
    `https://no-such-host.invalid${secret}`,
    `http://contoso.example${secret}`,
    `https://user:password@contoso.example${secret}`,
    `https://[${secret}`,
    "",
  ];
  const errors = [];
  for (const url of urls) {
    errors.push(
      ...(await send(run([drifted("a")]), url === undefined ? {} : { url })).map(({ error }) => error),
    );
  }
  expect(errors.map((error) => error?.code)).toEqual([
    "webhookNotDelivered",
    "webhookNotDelivered",
    "webhookNotDelivered",
    "webhookNotDelivered",
    "badWebhookUrl",
    "badWebhookUrl",
    "badWebhookUrl",
    "badWebhookUrl",
  ]);
  const said = errors
    .map((error) => `${error?.message}\n${error?.hint}\n${error?.stack}\n${error?.cause}`)
    .join("\n");
  expect(said).not.toMatch(/4f2ae1|Zm9y|contoso|127\.0\.0\.1|no-such-host|password/);
  expect(said).toContain("FLEET_URL is not set");
  expect(clock.slept.length).toBeGreaterThan(0);
});

it("does not follow a redirect, which would learn what the message says", async () => {
  const { send, received } = await receiver({ status: 307, headers: { location: "/elsewhere" } }, accepted);
  const [result] = await send(run([drifted("a")]));
  expect(result?.error?.message).toContain("HTTP 307");
  expect(result?.error?.hint).toBe("The URL leads to another one: set FLEET_URL to that.");
  expect(received).toHaveLength(1);
});

it("repeats Slack's word for what is wrong, and nothing else that a service says", async () => {
  const { send } = await receiver(
    { raw: "HTTP/1.1 400 Bad Request\r\ncontent-length: 14\r\nconnection: close\r\n\r\ninvalid_blocks" },
    { raw: "HTTP/1.1 404 Not Found\r\ncontent-length: 19\r\nconnection: close\r\n\r\nno https://x.y/z?a=b" },
  );
  const said = [];
  for (const state of [run([drifted("a")]), run([drifted("a")])]) {
    said.push(...(await send(state, { kind: "slack" as never })).map(({ error }) => error?.message));
  }
  expect(said).toEqual([
    "The slack webhook of FLEET_URL did not accept the message: HTTP 400 (invalid_blocks).",
    "The slack webhook of FLEET_URL did not accept the message: HTTP 404.",
  ]);
});

it("does not wait for a response that never ends, once the message is accepted", async () => {
  const { send, received } = await receiver({ raw: "HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n" });
  expect(results(await send(run([drifted("a")])))).toEqual(["sent"]);
  expect(received).toHaveLength(1);
});

it("posts JSON over plain HTTP to this machine only", async () => {
  const bodies: string[] = [];
  const plain = createServer(async (request, response) => {
    bodies.push(`${request.headers["content-type"]} ${Buffer.concat(await request.toArray())}`);
    response.end();
  });
  await new Promise<void>((resolve) => plain.listen(0, "127.0.0.1", resolve));
  const { send } = await receiver(accepted);
  const url = `http://127.0.0.1:${(plain.address() as AddressInfo).port}/hook`;
  expect(results(await send(run([drifted("a")]), { url }))).toEqual(["sent"]);
  plain.close();
  expect(bodies.join()).toMatch(/^application\/json; charset=utf-8 \{"type":"message"/);
});

it("notes names and digests only, readable by their owner", async () => {
  const { send } = await receiver(accepted);
  await send(run([drifted("a", { by: "eve@contoso.com" }), failed("__proto__")]));
  const file = join(folder, ".pin-reset", "webhooks.json");
  const text = await readFile(file, "utf8");
  expect(JSON.parse(text)).toEqual({
    version: 1,
    told: [
      {
        webhook: "teams FLEET_URL scan",
        tenants: [
          ["__proto__", expect.stringMatching(/^[\w-]{43}$/)],
          ["a", expect.stringMatching(/^[\w-]{43}$/)],
        ],
      },
    ],
  });
  expect(text).not.toContain(recovery.name);
  if (process.platform !== "win32") {
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  }
});
