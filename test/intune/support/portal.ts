import { expect } from "vitest";
import type { Tenant } from "../../../tenant/server.ts";

type Profile = ReturnType<Tenant["state"]["deviceConfigurations"]["all"]>[number];

/** An OMA setting as an administrator writes it: no more than Graph's own properties. */
type WrittenSetting = { "@odata.type": string; displayName: string; omaUri: string; value: unknown };

/** What an administrator sees and does in the Intune admin center; profiles are named by displayName. */
export type Portal = {
  /** The profiles of that name. */
  named(displayName: string): Profile[];
  /** The only profile of that name. */
  profile(displayName: string): Profile;
  /** Makes a custom profile by hand; answers its id. */
  make(displayName: string, more: Record<string, unknown>): Promise<string>;
  change(displayName: string, body: Record<string, unknown>): Promise<void>;
  /** Gives settings another value, by OMA-URI. */
  setValues(displayName: string, values: Record<string, unknown>): Promise<void>;
  /** Replaces the assignments, each as Graph's target without the namespace of its type. */
  assign(displayName: string, targets: ({ type: string } & Record<string, unknown>)[]): Promise<void>;
  remove(displayName: string): Promise<void>;
};

const collection = "/beta/deviceManagement/deviceConfigurations";
const namespace = "#microsoft.graph.";
const profileType = { "@odata.type": `${namespace}windows10CustomConfiguration` };

/** An OMA setting in Graph's form. `type` is the last part of Graph's name, such as Boolean. */
export function written(type: string, omaUri: string, value: unknown): WrittenSetting {
  return { "@odata.type": `${namespace}omaSetting${type}`, displayName: omaUri, omaUri, value };
}

/** The settings of a profile as an administrator who opened it may write them again. */
export function writtenAgain({ omaSettings = [] }: Profile): WrittenSetting[] {
  return omaSettings.map(({ isEncrypted: _, secretReferenceValueId: __, ...setting }) => setting);
}

/** The portal of a tenant; it is told no fault, and its calls are not in the log. */
export function portalOf(tenant: Tenant): Portal {
  const ask = async (method: string, path: string, body?: unknown) => {
    const reply = await tenant.asAdministrator(method, `${collection}${path}`, body);
    expect(reply.status, JSON.stringify(reply.body)).toBeLessThan(300);
    return reply.body;
  };
  const portal: Portal = {
    named: (name) =>
      tenant.state.deviceConfigurations.all().filter(({ displayName }) => displayName === name),
    profile(displayName) {
      const [only, ...others] = portal.named(displayName);
      if (only === undefined || others.length > 0) {
        throw new Error(`There is not one "${displayName}"`);
      }
      return only;
    },
    async make(displayName, more) {
      const { id } = (await ask("POST", "", { ...profileType, displayName, ...more })) as { id: string };
      return id;
    },
    async change(displayName, body) {
      await ask("PATCH", `/${portal.profile(displayName).id}`, { ...profileType, ...body });
    },
    async setValues(displayName, values) {
      const omaSettings = writtenAgain(portal.profile(displayName)).map((setting) => ({
        ...setting,
        value: values[setting.omaUri] ?? setting.value,
      }));
      await portal.change(displayName, { omaSettings });
    },
    async assign(displayName, targets) {
      const assignments = targets.map(({ type, ...target }) => ({
        target: { "@odata.type": `${namespace}${type}`, ...target },
      }));
      await ask("POST", `/${portal.profile(displayName).id}/assign`, { assignments });
    },
    async remove(displayName) {
      await ask("DELETE", `/${portal.profile(displayName).id}`);
    },
  };
  return portal;
}
