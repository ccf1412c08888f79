import { EntraFault } from "./errors.ts";

const openId = ["openid", "profile", "offline_access", "email"];

/** The resource of the one `RESOURCE/.default` in a request for a person's token, without a trailing slash. */
export function resourceOfScope(scope: string): string {
  const asked = scope.split(/\s+/).filter((part) => part !== "" && !openId.includes(part));
  const [first, ...others] = asked;
  if (first === undefined || others.length > 0 || !first.endsWith("/.default")) {
    throw new EntraFault(
      400,
      "invalid_scope",
      70011,
      `The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope '${scope}' is not valid.`,
    );
  }
  return first.replace(/\/+\.default$/, "").replace(/\/+$/, "");
}
