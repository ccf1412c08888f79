import { CredentialError } from "./errors.ts";
import { defineMethod } from "./method.ts";
import { readSettingFile } from "./setting-file.ts";
import { settingName } from "./settings.ts";

/** As OIDC with a token, read again each time: whoever writes the file renews it. */
export const oidcTokenFile = defineMethod({
  name: "OIDC, a token in a file",
  needs: ["useOidc", "tenantId", "clientId", "oidcTokenFilePath"],
  asked: (settings) => settings.useOidc === true,
  hint: "Check that the app registration has a federated credential for this token's issuer, subject and audience.",
  open: async ({ tenantId, clientId, oidcTokenFilePath }, { identity, options }) =>
    new identity.ClientAssertionCredential(tenantId, clientId, () => readToken(oidcTokenFilePath), options),
});

async function readToken(path: string): Promise<string> {
  const token = (await readSettingFile("oidcTokenFilePath", path)).toString("utf8").trim();
  if (token !== "") {
    return token;
  }
  throw new CredentialError({
    code: "unusable",
    message: `${path}, named by ${settingName("oidcTokenFilePath")}, is empty.`,
    hint: "Write the OIDC token of the pipeline there first, or name another file.",
  });
}
