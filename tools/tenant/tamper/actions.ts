import { randomUUID } from "node:crypto";
import type { TenantControl } from "../../../tenant/control/client.ts";
import { ExplainedError } from "../../../text/explained-error.ts";

/** Something that an administrator might do. */
export type Action = {
  readonly does: string;
  /** The command that shows it. */
  readonly seenBy: string;
  /** Does it. Returns what was done, as a sentence. */
  readonly act: (control: TenantControl, count: number) => Promise<string>;
};

const configurations = "/v1.0/deviceManagement/deviceConfigurations";
const drift = "pin-reset drift";

/** Each by the name that is typed. */
export const actions = {
  value: {
    does: "Sets EnablePinRecovery to False in the profile",
    seenBy: drift,
    async act(control) {
      const { id, displayName, omaSettings } = await profileIn(control);
      const settings = omaSettings.map((setting) => ({
        "@odata.type": setting["@odata.type"],
        displayName: setting.displayName,
        description: setting.description,
        omaUri: setting.omaUri,
        value: isRecovery(setting) ? false : setting.value,
      }));
      await ask(control, "PATCH", `${configurations}/${id}`, {
        "@odata.type": customProfile,
        omaSettings: settings,
      });
      return `"${displayName}" sets EnablePinRecovery to False.`;
    },
  },
  rename: {
    does: "Renames the profile",
    seenBy: drift,
    async act(control) {
      const { id, displayName } = await profileIn(control);
      const changed = `${displayName} (old)`;
      await ask(control, "PATCH", `${configurations}/${id}`, {
        "@odata.type": customProfile,
        displayName: changed,
      });
      return `"${displayName}" is called "${changed}".`;
    },
  },
  assignment: {
    does: "Removes a group from the profile's assignments",
    seenBy: drift,
    async act(control) {
      const { id, displayName, assignments } = await profileIn(control);
      const targets = assignments.map(({ target }) => target);
      const removed = targets.find((target) => !target["@odata.type"].includes("exclusion")) ?? targets[0];
      if (removed === undefined) {
        throw refused(`"${displayName}" has no assignments.`, "Run `pulumi up` first.");
      }
      const rest = targets.filter((target) => target !== removed);
      await ask(control, "POST", `${configurations}/${id}/assign`, {
        // Filters exist in beta alone.
        assignments: rest.map(({ "@odata.type": type, groupId }) => ({
          target: { "@odata.type": type, ...(groupId && { groupId }) },
        })),
      });
      return `"${displayName}": ${rest.length} of ${assignments.length} assignments left.`;
    },
  },
  profile: {
    does: "Deletes the profile",
    seenBy: drift,
    async act(control) {
      const { id, displayName } = await profileIn(control);
      await ask(control, "DELETE", `${configurations}/${id}`);
      return `"${displayName}" is deleted.`;
    },
  },
  contradiction: {
    does: "Makes an Account protection policy that turns PIN recovery off",
    seenBy: "pin-reset doctor",
    async act(control) {
      await control.seedRecoveryPolicy({ route: "accountProtection", value: false });
      return 'The Account protection policy "Account protection" sets EnablePinRecovery to False for "Windows devices".';
    },
  },
  consent: {
    does: "Revokes the consent of an application of the PIN reset service",
    seenBy: drift,
    async act(control) {
      const { oauth2PermissionGrants, servicePrincipals } = await control.state();
      for (const grant of oauth2PermissionGrants) {
        const application = servicePrincipals.find(({ id }) => id === grant.clientId)?.displayName;
        if (application?.startsWith("Microsoft Pin Reset")) {
          await ask(control, "DELETE", `/v1.0/oauth2PermissionGrants/${grant.id}`);
          return `The grant ${grant.scope} of ${application} is revoked.`;
        }
      }
      throw refused("No application of the PIN reset service has a consent.", "Run `pulumi up` first.");
    },
  },
  disable: {
    does: "Disables sign-in to an application of the PIN reset service",
    seenBy: "pin-reset doctor",
    async act(control) {
      const { servicePrincipals } = await control.state();
      const found = servicePrincipals.find(({ displayName }) =>
        displayName?.startsWith("Microsoft Pin Reset"),
      );
      if (found === undefined) {
        throw refused("The applications of the PIN reset service are not there.", "Run `pulumi up` first.");
      }
      await ask(control, "PATCH", `/v1.0/servicePrincipals/${found.id}`, { accountEnabled: false });
      return `${found.displayName} is disabled.`;
    },
  },
  group: {
    does: "Deletes the group that the profile is for",
    seenBy: "pulumi preview",
    async act(control) {
      const name = "Windows devices";
      const group = (await control.state()).groups.find(({ displayName }) => displayName === name);
      if (group === undefined) {
        throw refused(`There is no group "${name}".`, "It was deleted already: start the tenant again.");
      }
      await control.remove("groups", group.id);
      return `The group "${name}" is deleted.`;
    },
  },
  permissions: {
    does: "Revokes the Graph permissions of the application that you sign in as",
    seenBy: "pin-reset doctor",
    async act(control) {
      await control.withdrawAdminConsent();
      return "The application has no permissions any more, and another sign-in fails.";
    },
  },
  devices: {
    does: "Enrolls 300 phones, or --count of them",
    seenBy: "pin-reset devices",
    async act(control, count) {
      const { managedDevices } = await control.state();
      const model = managedDevices.find(({ deviceName }) => deviceName === "PHONE-01");
      if (model === undefined) {
        throw refused("There is no PHONE-01 to take as a model.", "Start the tenant again.");
      }
      const first = managedDevices.length + 1;
      for (const number of Array.from({ length: count }, (_, index) => first + index)) {
        const azureADDeviceId = randomUUID();
        await control.put("managedDevices", {
          ...model,
          id: randomUUID(),
          deviceName: `PHONE-${String(number).padStart(4, "0")}`,
          managedDeviceName: `phone_${number}`,
          serialNumber: `SN${String(number).padStart(6, "0")}`,
          azureADDeviceId,
          azureActiveDirectoryDeviceId: azureADDeviceId,
          passcodeResets: [],
        });
      }
      return `${count} phones are enrolled.`;
    },
  },
} as const satisfies Record<string, Action>;

const customProfile = "#microsoft.graph.windows10CustomConfiguration";

/** The custom profile with EnablePinRecovery. */
async function profileIn(control: TenantControl) {
  for (const { id, displayName, omaSettings, assignments } of (await control.state()).deviceConfigurations) {
    if (omaSettings?.some(isRecovery)) {
      return { id, displayName, omaSettings, assignments };
    }
  }
  throw refused("The tenant has no custom profile that sets EnablePinRecovery.", "Run `pulumi up` first.");
}

function isRecovery({ omaUri }: { readonly omaUri: string }): boolean {
  return omaUri.endsWith("/EnablePinRecovery");
}

async function ask(control: TenantControl, method: string, path: string, body?: unknown): Promise<void> {
  const { status } = await control.asAdministrator(method, path, body);
  if (status >= 400) {
    throw refused(`The tenant returned ${status} to ${method} ${path}.`, "Start the tenant again.");
  }
}

function refused(message: string, hint: string): ExplainedError {
  return new ExplainedError({ code: "cannot-tamper", message, hint });
}
