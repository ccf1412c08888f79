import { expect, it } from "vitest";
import { consentLink } from "../../../fleet/onboard/consent-link.ts";
import { endpointsOf } from "../../../graph/cloud-table.ts";
import { application, fleetTenant } from "../credentials/support.ts";

const tenantId = "3b7a2d54-6c1e-4f0a-9d43-2f1b8c5e7a90";
const tenant = fleetTenant(tenantId, { kind: "clientSecret", clientId: application, secretVariable: "S" });

it.each([
  ["public", "https://login.microsoftonline.com", "https://graph.microsoft.com"],
  ["usgovernmentl5", "https://login.microsoftonline.us", "https://dod-graph.microsoft.us"],
  ["china", "https://login.chinacloudapi.cn", "https://microsoftgraph.chinacloudapi.cn"],
] as const)(
  "the link of the cloud %s leads to its own login, for all that the application asks for",
  (name, login, graph) => {
    const url = new URL(consentLink(tenant, { cloud: endpointsOf(name), env: {} }) ?? "");
    expect(url.origin + url.pathname).toBe(`${login}/${tenantId}/v2.0/adminconsent`);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: application,
      scope: `${graph}/.default`,
      redirect_uri: `${login}/common/oauth2/nativeclient`,
      state: "contoso",
    });
  },
);

it("the link ends where the application's registration lets it", () => {
  const link = consentLink(tenant, {
    cloud: endpointsOf("public"),
    env: {},
    redirectUri: "https://fleet.example/done",
  });
  expect(new URL(link ?? "").searchParams.get("redirect_uri")).toBe("https://fleet.example/done");
});

it("the ARM_* variables name the application where the file does not, and without one there is no link", () => {
  const byVariables = fleetTenant(tenantId, { kind: "environment" });
  const options = { cloud: endpointsOf("public"), env: { ARM_CLIENT_ID: application } };
  expect(consentLink(byVariables, options)).toContain(application);
  expect(consentLink(byVariables, { ...options, env: {} })).toBeUndefined();
});
