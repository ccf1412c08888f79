import { describe, expect, it } from "vitest";
import { DirectoryQuery } from "../../lookups/directory-query.ts";
import { startEngine } from "../components/engine.ts";
import { directoryObjects, tenantId } from "../components/entra.ts";

async function sent(answer: () => Partial<ReturnType<typeof directoryObjects>> = () => ({})) {
  const engine = await startEngine(({ inputs }) => directoryObjects(inputs, { objects: answer }));
  const query = new DirectoryQuery();
  const asked = [
    query.group("Kiosks"),
    query.servicePrincipal({ appId: "a" }),
    query.group("Pilot"),
  ] as const;
  return { engine, query, asked };
}

describe("a query of the directory", () => {
  it("gives each question its own result, by one call", async () => {
    const { engine, query, asked } = await sent();
    expect(engine.calls).toEqual([]);
    query.send(Promise.resolve());
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual(["found", "found", "ambiguous"]);
    expect(await query.tenantId()).toBe(tenantId);
    expect(engine.calls).toHaveLength(1);
  });

  it("takes no question once it is sent, so that none is left without a response", async () => {
    const { query, asked } = await sent();
    query.send(Promise.resolve());
    await expect(query.grant({ clientAppId: "a", resourceAppId: "b" })).rejects.toThrow(TypeError);
    await Promise.all(asked);
  });

  it("says so where a provider gives no results, and does not crash", async () => {
    await startEngine(() => ({}));
    const query = new DirectoryQuery();
    const asked = [query.group("Kiosks"), query.servicePrincipal({ appId: "a" })];
    query.send(Promise.resolve());
    expect(await Promise.all(asked)).toMatchObject([{ status: "failed" }, { status: "failed" }]);
  });

  it("rejects with azuread's reason where both sign-ins fail, also where that one comes later", async () => {
    const signInError = { code: "rejected", message: "refused" };
    const { query, asked } = await sent(() => ({ signInError }));
    const azuread = Promise.withResolvers<never>();
    query.send(azuread.promise);
    setTimeout(() => azuread.reject(new Error("azuread's reason")), 20);
    for (const question of await Promise.allSettled(asked)) {
      expect(question).toMatchObject({ status: "rejected", reason: { message: "azuread's reason" } });
    }
  });

  it("says what to check where the provider has no hint", async () => {
    const { query, asked } = await sent(() => ({ signInError: { code: "rejected", message: "refused" } }));
    query.send(Promise.resolve());
    await expect(Promise.all(asked)).rejects.toThrow("Check the ARM_* variables");
  });
});
