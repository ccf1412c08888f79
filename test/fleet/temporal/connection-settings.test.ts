import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectionSettings } from "../../../fleet/temporal/connection-settings.ts";

let folder: string;
let file: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "pin-reset-connection-"));
  file = path.join(folder, "some.pem");
  await writeFile(file, "PEM");
});

afterAll(() => rm(folder, { recursive: true }));

describe("where Temporal is", () => {
  it("is this machine without TLS unless something else is said", async () => {
    expect(await connectionSettings({}, { TEMPORAL_ADDRESS: "" })).toEqual({
      address: "localhost:7233",
      namespace: "default",
      apiKey: undefined,
      tls: undefined,
    });
  });

  it("is what the variables of Temporal's own CLI say, unless an option says otherwise", async () => {
    const env = { TEMPORAL_ADDRESS: "one:7233", TEMPORAL_NAMESPACE: "fleets" };
    expect(await connectionSettings({ address: "other:7233" }, env)).toMatchObject({
      address: "other:7233",
      namespace: "fleets",
    });
  });

  it("is reached by TLS where a key, a certificate or TEMPORAL_TLS is given", async () => {
    expect(await connectionSettings({}, { TEMPORAL_TLS: "true" })).toMatchObject({ tls: {} });
    expect(await connectionSettings({}, { TEMPORAL_API_KEY: "key" })).toMatchObject({
      apiKey: "key",
      tls: {},
    });
    expect(await connectionSettings({ tlsCaPath: file, tlsServerName: "name" }, {})).toMatchObject({
      tls: { serverNameOverride: "name", serverRootCACertificate: Buffer.from("PEM") },
    });
    const env = { TEMPORAL_TLS_CLIENT_CERT_DATA: "cert", TEMPORAL_TLS_CLIENT_KEY_PATH: file };
    expect(await connectionSettings({}, env)).toMatchObject({
      tls: { clientCertPair: { crt: Buffer.from("cert"), key: Buffer.from("PEM") } },
    });
  });
});

describe("bad settings are told before anything is connected", () => {
  it.each([
    ["a certificate without its key", { TEMPORAL_TLS_CLIENT_CERT_DATA: "cert" }, "no key"],
    ["a key without its certificate", { TEMPORAL_TLS_CLIENT_KEY_DATA: "key" }, "no certificate"],
    ["an API key without TLS", { TEMPORAL_API_KEY: "key", TEMPORAL_TLS: "false" }, "in the clear"],
    ["a file that is not there", { TEMPORAL_TLS_SERVER_CA_CERT_PATH: "/not-there.pem" }, "cannot be read"],
  ])("%s", async (_, env, text) => {
    const connecting = connectionSettings({}, env);
    await expect(connecting).rejects.toMatchObject({ code: "badTemporalSettings" });
    await expect(connecting).rejects.toThrow(text);
  });
});
