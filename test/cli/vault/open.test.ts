import { describe, expect, it, vi } from "vitest";
import { checkVault } from "../../../cli/vault/open.ts";
import { seeded } from "../../../tenant/seed/ids.ts";
import { failureOf } from "../../graph/support/connection.ts";
import { startServer } from "../../graph/support/server.ts";
import { serveVault } from "./served.ts";

const served = serveVault();

describe("a vault's name", () => {
  it.each([
    "ab",
    "1passcodes",
    "pass_codes",
    "pass--codes",
    "passcodes-",
    "https://passcodes.vault.azure.net",
    "p".repeat(25),
  ])("cannot be %j", (name) => {
    expect(() => served.open({ name })).toThrow(`No key vault can be named "${name}".`);
  });

  it.each(["abc", "contoso-passcodes", "p".repeat(24), "Pin-2-Reset"])("may be %j", (name) => {
    expect(served.open({ name }).name).toBe(name);
  });
});

describe("a check of a vault", () => {
  it("does not wait for ever for a vault that never answers", async () => {
    served.tenant.faults.add({
      match: { path: "^/secrets" },
      count: "always",
      effect: { kind: "latency", milliseconds: 60_000 },
    });
    const vault = served.open();
    await vault.connect();
    const timeout = AbortSignal.timeout.bind(AbortSignal);
    const limit = vi
      .spyOn(AbortSignal, "timeout")
      .mockImplementation((milliseconds) => timeout(Math.min(milliseconds, 100)));
    expect(await failureOf(checkVault(vault))).toMatchObject({ code: "vaultUnreachable" });
    expect(limit).toHaveBeenCalledWith(30_000);
    limit.mockRestore();
  });

  it("writes a secret that is of no use to anybody: a vault that can be read may refuse what is written", async () => {
    await checkVault(served.open());
    const [written, ...others] = served.tenant.state.keyVaultSecrets.all();
    expect(others).toEqual([]);
    expect(written).toMatchObject({ name: "pin-reset-check", attributes: { enabled: false } });
    expect(Number(written?.attributes.exp) * 1000).toBeGreaterThan(Date.now());
  });

  it("fails where secrets can be read and not written", async () => {
    const match = { method: "PUT", path: "^/secrets/" };
    served.tenant.faults.add({ match, count: "always", effect: { kind: "status", status: 403 } });
    expect(await failureOf(checkVault(served.open()))).toMatchObject({ code: "vaultForbidden" });
  });

  it("says how to recover its own secret where that was deleted", async () => {
    await checkVault(served.open());
    const [written] = served.tenant.state.keyVaultSecrets.all();
    served.tenant.state.keyVaultSecrets.change(written?.id ?? "", { isDeleted: true });
    expect(await failureOf(checkVault(served.open()))).toMatchObject({
      code: "vaultNameDeleted",
      hint: expect.stringContaining(
        "az keyvault secret recover --vault-name contoso-passcodes --name pin-reset-check",
      ),
    });
  });

  it("signs in once, for the vault alone, however often it is used", async () => {
    const vault = served.open();
    await Promise.all([checkVault(vault), checkVault(vault)]);
    await checkVault(vault);
    expect(served.tenant.requests.list({ path: "/oauth2/v2.0/token" })).toHaveLength(1);
    expect(served.tenant.requests.graph()).toEqual([]);
  });

  it("names the role that is missing", async () => {
    served.tenant.state.keyVaults.put({ id: seeded.keyVault, secretsOfficers: [] });
    expect(await failureOf(checkVault(served.open()))).toMatchObject({
      code: "vaultForbidden",
      message: "The key vault contoso-passcodes does not let this account keep secrets there.",
      hint: expect.stringContaining("Key Vault Secrets Officer"),
    });
  });

  it("says so when there is no such vault", async () => {
    expect(await failureOf(checkVault(served.open({ name: "elsewhere" })))).toMatchObject({
      code: "vaultUnreachable",
      message: expect.stringContaining(`elsewhere.vault.${served.tenant.host}`),
    });
  });

  it("says so when the vault's firewall is in the way", async () => {
    const effect = { kind: "status", status: 403, code: "ForbiddenByFirewall" } as const;
    served.tenant.faults.add({ match: { path: "^/secrets" }, count: "always", effect });
    expect(await failureOf(checkVault(served.open()))).toMatchObject({
      code: "vaultUnreachable",
      hint: expect.stringContaining("firewall"),
    });
  });

  it("tries again where the vault is busy", async () => {
    served.tenant.faults.add({ match: { path: "^/secrets" }, effect: { kind: "status", status: 503 } });
    await checkVault(served.open());
    expect(served.tenant.faults.waiting).toBe(0);
  });

  it("says which setting is wrong when the sign-in fails", async () => {
    const error = await failureOf(checkVault(served.open({ env: { ARM_CLIENT_SECRET: "wrong" } })));
    expect(error).toMatchObject({
      name: "CredentialError",
      code: "rejected",
      hint: expect.stringContaining("ARM_CLIENT_SECRET"),
    });
  });

  it("says so in a cloud that has no key vaults", async () => {
    const { tenant } = served;
    const described = {
      authentication: { loginEndpoint: tenant.origin },
      microsoftGraphResourceId: tenant.origin,
    };
    const cloud = await startServer(() => ({ status: 200, body: described }));
    const error = await failureOf(served.open({ env: { ARM_METADATA_HOSTNAME: cloud.host } }).connect());
    await cloud.close();
    expect(error).toMatchObject({ code: "noVaults", message: "This cloud has no key vaults." });
  });
});
