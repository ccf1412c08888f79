import { GraphError } from "../../graph/errors.ts";
import { defineFunction } from "../../provider/define.ts";
import type { CallContext } from "../../provider/resource.ts";
import { ExplainedError } from "../../text/explained-error.ts";
import type { IntuneClient } from "../client.ts";
import type { DirectoryObjects, LookUpError } from "../directory-objects.ts";
import {
  findGrant,
  findGroup,
  findServicePrincipal,
  type Read,
  readMemberTypes,
} from "./directory-lookups.ts";
import { directoryInputs, directoryOutputs } from "./directory-object-schemas.ts";

/**
 * What a program names in the directory, all of it read at the same time: one round trip for up to 20 requests, of which
 * each object is one and a grant two. Only a collection of several pages takes more. An object that is missing,
 * ambiguous, or may not be read is a result and not an error, and so is a sign-in that fails.
 */
export const getDirectoryObjects = defineFunction({
  token: "intune:index:getDirectoryObjects",
  description:
    "Groups, service principals and delegated permission grants of the directory, with the tenant that the provider is signed in to, in one round trip.",
  inputs: directoryInputs,
  outputs: directoryOutputs,
  async call({ client: { graph }, signal }: CallContext<IntuneClient>, asked) {
    const read = once((path) => graph.read({ version: "v1.0", path, signal }));
    const { groups, servicePrincipals, delegatedPermissionGrants, groupMemberTypes } = asked;
    try {
      const found = await Promise.all([
        each(groups, (group) => findGroup(read, group)),
        each(servicePrincipals, (principal) => findServicePrincipal(read, principal)),
        each(delegatedPermissionGrants, (pair) => findGrant(read, pair)),
        each(groupMemberTypes, (groupId) => readMemberTypes(read, groupId)),
      ]);
      // After the reads, which repeat a sign-in that fails for a moment.
      const tenantId = await graph.tenantId(signal);
      return resultOf({ tenantId: tenantId?.toLowerCase() }, ...found);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof ExplainedError) {
        return resultOf({ signInError: explanationOf(error) });
      }
      throw error;
    }
  },
});

function resultOf(
  signIn: Pick<DirectoryObjects, "tenantId" | "signInError">,
  groups: DirectoryObjects["groups"] = [],
  servicePrincipals: DirectoryObjects["servicePrincipals"] = [],
  delegatedPermissionGrants: DirectoryObjects["delegatedPermissionGrants"] = [],
  groupMemberTypes: DirectoryObjects["groupMemberTypes"] = [],
): DirectoryObjects {
  return { ...signIn, groups, servicePrincipals, delegatedPermissionGrants, groupMemberTypes };
}

/** `read`, which reads each path once, however often it is asked for. */
function once(read: Read): Read {
  const responses = new Map<string, Promise<unknown>>();
  return (path) => {
    const response = responses.get(path) ?? read(path);
    responses.set(path, response);
    return response;
  };
}

type Failure = { status: "missing" | "forbidden" | "failed"; error: LookUpError };

/**
 * A result for each that is asked for; what Graph refuses, or fails at, is a result of its own.
 *
 * @throws what is not about one of them: CredentialError, and GraphError `cancelled`.
 */
function each<Asked, Result>(
  asked: readonly Asked[] = [],
  find: (asked: Asked) => Promise<Result>,
): Promise<(Result | Failure)[]> {
  return Promise.all(asked.map((one) => find(one).catch(failureOf)));
}

function failureOf(error: unknown): Failure {
  if (!(error instanceof GraphError) || error.code === "cancelled") {
    throw error;
  }
  const status = error.code === "notFound" ? "missing" : error.code === "forbidden" ? "forbidden" : "failed";
  return { status, error: explanationOf(error) };
}

function explanationOf({ code, message, hint }: ExplainedError): LookUpError {
  return { code, message, hint };
}
