import { expect } from "vitest";
import { declaredIn } from "../../../cli/adopt/declared.ts";
import { lookUpAll } from "../../../cli/adopt/look-up.ts";
import { createGraph, type Graph } from "../../../graph/client.ts";
import { readCredentialSettings } from "../../../graph/credentials/settings.ts";
import type { Step } from "../../../pulumi-cli/steps.ts";
import { pinResetApps, seeded } from "../../../tenant/seed/ids.ts";
import type { Tenant } from "../../../tenant/server.ts";

export const grantType =
  "azuread:index/servicePrincipalDelegatedPermissionGrant:ServicePrincipalDelegatedPermissionGrant";
export const node = `./Device/Vendor/MSFT/PassportForWork/${seeded.tenantId}/Policies/EnablePinRecovery`;

/** What a preview says of a resource that it would create; `from` are the resources that inputs come from. */
export function creates(
  type: string,
  name: string,
  inputs: Record<string, unknown>,
  from: Record<string, string> = {},
) {
  const urn = `urn::${name}`;
  const references = Object.entries(from).map(([input, other]) => [input, [`urn::${other}`]]);
  const planned = { type, urn, custom: true, id: "", parent: "", inputs, outputs: {}, provider: "" };
  const step: Step = { op: "create", urn, type, new: planned, provider: "" };
  return { step, dependencies: { [urn]: Object.fromEntries(references) } };
}

export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
export const service = creates("azuread:index/servicePrincipal:ServicePrincipal", "service", {
  clientId: pinResetApps.service.id,
});
export const grant = creates(
  grantType,
  "grant",
  { servicePrincipalObjectId: unknown, resourceServicePrincipalObjectId: seeded.principals.directory },
  { servicePrincipalObjectId: "service" },
);
export const profile = creates("intune:index:WindowsCustomConfiguration", "profile", {
  omaSettings: [{ omaUri: node }],
});
export const assignments = creates(
  "intune:index:DeviceConfigurationAssignments",
  "assignments",
  { configurationId: unknown },
  { configurationId: "profile" },
);

/** Looks up what a preview would create in the tenant of the test, and makes things in it by hand. */
export function lookingUp(tenant: () => Tenant) {
  async function lookUp(
    planned: readonly ReturnType<typeof creates>[],
    chosen?: string,
    read?: Graph["read"],
  ) {
    return (await lookUpFully(planned, chosen, read)).map(({ id }) => id);
  }

  async function lookUpFully(
    planned: readonly ReturnType<typeof creates>[],
    chosen?: string,
    read?: Graph["read"],
    held = "",
  ) {
    const graph = createGraph({
      credentials: readCredentialSettings(tenant().env),
      userAgent: "pin-reset/test",
    });
    const signal = new AbortController().signal;
    const asked = read === undefined ? graph : { ...graph, read };
    const steps = planned.map(({ step }) => step);
    const dependencies = Object.assign({}, ...planned.map((one) => one.dependencies));
    return lookUpAll(declaredIn(steps, dependencies), {
      graph: asked,
      signal,
      profile: chosen,
      isHeld: (id) => id === held,
    });
  }

  async function make(at: string, body: Record<string, unknown>): Promise<string> {
    const reply = await tenant().asAdministrator("POST", at, body);
    expect(reply.status, JSON.stringify(reply.body)).toBeLessThan(300);
    return String(Reflect.get(Object(reply.body), "id"));
  }

  const makeService = () => make("/v1.0/servicePrincipals", { appId: pinResetApps.service.id });

  function makeProfile(omaUri: string, displayName = "PIN"): Promise<string> {
    return make("/v1.0/deviceManagement/deviceConfigurations", {
      "@odata.type": "#microsoft.graph.windows10CustomConfiguration",
      displayName,
      omaSettings: [
        { "@odata.type": "#microsoft.graph.omaSettingBoolean", displayName: "a", omaUri, value: true },
      ],
    });
  }

  return { lookUp, lookUpFully, make, makeService, makeProfile };
}
