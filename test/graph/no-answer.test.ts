import { execFileSync } from "node:child_process";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createGraph } from "../../graph/client.ts";
import { resolveCloud } from "../../graph/clouds.ts";
import { chooseCredential } from "../../graph/credentials/choose.ts";
import type { CredentialSettings } from "../../graph/credentials/settings.ts";
import { fullMessage } from "../../text/explained-error.ts";
import { testPolicy } from "./support/clock.ts";
import { failureOf } from "./support/connection.ts";
import { type Received, type Reply, startServer, type TestServer } from "./support/server.ts";

const tenantId = "3b7a2d54-8f5e-4f0c-9a61-2c1e7d90b6aa";
const clientId = "6a1f0f5e-3a0b-4d52-9d3c-9a4f7c3b1d20";

let server: TestServer | undefined;
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "no-answer-"));
});

afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await server?.close();
  server = undefined;
  await rm(directory, { recursive: true });
});

async function serverThat(reply: Reply | ((request: Received) => Reply)): Promise<TestServer> {
  server = await startServer((request) => (typeof reply === "function" ? reply(request) : reply));
  return server;
}

/** Lets every limit pass soon, and gives those that were asked for, in milliseconds. */
function soon(): number[] {
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  const asked: number[] = [];
  vi.spyOn(AbortSignal, "timeout").mockImplementation((milliseconds) => {
    asked.push(milliseconds);
    return timeout(Math.min(milliseconds, 300));
  });
  return asked;
}

function sourceAt(login: string, settings: CredentialSettings, signal?: AbortSignal) {
  const cloud = { name: "custom", login, graph: login, portal: login } as const;
  return chooseCredential(settings, async () => cloud, { signal });
}

const oidc = { tenantId, clientId, useOidc: true, oidcRequestToken: "t" };

/** Each wait of a sign-in, at a server that takes the connection and says nothing. */
const waits: [string, (origin: string) => CredentialSettings][] = [
  ["the sign-in host", () => ({ tenantId, clientId, clientSecret: "s3cret" })],
  ["GitHub's host of tokens", (origin) => ({ ...oidc, oidcRequestUrl: `${origin}/id-token` })],
  [
    "Azure DevOps",
    (origin) => ({ ...oidc, oidcRequestUrl: `${origin}/id-token`, adoServiceConnectionId: "connection" }),
  ],
];

describe("a host that takes a connection and never answers", () => {
  it.each(waits)("does not keep a sign-in for ever: %s", async (_, settings) => {
    const { origin, host } = await serverThat("silence");
    const limits = soon();
    const error = await failureOf(sourceAt(origin, settings(origin)).getToken());
    expect(error).toMatchObject({ name: "CredentialError", code: "unavailable", passing: { briefly: true } });
    expect(fullMessage(error)).toContain(host);
    expect(limits).toContain(30_000);
  });

  it.each(waits)("is left as soon as the signal is aborted: %s", async (_, settings) => {
    const interruption = new AbortController();
    const { origin, dropped } = await serverThat(() => {
      interruption.abort(new Error("Ctrl-C"));
      return "silence";
    });
    expect(
      await failureOf(sourceAt(origin, settings(origin), interruption.signal).getToken()),
    ).toBeInstanceOf(Error);
    await expect.poll(() => dropped).toHaveLength(1);
  });

  it("does not keep the lookup of the cloud forever", async () => {
    const { host, received } = await serverThat("silence");
    const limits = soon();
    const { policy } = testPolicy();
    const unreachable = { ...policy, unreachableSeconds: 0 };
    const error = await failureOf(resolveCloud({ metadataHost: host }, undefined, unreachable));
    expect(error).toMatchObject({ name: "GraphError", code: "interrupted" });
    expect(fullMessage(error)).toContain(host);
    expect(limits).toEqual([30_000]);
    expect(received).toHaveLength(1);
  });

  it("is left by all that a Graph does for its calls together, once its signal is aborted", async () => {
    const interruption = new AbortController();
    const { host, dropped } = await serverThat(() => {
      interruption.abort(new Error("Ctrl-C"));
      return "silence";
    });
    const graph = createGraph({
      credentials: { metadataHost: host, tenantId, clientId, clientSecret: "s3cret" },
      userAgent: "test",
      signal: interruption.signal,
    });
    expect(await failureOf(graph.cloud())).toMatchObject({ code: "cancelled" });
    await expect.poll(() => dropped).toHaveLength(1);
  });
});

describe("Azure CLI that never ends", () => {
  async function hangingAz(): Promise<{ started(): Promise<number> }> {
    const note = join(directory, "pid");
    const program = join(directory, "az.mjs");
    await writeFile(
      program,
      `import { renameSync, writeFileSync } from "node:fs";
       process.on("SIGTERM", () => {});
       writeFileSync(${JSON.stringify(`${note}.new`)}, String(process.pid));
       renameSync(${JSON.stringify(`${note}.new`)}, ${JSON.stringify(note)});
       setInterval(() => {}, 1000);`,
    );
    await writeFile(join(directory, "az.cmd"), `@"${process.execPath}" "${program}" %*\r\n`);
    await writeFile(join(directory, "az"), `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`);
    await chmod(join(directory, "az"), 0o755);
    vi.stubEnv("PATH", `${directory}${delimiter}${process.env.PATH}`);
    return { started: () => vi.waitFor(async () => Number(await readFile(note, "utf8")), 10_000) };
  }

  const isRunning = (pid: number) => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };

  it("is ended with the first Ctrl-C", async () => {
    const az = await hangingAz();
    const interruption = new AbortController();
    const failed = failureOf(sourceAt("https://l.example", { useCli: true }, interruption.signal).getToken());
    const pid = await az.started();
    interruption.abort(new Error("Ctrl-C"));
    expect(await failed).toMatchObject({ name: "CredentialError" });
    await expect.poll(() => isRunning(pid)).toBe(false);
  });

  it("is ended after a minute", async () => {
    const az = await hangingAz();
    const passed = new AbortController();
    const limit = vi.spyOn(AbortSignal, "timeout").mockReturnValue(passed.signal);
    const failed = failureOf(sourceAt("https://l.example", { useCli: true }).getToken());
    const pid = await az.started();
    passed.abort(new DOMException("too long", "TimeoutError"));
    expect(String(await failed)).toContain("az account get-access-token gave no token within 60 s");
    expect(limit).toHaveBeenCalledWith(60_000);
    await expect.poll(() => isRunning(pid)).toBe(false);
  });
});

describe.skipIf(process.platform === "win32")("a named pipe that nobody writes to", () => {
  it.each([
    ["clientCertificatePath", (path: string) => ({ tenantId, clientId, clientCertificatePath: path })],
    ["oidcTokenFilePath", (path: string) => ({ tenantId, clientId, useOidc: true, oidcTokenFilePath: path })],
  ])("in %s is refused, and does not keep the process for ever", async (name, settings) => {
    const path = join(directory, "pipe");
    execFileSync("mkfifo", [path]);
    const error = await failureOf(sourceAt("https://l.example", settings(path)).getToken());
    expect(error).toMatchObject({ name: "CredentialError", code: "unusable" });
    expect(fullMessage(error)).toContain(`${path}, named by ${name}`);
    expect(fullMessage(error)).toContain("is not a regular file");
  });
});
