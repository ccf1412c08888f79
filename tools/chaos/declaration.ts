import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { seeded } from "../../tenant/seed/ids.ts";

/** What a stack of this project declares, in the words of its settings. Groups are those of the embedded tenant. */
export type Declaration = {
  readonly kind: "custom" | "settingsCatalog";
  readonly displayName: string;
  readonly description: string;
  readonly webSignInAllowedUrls: readonly string[];
  readonly groups: readonly string[];
  readonly excludedGroups: readonly string[];
};

/** What a profile must be in the tenant, where each list is without order. */
export type ExpectedProfile = {
  readonly displayName: string;
  readonly description: string;
  /** `omaUri = value`, or `definition = option` */
  readonly settings: readonly string[];
  /** `group ID`, `exclusionGroup ID` */
  readonly targets: readonly string[];
};

const groupIds: Readonly<Record<string, string>> = {
  "Windows devices": seeded.groups.windowsDevices,
  Helpdesk: seeded.groups.helpdesk,
  Newsletter: seeded.groups.newsletter,
  Kiosks: seeded.groups.kiosks,
};

const recovery = `./Device/Vendor/MSFT/PassportForWork/${seeded.tenantId}/Policies/EnablePinRecovery`;
const catalogRecovery = "device_vendor_msft_passportforwork_{tenantid}_policies_enablepinrecovery";
const webSignIn = "./Vendor/MSFT/Policy/Config/Authentication/ConfigureWebSignInAllowedUrls";

/** What the tenant must hold, said apart from the program that is under test. */
export function expectedProfile(declaration: Declaration): ExpectedProfile {
  const { kind, displayName, description, webSignInAllowedUrls, groups, excludedGroups } = declaration;
  const hosts = webSignInAllowedUrls.join(";");
  return {
    displayName,
    description,
    settings:
      kind === "settingsCatalog"
        ? [`${catalogRecovery} = ${catalogRecovery}_true`]
        : [`${recovery} = true`, ...(hosts === "" ? [] : [`${webSignIn} = ${hosts}`])],
    targets: [
      ...groups.map((name) => `group ${groupIds[name]}`),
      ...excludedGroups.map((name) => `exclusionGroup ${groupIds[name]}`),
    ],
  };
}

/** Writes a declaration into a project's stack `dev`, as the settings of the repository's own dev stack have it. */
export async function declare(directory: string, declaration: Declaration): Promise<void> {
  const { kind, displayName, description, groups, excludedGroups } = declaration;
  // Only a custom profile has a setting for these.
  const webSignInAllowedUrls = kind === "custom" ? declaration.webSignInAllowedUrls : [];
  const file = path.join(directory, "Pulumi.dev.yaml");
  const salt = /^encryptionsalt: .*$/m.exec(await readFile(file, "utf8"))?.[0] ?? "";
  const config = {
    "intune:retryTimeoutSeconds": "20",
    "pin-reset:profile": { kind, displayName, description, webSignInAllowedUrls },
    "pin-reset:assignments": { groups, excludedGroups },
  };
  await writeFile(file, `${salt}\nconfig: ${JSON.stringify(config)}\n`);
}
