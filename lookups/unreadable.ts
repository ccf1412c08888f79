import type { GroupResult } from "../intune/sdk.ts";
import type { Issue } from "../settings/issues.ts";

/**
 * The issue for an object of the directory that could not be read.
 *
 * @param name What names the object, as the beginning of a sentence.
 * @param permission The application permission of Microsoft Graph that allows reading it.
 */
export function unreadable(
  name: string,
  { status, error }: Pick<GroupResult, "status" | "error">,
  permission: string,
): Issue {
  const { message = "Graph gave no object ID", hint } = error ?? {};
  return status === "forbidden"
    ? {
        code: "lookUpForbidden",
        message: `${name}, which the signed-in account may not read: ${message}`,
        hint: `Give it Microsoft Graph's ${permission} (application permission), and consent to it`,
      }
    : {
        code: "lookUpFailed",
        message: `${name}, which could not be looked up: ${message}`,
        hint:
          hint ??
          "Check the connection to Microsoft Graph and the ARM_* variables, then run the same command again",
      };
}
