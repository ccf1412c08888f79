import { createServer } from "node:http";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { resolveCloud } from "../../../graph/clouds.ts";
import { chooseCredential } from "../../../graph/credentials/choose.ts";
import { endingListeners } from "../../../graph/credentials/listeners.ts";
import type { Person } from "../../../graph/credentials/person.ts";
import { readCredentialSettings } from "../../../graph/credentials/settings.ts";
import { seeded } from "../../../tenant/seed/ids.ts";
import { servePerson } from "../../cli/support/sign-in.ts";
import { serveCompanion } from "../../cli/support/tenant.ts";

const served = serveCompanion();
const browser = servePerson(() => served.tenant);

beforeEach(() => {
  for (const [name, value] of Object.entries(browser.env())) {
    vi.stubEnv(name, value);
  }
});
afterEach(() => {
  vi.unstubAllEnvs();
});

function personOf(changes: Partial<Person> = {}): Person {
  return {
    tenant: seeded.tenantId,
    clientId:
      changes.clientId ??
      served.tenant.registerSignInApp({ consent: ["DeviceManagementManagedDevices.Read.All"] }),
    flow: "browser",
    record: undefined,
    ask: () => undefined,
    application: "test",
    signInCommand: "login",
    ...changes,
  };
}

function sourceFor(person: Person, resource?: string) {
  const { ARM_METADATA_HOSTNAME } = served.tenant.env;
  const settings = { ...readCredentialSettings({ ARM_METADATA_HOSTNAME }), person };
  const options = resource === undefined ? {} : { resource: () => resource };
  return chooseCredential(settings, () => resolveCloud(settings), options);
}

describe.runIf(process.platform === "linux")("a person's sign-in", () => {
  it("opens one browser window for two resources that need a token at once", async () => {
    const asked: string[] = [];
    const records: string[] = [];
    const person = personOf({ ask: (text) => asked.push(text), onSignIn: (record) => records.push(record) });
    const vault = `https://vault.${served.tenant.host}`;
    const tokens = await Promise.all([sourceFor(person).getToken(), sourceFor(person, vault).getToken()]);
    expect(new Set(tokens).size).toBe(2);
    expect([asked.length, records.length]).toEqual([1, 1]);
    expect(served.tenant.requests.list({ method: "POST", path: "/authorize" })).toHaveLength(1);
    for (const token of tokens) {
      expect(records[0]).not.toContain(token);
    }
  });

  it("is told how an application gets the permission of a vault that it does not ask for", async () => {
    const consent = ["DeviceManagementManagedDevices.Read.All"];
    const clientId = served.tenant.registerSignInApp({ consent, usesVault: false });
    const vault = `https://vault.${served.tenant.host}`;
    await expect(sourceFor(personOf({ clientId }), vault).getToken()).rejects.toMatchObject({
      entraCode: "AADSTS650057",
      hint: expect.stringContaining(`setup-app --client-id ${clientId} --vault NAME --apply`),
    });
  });

  it("is one for later tokens too, whose refresh is silent", async () => {
    const source = sourceFor(personOf());
    served.tenant.state.settings.tokenLifetimeSeconds = 60;
    const first = await source.getToken();
    expect(await source.getToken()).not.toBe(first);
    expect(served.tenant.requests.list({ method: "POST", path: "/authorize" })).toHaveLength(1);
  });

  it("is asked for one token by two sources, such as doctor's and its client's", async () => {
    const person = personOf();
    const first = await sourceFor(person).getToken();
    const requests = served.tenant.requests.list({ method: "POST", path: "/token" }).length;
    expect(await sourceFor(person).getToken()).toBe(first);
    expect(served.tenant.requests.list({ method: "POST", path: "/token" })).toHaveLength(requests);
  });

  it("gives no token again that was refused", async () => {
    const source = sourceFor(personOf());
    const refused = await source.getToken();
    source.forget(refused);
    expect(await source.getToken()).not.toBe(refused);
    expect(served.tenant.requests.list({ method: "POST", path: "/authorize" })).toHaveLength(1);
  });
});

describe("what listens for a browser", () => {
  it("is closed once the wait for it ends, so that it does not keep the process", async () => {
    const server = createServer();
    const stop = new AbortController();
    const waiting = endingListeners(stop.signal, async () => {
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      setImmediate(() => stop.abort(new Error("stopped")));
      return new Promise<never>(() => undefined);
    });
    await expect(waiting).rejects.toThrow("stopped");
    expect(server.listening).toBe(false);
  });
});
