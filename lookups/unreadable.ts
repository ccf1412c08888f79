import type { GroupResult, LookUpError } from "../intune/sdk.ts";
import type { Issue } from "../settings/issues.ts";

/**
 * The issue of an object of the directory that could not be read.
 *
 * @param name What names the object, as the beginning of a sentence.
 * @param permission The application permission of Microsoft Graph that allows to read it.
 */
export function unreadable(
  name: string,
  status: GroupResult["status"],
  error: LookUpError = { code: "unexpectedResponse", message: "Graph gave no object ID" },
  permission: string,
): Issue {
  return status === "forbidden"
    ? {
        code: "lookUpForbidden",
        message: `${name}, which the signed-in account may not read: ${error.message}`,
        hint: `Give it Microsoft Graph's ${permission} (application permission), and consent to it`,
      }
    : {
        code: "lookUpFailed",
        message: `${name}, which could not be looked up: ${error.message}`,
        hint:
          error.hint ??
          "Check the connection to Microsoft Graph and the ARM_* variables, then run the same command again",
      };
}
