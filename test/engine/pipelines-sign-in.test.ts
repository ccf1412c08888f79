import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import tls from "node:tls";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { serverIdentity } from "../../tenant/http/tls.ts";
import { seeded } from "../../tenant/seed/ids.ts";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { checkOut } from "../pipelines/support/checkout.ts";
import { type PulumiCloud, startPulumiCloud } from "../pipelines/support/pulumi-cloud.ts";
import { type Ran, runBash } from "../pipelines/support/shell.ts";
import { repository } from "./stack.ts";

const trusted = tls.getCACertificates("default");
let folder: string;
let checkout: string;
let temp: string;
let tenant: Tenant;
let cloud: PulumiCloud;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "sign-in-"));
  checkout = await mkdtemp(path.join(folder, "checkout-"));
  await checkOut(checkout);
  const certificates = path.join(folder, "certificates");
  tenant = await startTenant({ directory: certificates });
  tls.setDefaultCACertificates([...trusted, await readFile(tenant.caFile, "utf8")]);
  const { key, certificate: cert } = await serverIdentity(certificates);
  cloud = await startPulumiCloud("contoso", { key, cert });
});

afterAll(async () => {
  tls.setDefaultCACertificates(trusted);
  await cloud.close();
  await tenant.close();
  await rm(folder, { recursive: true });
});

beforeEach(async () => {
  temp = await mkdtemp(path.join(folder, "temp-"));
  await writeFile(path.join(temp, "env"), "");
});

afterEach(() => tenant.reset());

/** Runs the workflows' step as a job of GitHub does. */
function signIn(env: Record<string, string>): Promise<Ran> {
  const { PATH = "", HOME = "" } = process.env;
  const { NODE_EXTRA_CA_CERTS = "", SSL_CERT_FILE = "" } = tenant.env;
  return runBash("node .github/workflows/sign-in.mts", ["-eo", "pipefail"], {
    cwd: checkout,
    env: {
      HOME,
      PATH: [path.join(repository, "node_modules", ".bin"), PATH].join(path.delimiter),
      NODE_EXTRA_CA_CERTS,
      SSL_CERT_FILE,
      PULUMI_HOME: path.join(temp, "home"),
      RUNNER_TEMP: temp,
      GITHUB_ENV: path.join(temp, "env"),
      ARM_CLIENT_ID: seeded.clientId,
      ARM_TENANT_ID: seeded.tenantId,
      ...tenant.credentials.github(),
      ...env,
    },
  });
}

const added = async () => {
  const lines = (await readFile(path.join(temp, "env"), "utf8")).split("\n").filter((line) => line !== "");
  return Object.fromEntries(lines.map((line) => line.split("=")));
};

it("a state in Azure Storage: the next steps have a token of the job that Entra takes, in a file of their own", async () => {
  const ran = await signIn({ PULUMI_BACKEND_URL: "azblob://state?storage_account=contoso" });
  expect(ran, ran.stdout).toMatchObject({ code: 0 });
  const { AZURE_FEDERATED_TOKEN_FILE: file = "", ...others } = await added();
  expect(others).toEqual({ AZURE_CLIENT_ID: seeded.clientId, AZURE_TENANT_ID: seeded.tenantId });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const token = await readFile(file, "utf8");
  const answer = await fetch(`${tenant.origin}/${seeded.tenantId}/oauth2/v2.0/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: seeded.clientId,
      scope: `${tenant.origin}/.default`,
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: token,
    }),
  });
  expect(answer.status).toBe(200);
  expect(ran.stdout + ran.stderr).not.toContain(token);
});

it("a state in Pulumi Cloud: the CLI is logged in as a member of the organization", async () => {
  const ran = await signIn({ PULUMI_BACKEND_URL: cloud.origin, PULUMI_ORGANIZATION: "contoso" });
  expect(ran, ran.stdout + ran.stderr).toMatchObject({ code: 0 });
  expect(cloud.signedIn).toEqual(["repo:contoso/pin-reset:ref:refs/heads/main"]);
  const kept = JSON.parse(await readFile(path.join(temp, "home", "credentials.json"), "utf8"));
  expect(kept).toMatchObject({ current: cloud.origin });
});

it("a state in Pulumi Cloud: a preview has the rights of its own team alone, not the organization's", async () => {
  const team = { PULUMI_BACKEND_URL: cloud.origin, PULUMI_ORGANIZATION: "contoso", PULUMI_TEAM: "previews" };
  const ran = await signIn(team);
  expect(ran, ran.stdout + ran.stderr).toMatchObject({ code: 0 });
  expect(ran.stdout).toContain("as the team previews of contoso");
  expect(cloud.rights.at(-1)).toBe("team:previews");
});

it("an organization that does not let the job in fails the step, and says so", async () => {
  const ran = await signIn({ PULUMI_BACKEND_URL: cloud.origin, PULUMI_ORGANIZATION: "fabrikam" });
  expect(ran.code).toBe(1);
  expect(ran.stdout).toContain(`::error::${cloud.origin} did not accept this job's identity`);
});

it("any other state needs no token", async () => {
  expect(
    await signIn({ PULUMI_BACKEND_URL: "file:///state", ACTIONS_ID_TOKEN_REQUEST_URL: "" }),
  ).toMatchObject({
    code: 0,
  });
});

it("a job without the permission to have a token is told what is missing", async () => {
  const ran = await signIn({ PULUMI_BACKEND_URL: "azblob://state", ACTIONS_ID_TOKEN_REQUEST_URL: "" });
  expect(ran).toMatchObject({
    code: 1,
    stdout: "::error::The environment variable ACTIONS_ID_TOKEN_REQUEST_URL is missing.\n",
  });
});
