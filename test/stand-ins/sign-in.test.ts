import { rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { seeded } from "../../tenant/seed/ids.ts";
import { failureOf, type Protocol } from "../provider/support/protocol.ts";
import { principalUrn, serveStandIn } from "./support/served.ts";

const served = serveStandIn();

const getClientConfig = "azuread:index/getClientConfig:getClientConfig";
const { directory } = seeded.principals;

/** A call that asks Graph for something, beside the sign-in. */
const readPrincipal = (plugin: Protocol) => plugin.read(principalUrn, `/servicePrincipals/${directory}`);

const readBack = expect.objectContaining({ properties: expect.objectContaining({ objectId: directory }) });

const withoutSecret = () => {
  const { ARM_CLIENT_SECRET, ...others } = served.tenant.env;
  return others;
};

const signedIn = expect.objectContaining({ result: expect.objectContaining({ clientId: seeded.clientId }) });

async function fileWith(content: string): Promise<string> {
  const path = join(tmpdir(), `azuread-${crypto.randomUUID()}`);
  await writeFile(path, content, { mode: 0o600 });
  onTestFinished(() => rm(path));
  return path;
}

it("tells who is signed in", async () => {
  const { result } = await served.plugin.invoke(getClientConfig, {});
  expect(result).toEqual({
    clientId: seeded.clientId,
    objectId: seeded.principals.deployer,
    tenantId: seeded.tenantId,
    id: `${seeded.tenantId}-${seeded.clientId}-${seeded.principals.deployer}`,
  });
});

it("signs in with an ID token", async () => {
  const plugin = await served.another({
    ...withoutSecret(),
    ...(await served.tenant.credentials.oidcToken()),
  });
  expect(await plugin.invoke(getClientConfig, {})).toEqual(signedIn);
});

it("signs in with an ID token from a file", async () => {
  const { ARM_OIDC_TOKEN = "" } = await served.tenant.credentials.oidcToken();
  const path = await fileWith(`${ARM_OIDC_TOKEN}\n`);
  const plugin = await served.another({
    ...withoutSecret(),
    ARM_USE_OIDC: "true",
    ARM_OIDC_TOKEN_FILE_PATH: path,
  });
  expect(await plugin.invoke(getClientConfig, {})).toEqual(signedIn);
});

it("signs in with an ID token that it asks the pipeline for", async () => {
  const { ACTIONS_ID_TOKEN_REQUEST_URL = "", ACTIONS_ID_TOKEN_REQUEST_TOKEN = "" } =
    served.tenant.credentials.github();
  const plugin = await served.another({
    ...withoutSecret(),
    ARM_USE_OIDC: "true",
    ARM_OIDC_REQUEST_URL: ACTIONS_ID_TOKEN_REQUEST_URL,
    ARM_OIDC_REQUEST_TOKEN: ACTIONS_ID_TOKEN_REQUEST_TOKEN,
  });
  expect(await plugin.invoke(getClientConfig, {})).toEqual(signedIn);
});

it("signs in with an ID token that it asks Azure Pipelines for", async () => {
  const plugin = await served.another({ ...withoutSecret(), ...served.tenant.credentials.pipelines() });
  expect(await plugin.invoke(getClientConfig, {})).toEqual(signedIn);
});

it("signs in by the configuration alone, ids and secrets in files", async () => {
  const { ARM_CLIENT_SECRET = "", ARM_METADATA_HOSTNAME: metadataHost = "" } = served.tenant.env;
  const plugin = await served.another(
    {},
    {
      version: "6.9.1",
      tenantId: seeded.tenantId,
      clientIdFilePath: await fileWith(seeded.clientId),
      clientSecretFilePath: await fileWith(ARM_CLIENT_SECRET),
      metadataHost,
      useOidc: "false",
    },
  );
  expect(await plugin.invoke(getClientConfig, {})).toEqual(signedIn);
});

it.each([
  [{ ARM_TENANT_ID: "" }, "ARM_TENANT_ID"],
  [{ ARM_CLIENT_ID: "" }, "ARM_CLIENT_ID"],
  [{ ARM_CLIENT_SECRET: "" }, "ARM_CLIENT_SECRET"],
  [{ ARM_CLIENT_SECRET: "", ARM_USE_OIDC: "true" }, "ARM_OIDC_TOKEN"],
  [{ ARM_CLIENT_SECRET: "", ARM_CLIENT_SECRET_FILE_PATH: "/nowhere" }, "ARM_CLIENT_SECRET_FILE_PATH"],
  [{ ARM_METADATA_HOSTNAME: "localhost:1" }, "ARM_METADATA_HOSTNAME"],
])("names the setting at fault where the variables have %j", async (variables, name) => {
  const plugin = await served.another({ ...served.tenant.env, ...variables });
  const error = await failureOf(plugin.invoke(getClientConfig, {}));
  expect(error.details).toContain(name);
  expect(error.details).not.toMatch(/\n\s+at /);
});

it("says what Entra said of a wrong secret, in the frame of the published plugin, and never the secret", async () => {
  const plugin = await served.another({ ...served.tenant.env, ARM_CLIENT_SECRET: "not-the-secret" });
  const error = await failureOf(plugin.invoke(getClientConfig, {}));
  expect(error.details).toContain(`invoking ${getClientConfig}: 1 error occurred:\n\t* `);
  expect(error.details).toMatch(/invalid_client: AADSTS\d+/);
  expect(error.details).toContain("ARM_CLIENT_SECRET");
  expect(error.details).not.toContain("not-the-secret");
});

it("says that a pipeline gave no ID token", async () => {
  const plugin = await served.another({
    ...withoutSecret(),
    ARM_USE_OIDC: "true",
    ARM_OIDC_REQUEST_URL: `${served.tenant.origin}/metadata/endpoints`,
    ARM_OIDC_REQUEST_TOKEN: "anything",
  });
  const error = await failureOf(plugin.invoke(getClientConfig, {}));
  expect(error.details).toContain(
    "ARM_OIDC_REQUEST_URL (azuread:oidcRequestUrl) answered 200, and no ID token",
  );
});

it("says that a metadata host gave no environment document", async () => {
  const { host, origin } = served.tenant;
  const plugin = await served.another({ ...served.tenant.env, ARM_METADATA_HOSTNAME: `${host}/nothing` });
  const error = await failureOf(plugin.invoke(getClientConfig, {}));
  expect(error.details).toContain(`${origin}/nothing/metadata/endpoints`);
  expect(error.details).toContain("no environment document");
});

it("signs in once for calls that come at the same time, and again when a token is refused", async () => {
  const plugin = await served.another({ ...served.tenant.env });
  await Promise.all([readPrincipal(plugin), plugin.invoke(getClientConfig, {})]);
  const userAgent = "pulumi-azuread-stand-in/6.9.1";
  const tokens = () => served.tenant.requests.list({ path: "oauth2/v2.0/token", userAgent }).length;
  expect(tokens()).toBe(1);
  served.tenant.revokeTokens();
  expect(await readPrincipal(plugin)).toEqual(readBack);
  expect(tokens()).toBeGreaterThan(1);
});

it("signs in again once a token is about to end", async () => {
  served.tenant.state.settings.tokenLifetimeSeconds = 0;
  const plugin = await served.another({ ...served.tenant.env });
  await plugin.invoke(getClientConfig, {});
  await plugin.invoke(getClientConfig, {});
  expect(served.tenant.requests.list({ path: "oauth2/v2.0/token" })).toHaveLength(2);
});

it("waits as long as a throttled response says, then asks again", async () => {
  const throttled = { kind: "status", status: 429 } as const;
  served.tenant.faults.add({
    match: { path: "/servicePrincipals/" },
    effect: { ...throttled, retryAfter: 7 },
  });
  served.tenant.faults.add({ match: { path: "/servicePrincipals/" }, nth: 2, effect: throttled });
  expect(await readPrincipal(served.plugin)).toEqual(readBack);
  expect(served.waits[0]).toBe(7000);
});

it("waits until the date that a response names, and no longer than half a minute", async () => {
  const retryAfter = new Date(Date.now() + 3_600_000).toUTCString();
  served.tenant.faults.add({
    match: { path: "/servicePrincipals/" },
    effect: { kind: "status", status: 503, retryAfter },
  });
  await readPrincipal(served.plugin);
  expect(served.waits).toEqual([30_000]);
});

it("gives up a call that fails again and again, and says how", async () => {
  served.tenant.faults.add({
    match: { path: "/servicePrincipals/" },
    count: "always",
    effect: { kind: "status", status: 503 },
  });
  const error = await failureOf(readPrincipal(served.plugin));
  expect(error.details).toContain("unexpected status 503 (503 Service Unavailable)");
  expect(served.waits).toHaveLength(6);
});

it("says that the connection broke", async () => {
  served.tenant.faults.add({
    match: { path: "/servicePrincipals/" },
    effect: { kind: "cut", when: "before" },
  });
  const error = await failureOf(readPrincipal(served.plugin));
  expect(error.details).toContain(`GET ${served.tenant.origin}`);
  expect(error.details).toContain("NODE_EXTRA_CA_CERTS");
});
