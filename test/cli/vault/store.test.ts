import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { deviceSchema } from "../../../cli/devices/device.ts";
import { Passcode } from "../../../cli/reset/passcode.ts";
import { storePasscode } from "../../../cli/vault/store.ts";
import { seeded } from "../../../tenant/seed/ids.ts";
import { failureOf } from "../../graph/support/connection.ts";
import { serveVault } from "./served.ts";

const served = serveVault();

const id = seeded.managedDevices.firstPhone;
const device = deviceSchema.parse({ id, deviceName: "PHONE-01" });
const name = `passcode-PHONE-01-${id}`;
const passcode = "correct horse 271828";

function store(
  vault = served.open(),
  setAt = "2026-01-31T08:00:00Z",
  requestId: string | undefined = "graph-id",
) {
  return storePasscode({ vault, device, passcode: new Passcode(passcode), setAt, requestId });
}

const secrets = () => served.tenant.state.keyVaultSecrets.all();

describe("a passcode in a vault", () => {
  it("is a secret that expires seven days after it was set, and says for whom it is and who asked", async () => {
    const { link } = await store();
    expect(secrets()).toMatchObject([
      {
        name,
        value: passcode,
        contentType: "text/plain",
        tags: { deviceId: id, requestedBy: seeded.clientId, graphRequestId: "graph-id" },
        attributes: { enabled: true, exp: Date.parse("2026-02-07T08:00:00Z") / 1000 },
      },
    ]);
    const [kept] = secrets();
    expect(link).toBe(
      `https://contoso-passcodes.vault.${served.tenant.host}/secrets/${name}/${kept?.version}`,
    );
  });

  it("has no tag for a request that an earlier run made", async () => {
    await storePasscode({
      vault: served.open(),
      device,
      passcode: new Passcode(passcode),
      setAt: "2026-01-31T08:00:00Z",
      requestId: undefined,
    });
    expect(secrets()[0]?.tags).toEqual({ deviceId: id, requestedBy: seeded.clientId });
  });

  it("is the next version of the device's last one", async () => {
    const vault = served.open();
    await store(vault);
    await store(vault, "2026-02-01T08:00:00Z");
    expect(secrets().map((secret) => secret.name)).toEqual([name, name]);
  });

  it("is in no request but the one that stores it, and in no error", async () => {
    const echo = {
      kind: "status",
      status: 400,
      code: "BadParameter",
      message: `The value ${passcode} is bad`,
    } as const;
    served.tenant.faults.add({ match: { method: "PUT" }, count: "always", effect: echo });
    const error = await failureOf(store());
    expect(error).toMatchObject({
      code: "vaultFailed",
      message: "The key vault contoso-passcodes answered 400: The value **** is bad",
    });
    expect(inspect(error, { depth: 20, showHidden: true })).not.toContain(passcode);
    expect(JSON.stringify(served.tenant.requests.list())).not.toContain(passcode);
  });
});

describe("a passcode that could not be stored", () => {
  const again = `npm run pin-reset -- reset --resume ${id} --vault contoso-passcodes`;

  it("for want of the role names the role, and how to store it after all", async () => {
    served.tenant.state.keyVaults.put({ id: seeded.keyVault, secretsOfficers: [] });
    const error = await failureOf(store());
    expect(error).toMatchObject({ code: "vaultForbidden", ending: "failed" });
    const { hint } = error as { hint: string };
    expect(hint).toContain("Key Vault Secrets Officer");
    expect(hint).toContain("Intune shows it until 2026-02-07T08:00:00Z");
    expect(hint).toContain(again);
  });

  it("under the name of a deleted secret says how to recover that", async () => {
    await store();
    for (const secret of secrets()) {
      served.tenant.state.keyVaultSecrets.change(secret.id, { isDeleted: true });
    }
    const error = await failureOf(store());
    expect(error).toMatchObject({ code: "vaultNameDeleted" });
    const { hint } = error as { hint: string };
    expect(hint).toContain(`az keyvault secret recover --vault-name contoso-passcodes --name ${name}`);
    expect(hint).toContain(again);
  });

  it("in a vault that cannot be reached says so", async () => {
    served.tenant.faults.add({
      match: { method: "PUT" },
      count: "always",
      effect: { kind: "cut", when: "before" },
    });
    const error = await failureOf(store());
    expect(error).toMatchObject({ code: "vaultUnreachable", hint: expect.stringContaining(again) });
  });

  it("since Ctrl-C came says how to come back", async () => {
    const interruption = new AbortController();
    const vault = served.open({ signal: interruption.signal });
    await vault.connect();
    served.tenant.faults.add(
      { match: { method: "PUT" }, effect: { kind: "latency", milliseconds: 60_000 } },
      () => interruption.abort(new Error("Ctrl-C")),
    );
    expect(await failureOf(store(vault))).toMatchObject({
      code: "interrupted",
      ending: "interrupted",
      hint: expect.stringContaining(again),
    });
  });
});
