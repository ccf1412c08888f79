import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import { withoutPinReset } from "../../domain/clouds.ts";
import { type CloudName, cloudTitle, nationalCloudAt, withoutIntune } from "../../graph/cloud-table.ts";
import { environment } from "../cli/support/run.ts";
import { type Outside, startOutside } from "./support/outside.ts";

let outside: Outside | undefined;

afterEach(async () => {
  await outside?.close();
  outside = undefined;
});

const tenantId = "3b7a2d54-6c1e-4f0a-9d43-2f1b8c5e7a90";
const path = "/deviceManagement/deviceConfigurations";

const moduleAt = (file: string) => JSON.stringify(new URL(`../../graph/${file}`, import.meta.url).href);

/** A process of its own, since Node reads its proxy and its trusted authorities when it starts. */
const program = `
  import { createGraph } from ${moduleAt("client.ts")};
  import { readCredentialSettings } from ${moduleAt("credentials/settings.ts")};
  const graph = createGraph({ credentials: readCredentialSettings(process.env), userAgent: "pin-reset/test" });
  await graph.send({ method: "GET", version: "v1.0", path: "${path}" });
`;

async function callGraph(variables: Record<string, string>): Promise<void> {
  const credentials = { ARM_TENANT_ID: tenantId, ARM_CLIENT_ID: tenantId, ARM_CLIENT_SECRET: "s" };
  const env = environment({ ...credentials, ...variables });
  await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", program], { env });
}

type Endpoints = { cloud: string; login: string; graph: string };

const endpoints: Endpoints[] = [
  { cloud: "", login: "login.microsoftonline.com", graph: "graph.microsoft.com" },
  { cloud: "public", login: "login.microsoftonline.com", graph: "graph.microsoft.com" },
  { cloud: "usgovernmentl4", login: "login.microsoftonline.us", graph: "graph.microsoft.us" },
  { cloud: "usgovernmentl5", login: "login.microsoftonline.us", graph: "dod-graph.microsoft.us" },
  // The other name of login.chinacloudapi.cn: @azure/identity prefers it, and so does azuread.
  { cloud: "china", login: "login.partner.microsoftonline.cn", graph: "microsoftgraph.chinacloudapi.cn" },
];

const everyHost = [
  ...new Set(endpoints.flatMap(({ login, graph }) => [login, graph])),
  "login.chinacloudapi.cn",
];

describe("a process that asks Graph, told the cloud by ARM_ENVIRONMENT", () => {
  it.each(endpoints)(
    "in the cloud '$cloud' signs in at $login for a token of $graph alone, and talks to no other host",
    async ({ cloud, login, graph }) => {
      outside = await startOutside(everyHost, ({ url }) =>
        url.host.startsWith("login.")
          ? Response.json({ token_type: "Bearer", expires_in: 3600, access_token: `token-of-${url.host}` })
          : Response.json({ value: [] }),
      );
      await callGraph({ ...outside.env, ARM_ENVIRONMENT: cloud });
      expect([...outside.asked]).toEqual([`${login}:443`, `${graph}:443`]);
      const [signIn, call, ...others] = outside.requests;
      expect(signIn?.url.origin).toBe(`https://${login}`);
      expect(signIn?.url.pathname).toBe(`/${tenantId}/oauth2/v2.0/token`);
      expect(new URLSearchParams(signIn?.body).get("scope")).toBe(`https://${graph}/.default`);
      expect(call?.url.href).toBe(`https://${graph}/v1.0${path}`);
      expect(call?.authorization).toBe(`Bearer token-of-${login}`);
      expect(others).toEqual([]);
    },
  );
});

describe("what Microsoft does not document", () => {
  it.each<[CloudName, string[], string]>([
    ["public", [], ""],
    ["usgovernmentl4", ["pinReset"], "US Government L4"],
    ["usgovernmentl5", ["pinReset"], "US Government L5 (DoD)"],
    ["china", ["pinReset"], "China, operated by 21Vianet"],
    ["usnat", ["intune", "pinReset"], "USNat"],
    ["ussec", ["intune", "pinReset"], "USSec"],
    ["govsg", ["intune", "pinReset"], "GovSG (Singapore)"],
    ["bleu", ["pinReset"], "Bleu (France)"],
    ["delos", ["pinReset"], "Delos (Germany)"],
    ["custom", [], ""],
  ])("for the cloud %s is %j, and its refusal names the cloud as %s", (cloud, features, title) => {
    const reasons = {
      intune: withoutIntune(cloud),
      pinReset: withoutPinReset(cloud, cloudTitle(cloud)),
    };
    const given = Object.entries(reasons).filter(([, reason]) => reason !== undefined);
    expect(given.map(([feature]) => feature)).toEqual(features);
    for (const [, reason] of given) {
      expect(reason).toMatch(`The cloud is ${title}: Microsoft`);
    }
  });
});

describe("the cloud of a host", () => {
  it.each<[string, CloudName]>([
    ["management.usgovcloudapi.net", "usgovernmentl4"],
    ["management.chinacloudapi.cn", "china"],
    ["Management.ChinaCloudAPI.cn:443", "china"],
    ["login.partner.microsoftonline.cn", "china"],
    ["login.microsoftonline.eaglex.ic.gov", "usnat"],
    ["login.microsoftonline.microsoft.scloud", "ussec"],
    ["login.sovcloud-identity.sg", "govsg"],
    ["management.sovcloud-api.fr", "bleu"],
    ["login.sovcloud-identity.de", "delos"],
    ["management.azure.com", "custom"],
    ["localhost:8443", "custom"],
    ["management.local.azurestack.external", "custom"],
    ["chinacloudapi.cn.example", "custom"],
  ])("%s is %s", (host, cloud) => {
    expect(nationalCloudAt(host)).toBe(cloud);
  });
});
