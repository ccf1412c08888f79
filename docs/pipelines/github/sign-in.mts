// Signs a job in to where the stack's state is kept, by the job's own identity token: no secret is needed.
//   azblob://...    Azure Storage (and a Key Vault key), as the identity in ARM_CLIENT_ID
//   https://...     Pulumi Cloud, as the team in PULUMI_TEAM, or else as the organization in PULUMI_ORGANIZATION
//   anything else   needs no sign-in
import { spawnSync } from "node:child_process";
import { appendFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { main, variable } from "./github.mts";

/** What Entra wants a token to be for that is exchanged for one of its own. */
const exchangeAudience = "api://AzureADTokenExchange";

await main(async () => {
  const backend = variable("PULUMI_BACKEND_URL");
  if (backend.startsWith("azblob://")) {
    return await signInToAzure();
  }
  if (backend.startsWith("https://")) {
    return await signInToPulumiCloud(backend);
  }
  return "This backend needs no sign-in.";
});

/** Source: https://learn.microsoft.com/azure/developer/go/sdk/authentication/authentication-overview */
async function signInToAzure(): Promise<string> {
  const lines = [
    `AZURE_FEDERATED_TOKEN_FILE=${await saveToken("azure", exchangeAudience)}`,
    `AZURE_CLIENT_ID=${variable("ARM_CLIENT_ID")}`,
    `AZURE_TENANT_ID=${variable("ARM_TENANT_ID")}`,
  ];
  await appendFile(variable("GITHUB_ENV"), `${lines.join("\n")}\n`);
  return "The next steps reach the state in Azure as this job's identity.";
}

/** Source: https://www.pulumi.com/docs/pulumi-cloud/access-management/oidc/client/github/ */
async function signInToPulumiCloud(backend: string): Promise<string> {
  const organization = variable("PULUMI_ORGANIZATION");
  const file = await saveToken("pulumi", `urn:pulumi:org:${organization}`);
  const token = pathToFileURL(file).href;
  const { PULUMI_TEAM: team } = process.env;
  const login = ["login", backend, "--oidc-token", token, "--oidc-org", organization];
  // A token of a team has the team's rights alone, so that a preview cannot write the state.
  if (team) {
    login.push("--oidc-team", team);
  }
  const { status } = spawnSync("npm", ["run", "--silent", "pulumi", "--", ...login], { stdio: "inherit" });
  if (status !== 0) {
    throw new Error(`${backend} did not accept this job's identity: see the lines above.`);
  }
  return `Signed in to ${backend} as ${team ? `the team ${team}` : "a member"} of ${organization}.`;
}

async function saveToken(name: string, audience: string): Promise<string> {
  const file = path.join(variable("RUNNER_TEMP"), `${name}-identity-token`);
  await writeFile(file, await identityToken(audience), { mode: 0o600 });
  return file;
}

/** Source: https://docs.github.com/actions/reference/security/oidc */
async function identityToken(audience: string): Promise<string> {
  const url = new URL(variable("ACTIONS_ID_TOKEN_REQUEST_URL"));
  url.searchParams.set("audience", audience);
  const authorization = `Bearer ${variable("ACTIONS_ID_TOKEN_REQUEST_TOKEN")}`;
  const answer = await fetch(url, {
    headers: { authorization },
    redirect: "error",
    signal: AbortSignal.timeout(30_000),
  });
  if (!answer.ok) {
    throw new Error(`GitHub answered ${answer.status} to the request for an identity token.`);
  }
  const { value } = (await answer.json()) as { value: string };
  return value;
}
