import { decodeJwt } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { seeded } from "../../tenant/seed/ids.ts";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { type Answer, askForToken, send } from "./client.ts";
import { authorizeQuery, decide, personSignsIn, redeem, returned } from "./person.ts";

let tenant: Tenant;
let time = Date.now();

beforeAll(async () => {
  tenant = await startTenant({ now: () => time });
});
beforeEach(() => {
  time = Date.now();
  tenant.reset();
});
afterAll(() => tenant.close());

const mia = "mia@contoso.example";
const phone = seeded.managedDevices.firstPhone;
const helpdesk = [
  "DeviceManagementManagedDevices.PrivilegedOperations.All",
  "DeviceManagementManagedDevices.Read.All",
  "DeviceManagementApps.Read.All",
];

function errorCode(answer: Answer): unknown {
  return answer.body.error_codes?.[0];
}

function asPerson(token: Answer, method: string, path: string): Promise<Answer> {
  return send(tenant, method, path, { headers: { authorization: `Bearer ${token.body.access_token}` } });
}

describe("the sign-in of a person by the browser", () => {
  it("gives a token with the consented scopes and the person's name, good for just these calls", async () => {
    const clientId = tenant.registerSignInApp({ consent: helpdesk });
    const token = await personSignsIn(tenant, clientId, mia);
    expect(decodeJwt(String(token.body.access_token))).toMatchObject({
      scp: helpdesk.join(" "),
      upn: mia,
      oid: seeded.users.mia,
      appid: clientId,
      tid: seeded.tenantId,
      idtyp: "user",
    });
    const statuses = [
      await asPerson(token, "GET", "/v1.0/deviceManagement/managedDevices"),
      await asPerson(token, "GET", "/v1.0/deviceManagement/deviceConfigurations"),
      await asPerson(token, "GET", "/v1.0/groups"),
    ];
    expect(statuses.map(({ status }) => status)).toEqual([200, 403, 403]);
  });

  it("lets Intune's audit log name the person, and the application that they used", async () => {
    const token = await personSignsIn(tenant, tenant.registerSignInApp({ consent: helpdesk }), mia);
    await asPerson(token, "POST", `/v1.0/deviceManagement/managedDevices/${phone}/resetPasscode`);
    const log = await asPerson(token, "GET", "/v1.0/deviceManagement/auditEvents");
    expect(log.body.value?.[0]?.actor).toMatchObject({
      userPrincipalName: mia,
      userId: seeded.users.mia,
      applicationDisplayName: "PIN reset companion",
      servicePrincipalName: null,
    });
  });

  it("brings the state back as it came, by the response mode that was asked for", async () => {
    const clientId = tenant.registerSignInApp({ consent: helpdesk });
    const accept = { decision: "accept", login: mia };
    const byQuery = await decide(tenant, authorizeQuery(tenant, clientId, { state: 'a b&"c' }), accept);
    expect(returned(byQuery).state).toBe('a b&"c');
    const byForm = await decide(
      tenant,
      authorizeQuery(tenant, clientId, { response_mode: "form_post" }),
      accept,
    );
    expect(String(byForm.body)).toContain('<form method="post" action="http://localhost:53682">');
    expect(String(byForm.body)).toContain('name="state" value="the state"');
  });

  it.each([
    ["another verifier", { code_verifier: "another" }, 501481],
    ["no verifier", { code_verifier: "" }, 900144],
    ["another redirect URI", { redirect_uri: "http://localhost:1" }, 500112],
    ["another code", { code: "another" }, 9002313],
  ])("refuses a code with %s", async (_what, changes, code) => {
    const clientId = tenant.registerSignInApp({ consent: helpdesk });
    const answer = await decide(tenant, authorizeQuery(tenant, clientId), { decision: "accept", login: mia });
    expect(errorCode(await redeem(tenant, clientId, returned(answer).code ?? "", changes))).toBe(code);
  });

  it("takes a code once, and for ten minutes", async () => {
    const clientId = tenant.registerSignInApp({ consent: helpdesk });
    const sign = () => decide(tenant, authorizeQuery(tenant, clientId), { decision: "accept", login: mia });
    const { code = "" } = returned(await sign());
    expect((await redeem(tenant, clientId, code)).status).toBe(200);
    expect(errorCode(await redeem(tenant, clientId, code))).toBe(54005);
    const { code: old = "" } = returned(await sign());
    time += 11 * 60_000;
    expect(errorCode(await redeem(tenant, clientId, old))).toBe(70008);
  });

  it("shows that a redirect URI is not registered, and never sends anything there", async () => {
    const clientId = tenant.registerSignInApp({ consent: helpdesk, redirectUris: ["http://localhost"] });
    for (const redirect of ["https://evil.example", "http://localhost:1/callback", "https://localhost:1"]) {
      const query = authorizeQuery(tenant, clientId, { redirect_uri: redirect });
      const answer = await decide(tenant, query, { decision: "accept", login: mia });
      expect([answer.headers.location, errorCode(answer)]).toEqual([undefined, 50011]);
    }
  });

  it("asks a client for a secret whose redirect URI is none of a public client", async () => {
    const clientId = tenant.registerSignInApp({
      consent: helpdesk,
      redirectUris: [],
      isFallbackPublicClient: false,
    });
    const [app] = tenant.state.applications.where(({ appId }) => appId === clientId);
    tenant.state.applications.change(app?.id ?? "", { web: { redirectUris: ["http://localhost"] } });
    expect(errorCode(await personSignsIn(tenant, clientId, mia))).toBe(7000218);
  });

  it.each([
    ["nobody consented", { consent: "none" as const }, mia, "consent_required", /^AADSTS65001: /],
    [
      "the account is unknown",
      { consent: helpdesk },
      "eve@contoso.example",
      "invalid_grant",
      /^AADSTS50034: /,
    ],
  ])("tells the application that %s", async (_what, app, login, error, words) => {
    const clientId = tenant.registerSignInApp(app);
    const answer = await decide(tenant, authorizeQuery(tenant, clientId), { decision: "accept", login });
    expect(returned(answer)).toMatchObject({
      error,
      error_description: expect.stringMatching(words),
      state: "the state",
    });
  });

  it("tells the application that the person cancelled", async () => {
    const clientId = tenant.registerSignInApp({ consent: helpdesk });
    const answer = await decide(tenant, authorizeQuery(tenant, clientId), { decision: "cancel" });
    expect(returned(answer).error).toBe("access_denied");
  });

  it("renews a token by its refresh token, until the account is disabled", async () => {
    const clientId = tenant.registerSignInApp({ consent: helpdesk });
    const { body } = await personSignsIn(tenant, clientId, mia);
    const renew = () =>
      askForToken(tenant, {
        grant_type: "refresh_token",
        client_id: clientId,
        client_secret: "",
        refresh_token: String(body.refresh_token),
      });
    expect((await renew()).status).toBe(200);
    tenant.state.users.change(seeded.users.mia, { accountEnabled: false });
    expect(errorCode(await renew())).toBe(50057);
  });
});

describe("the sign-in of a person by a device code", () => {
  const start = async (clientId: string) =>
    (
      await send(tenant, "POST", `/${seeded.tenantId}/oauth2/v2.0/devicecode`, {
        body: new URLSearchParams({ client_id: clientId, scope: `${tenant.origin}/.default` }).toString(),
      })
    ).body;
  const poll = (clientId: string, code: unknown) => {
    time += 5000;
    return askForToken(tenant, {
      grant_type: "urn:ietf:params:oauth:grant-type:device_code",
      client_id: clientId,
      client_secret: "",
      device_code: String(code),
    });
  };
  const enter = (code: unknown, form: Record<string, string>) =>
    send(tenant, "POST", `/${seeded.tenantId}/oauth2/deviceauth`, {
      body: new URLSearchParams({ otc: String(code), ...form }).toString(),
    });

  it("waits for the person, and gives the token once", async () => {
    const clientId = tenant.registerSignInApp({ consent: helpdesk });
    const { device_code: code, user_code: shown, interval } = await start(clientId);
    expect(interval).toBe(5);
    expect((await poll(clientId, code)).body.error).toBe("authorization_pending");
    await enter(shown, { login: mia, decision: "continue" });
    const token = await poll(clientId, code);
    expect(decodeJwt(String(token.body.access_token)).upn).toBe(mia);
    expect((await poll(clientId, code)).body.error).toBe("bad_verification_code");
  });

  it("says that a client asks too often, that the code is over, and that the person declined", async () => {
    const clientId = tenant.registerSignInApp({ consent: helpdesk });
    const { device_code: code, user_code: shown } = await start(clientId);
    await poll(clientId, code);
    time -= 5000;
    expect((await poll(clientId, code)).body.error).toBe("slow_down");
    time -= 1000;
    expect((await poll(clientId, code)).body.error, "not yet five seconds slower").toBe("slow_down");
    time += 5000;
    await enter(shown, { decision: "cancel" });
    expect((await poll(clientId, code)).body.error).toBe("authorization_declined");
    time += 900_000;
    expect((await poll(clientId, code)).body.error).toBe("expired_token");
  });

  it("asks an application for a secret that does not allow public client flows", async () => {
    const clientId = tenant.registerSignInApp({ consent: helpdesk, isFallbackPublicClient: false });
    const { device_code: code } = await start(clientId);
    expect(errorCode(await poll(clientId, code))).toBe(7000218);
  });
});

describe("an application of a team's own", () => {
  it("is registered through Graph, and works once an administrator consented to what it asks for", async () => {
    const graph = tenant.state.servicePrincipals.find(
      ({ appDisplayName }) => appDisplayName === "Microsoft Graph",
    );
    const wanted = graph?.oauth2PermissionScopes.find(({ value }) => value === helpdesk[1]);
    const { body } = await tenant.asAdministrator("POST", "/v1.0/applications", {
      displayName: "Ours",
      isFallbackPublicClient: true,
      publicClient: { redirectUris: ["http://localhost"] },
      requiredResourceAccess: [
        { resourceAppId: graph?.appId, resourceAccess: [{ id: wanted?.id, type: "Scope" }] },
      ],
    });
    const { appId } = body as { appId: string };
    const asked = authorizeQuery(tenant, appId);
    expect(returned(await decide(tenant, asked, { decision: "accept", login: mia })).error).toBe(
      "consent_required",
    );
    const link = `/${seeded.tenantId}/v2.0/adminconsent?client_id=${appId}&redirect_uri=http://localhost`;
    const shown = await send(tenant, "GET", link);
    expect(String(shown.body)).toContain(`<li>${helpdesk[1]}</li>`);
    await send(tenant, "POST", link, { body: "decision=accept" });
    const token = await personSignsIn(tenant, appId, mia);
    expect(decodeJwt(String(token.body.access_token)).scp).toBe(helpdesk[1]);
  });
});
