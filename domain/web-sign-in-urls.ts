import { webSignInAllowedUrlsUri } from "./oma-uri.ts";
import { deviceUri } from "./reset-link-policies.ts";

const definition = "device_vendor_msft_policy_config_authentication_configurewebsigninallowedurls";

/** Whether a setting of a policy is ConfigureWebSignInAllowedUrls. Its id in the settings catalog was not verified. */
export function setsWebSignInUrls(kind: string, id: string): boolean {
  return kind === "custom"
    ? deviceUri(id) === deviceUri(webSignInAllowedUrlsUri)
    : id.trim().toLowerCase() === definition;
}

/** The entries of a value of ConfigureWebSignInAllowedUrls, told apart by whether a device takes them. */
export type WebSignInUrls = { readonly hosts: readonly string[]; readonly wrong: readonly string[] };

/**
 * Reads a value of ConfigureWebSignInAllowedUrls: hosts alone, without scheme, path or blank, with `;` between them.
 * Source: https://learn.microsoft.com/windows/client-management/mdm/policy-csp-authentication#configurewebsigninallowedurls
 */
export function readWebSignInUrls(value: string): WebSignInUrls {
  const entries = value.split(";").filter((entry) => entry !== "");
  return {
    hosts: entries.filter(isHost).map((entry) => entry.toLowerCase()),
    wrong: entries.filter((entry) => !isHost(entry)),
  };
}

const label = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const host = new RegExp(`^(?:${label}\\.)+${label}$`, "i");

function isHost(entry: string): boolean {
  return host.test(entry);
}

/** The host of an address of an identity provider; undefined for what is no address of the web. */
export function hostOf(address: string | undefined): string | undefined {
  const url = address === undefined ? null : URL.parse(address);
  return url && /^https?:$/.test(url.protocol) && url.hostname !== "" ? url.hostname : undefined;
}
