import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createSecureServer } from "node:http2";
import { type AddressInfo, connect as connectTcp, type Server } from "node:net";
import path from "node:path";
import { createServer as createTlsServer } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectionSettings, type TemporalOptions } from "../../fleet/temporal/connection-settings.ts";
import { temporalEngine } from "../../fleet/temporal/temporal.ts";
import {
  makeAuthority,
  makeClientCertificate,
  makeServerCertificate,
} from "../../tenant/http/certificates.ts";
import { fakePlan } from "./fleet-temporal/fleet.ts";
import { openStage, type Stage } from "./fleet-temporal/stage.ts";

let stage: Stage;
let proxy: Server;
let refusing: ReturnType<typeof createSecureServer>;
let worker: ChildProcess;
const authorizations: unknown[] = [];

const fileOf = (name: string): string => path.join(stage.folder, name);
const portOf = (server: { address(): unknown }): number => (server.address() as AddressInfo).port;

/** The development server has no TLS: what ends TLS before it asks for a client's certificate, as a server for mutual TLS does. */
beforeAll(async () => {
  stage = await openStage("canary:1");
  const authority = await makeAuthority();
  const server = await makeServerCertificate(authority, ["temporal.example"]);
  const client = await makeClientCertificate("worker");
  const stranger = await makeClientCertificate("stranger");
  await Promise.all(
    Object.entries({
      "ca.pem": authority.certificate.toString("pem"),
      "client.pem": client.certificate,
      "client-key.pem": client.key,
      "stranger.pem": stranger.certificate,
      "stranger-key.pem": stranger.key,
    }).map(([name, text]) => writeFile(path.join(stage.folder, name), text)),
  );
  const identity = { key: server.key, cert: server.certificate };
  proxy = createTlsServer(
    {
      ...identity,
      ca: client.certificate,
      requestCert: true,
      rejectUnauthorized: true,
      ALPNProtocols: ["h2"],
    },
    (socket) => {
      const behind = connectTcp(stage.server.port, "127.0.0.1");
      socket.on("error", () => behind.destroy()).pipe(behind);
      behind.on("error", () => socket.destroy()).pipe(socket);
    },
  );
  refusing = createSecureServer(identity, (request, response) => {
    authorizations.push(request.headers.authorization);
    response.writeHead(200, {
      "content-type": "application/grpc",
      "grpc-status": "16",
      "grpc-message": "no such key",
    });
    response.end();
  });
  for (const each of [proxy, refusing]) {
    each.listen(0, "127.0.0.1");
    await once(each, "listening");
  }
});

afterAll(async () => {
  worker?.kill("SIGKILL");
  await stage?.close();
  proxy?.close();
  refusing?.close();
});

async function connect(options: TemporalOptions, env: NodeJS.ProcessEnv = {}) {
  return await temporalEngine({
    connection: await connectionSettings(options, env),
    fleet: stage.fleet,
    pollMilliseconds: 100,
  });
}

function byTls(client: string, server: { address(): unknown } = proxy): TemporalOptions {
  return {
    address: `127.0.0.1:${portOf(server)}`,
    tlsCaPath: fileOf("ca.pem"),
    tlsServerName: "temporal.example",
    tlsCertPath: fileOf(`${client}.pem`),
    tlsKeyPath: fileOf(`${client}-key.pem`),
  };
}

it("a run goes through mutual TLS, of the worker and of the one who follows it", async () => {
  const given = byTls("client");
  worker = await stage.startWorker({
    TEMPORAL_ADDRESS: given.address,
    TEMPORAL_TLS_CLIENT_CERT_PATH: given.tlsCertPath,
    TEMPORAL_TLS_CLIENT_KEY_PATH: given.tlsKeyPath,
    TEMPORAL_TLS_SERVER_CA_CERT_PATH: given.tlsCaPath,
    TEMPORAL_TLS_SERVER_NAME: given.tlsServerName,
  });
  const engine = await connect(given);
  const state = await engine.run(
    fakePlan(stage.fleet, "0001"),
    () => undefined,
    new AbortController().signal,
  );
  await engine.close();
  expect(state.outcomes.map(({ status }) => status)).toEqual(["changed"]);
});

// Each waits for seconds until the client gives up: all at once.
describe.concurrent("what keeps a client from Temporal is told apart", () => {
  it("a client's certificate that the server does not know", async () => {
    await expect(connect(byTls("stranger"))).rejects.toMatchObject({ code: "temporalTls" });
  });

  it("a server's certificate of another authority", async () => {
    const given = { ...byTls("client"), tlsCaPath: fileOf("client.pem") };
    await expect(connect(given)).rejects.toMatchObject({ code: "temporalTls" });
  });

  it("a server's certificate with another name", async () => {
    const given = { ...byTls("client"), tlsServerName: "other.example" };
    await expect(connect(given)).rejects.toMatchObject({ code: "temporalTls" });
  });

  it("nothing that listens", async () => {
    await expect(connect({ address: "127.0.0.1:1" })).rejects.toMatchObject({ code: "temporalUnreachable" });
  });

  it("a namespace that is not there", async () => {
    await expect(connect({ address: stage.server.address, namespace: "fleets" })).rejects.toMatchObject({
      code: "temporalNamespace",
    });
  });

  it("an API key that is refused, and stands in no error", async () => {
    const { tlsCertPath: _, tlsKeyPath: __, ...given } = byTls("client", refusing);
    const connecting = connect(given, { TEMPORAL_API_KEY: "key-of-the-test" });
    await expect(connecting).rejects.toSatisfy((error) => !String(error).includes("key-of-the-test"));
    expect(authorizations).toContain("Bearer key-of-the-test");
  });
});
