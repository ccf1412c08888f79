import { describe, expect, it } from "vitest";
import type { Graph } from "../../graph/client.ts";
import type { ChangeResponse } from "../../graph/request.ts";
import { settingsCatalogPolicy } from "../../intune/resources/settings-catalog-policy.ts";
import { helloChoice, helloSettings, policyInputs } from "./support/served.ts";

const scopeTagIdsInIntune = ["0", "7"];
const declared = { ...policyInputs(), platforms: "windows10", technologies: "mdm" };
const rewritten = { ...declared, settings: [helloSettings(helloChoice("biometrics", "true"))] };

/** The properties and the warnings of an update to which Graph returned this. */
async function updateWith(response: ChangeResponse, wanted: object) {
  const warnings: string[] = [];
  const methods: string[] = [];
  const graph: Graph = {
    send: () => Promise.reject(new Error("not sent")),
    cloud: () => Promise.reject(new Error("no cloud")),
    tenantId: () => Promise.reject(new Error("no token")),
    read: () => Promise.reject(new Error("not read")),
    change: async ({ method }) => {
      methods.push(method);
      return response;
    },
  };
  const context = {
    client: {
      graph,
      made: new Set(""),
      unassigned: new Set(""),
      readEncryptedValues: true,
      replicationDelays: [],
    },
    signal: new AbortController().signal,
    report: () => {},
    note: () => {},
    warn: async (message: string) => {
      warnings.push(message);
    },
  };
  const old = { inputs: declared, properties: { ...declared, scopeTagIdsInIntune } };
  const properties = await settingsCatalogPolicy.update(context, "p", { ...declared, ...wanted }, old);
  return { properties, warnings: warnings.join(), methods };
}

describe("an update that renames a policy", () => {
  const renamed = { name: "Renamed" };

  it.each([undefined, "text", {}, { roleScopeTagIds: null }, { roleScopeTagIds: [] }])(
    "keeps the scope tags that state knew where Graph returns none: %j",
    async (response) => {
      const { properties, methods } = await updateWith({ response }, renamed);
      expect(methods).toEqual(["PATCH"]);
      expect(properties).toMatchObject({ scopeTagIdsInIntune });
    },
  );

  it("has the scope tags that Graph returned", async () => {
    const { properties } = await updateWith({ response: { roleScopeTagIds: ["9"] } }, renamed);
    expect(properties).toMatchObject({ scopeTagIdsInIntune: ["9"] });
  });
});

describe("an update that writes a policy's settings", () => {
  const removed = "Intune has removed the assignments";
  const after = { id: "p", settings: [], assignments: [] };

  it.each([undefined, "text", { id: "p" }, { id: "p", assignments: [] }])(
    "does not say that assignments were removed where none were seen before it: %j",
    async (before) => {
      const { warnings, methods } = await updateWith({ before, after }, rewritten);
      expect(methods).toEqual(["PUT"]);
      expect(warnings).not.toContain(removed);
    },
  );

  it("does not say so where the read behind it shows no assignments, or failed", async () => {
    const before = { id: "p", assignments: [{ id: "a" }] };
    expect(
      (await updateWith({ before, after: { id: "p", settings: [] } }, rewritten)).warnings,
    ).not.toContain(removed);
    expect((await updateWith({ before }, rewritten)).warnings).not.toContain(removed);
  });

  it("says so where they were there before it, and are not behind it", async () => {
    const before = { id: "p", assignments: [{ id: "a" }] };
    expect((await updateWith({ before, after }, rewritten)).warnings).toContain(removed);
  });
});
