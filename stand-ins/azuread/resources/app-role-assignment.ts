import { z } from "zod";
import { defineResource } from "../../../provider/define.ts";
import { type GraphClient, unlessMissing } from "../graph/client.ts";
import { GraphFailure } from "../graph/errors.ts";
import { pathOfPrincipal } from "../graph/principals.ts";
import { guid, parseId } from "../guid.ts";
import { alreadyExists } from "../import-hint.ts";

const token = "azuread:index/appRoleAssignment:AppRoleAssignment";

const inputs = z.object({ appRoleId: guid, principalObjectId: guid, resourceObjectId: guid });

const outputs = z.object({
  principalDisplayName: z.string(),
  principalType: z.string(),
  resourceDisplayName: z.string(),
});

const assignment = z.object({
  appRoleId: z.string(),
  id: z.string(),
  principalDisplayName: z.string().nullish(),
  principalId: z.string(),
  principalType: z.string().nullish(),
  resourceDisplayName: z.string().nullish(),
  resourceId: z.string(),
});

type Inputs = z.output<typeof inputs>;
type Assignment = z.output<typeof assignment>;

/** Source: https://www.pulumi.com/registry/packages/azuread/api-docs/approleassignment/ */
export const appRoleAssignment = defineResource<typeof inputs, typeof outputs, GraphClient>({
  token,
  description: "An application role of a resource, assigned to a user, a group or a service principal.",
  inputs,
  outputs,
  replaceOn: ["appRoleId", "principalObjectId", "resourceObjectId"],

  async create({ client, signal }, wanted) {
    const body = {
      appRoleId: wanted.appRoleId,
      principalId: wanted.principalObjectId,
      resourceId: wanted.resourceObjectId,
    };
    try {
      const path = assignedTo(wanted.resourceObjectId);
      return toCreated(assignment.parse(await client.send("POST", path, signal, { body, fresh: true })));
    } catch (error) {
      throw isDuplicate(error) ? await existing(client, wanted, signal, error) : failed(error);
    }
  },

  async read({ client, signal }, id) {
    const result = await unlessMissing(client.send("GET", pathOf(id), signal));
    return result === undefined ? undefined : toCreated(assignment.parse(result));
  },

  async update() {
    throw new Error(`${token} cannot change in place: each of its inputs needs another assignment.`);
  },

  async delete({ client, signal }, id) {
    await unlessMissing(client.send("DELETE", pathOf(id), signal));
  },
});

function toCreated(found: Assignment) {
  return {
    id: `${assignedTo(found.resourceId)}/${found.id}`,
    inputs: {
      appRoleId: found.appRoleId,
      principalObjectId: found.principalId,
      resourceObjectId: found.resourceId,
    },
    outputs: {
      principalDisplayName: found.principalDisplayName ?? "",
      principalType: found.principalType ?? "",
      resourceDisplayName: found.resourceDisplayName ?? "",
    },
  };
}

/** Graph returns 400 here, not 409. */
function isDuplicate(error: unknown): boolean {
  return error instanceof GraphFailure && /already exists/.test(error.message);
}

async function existing(
  client: GraphClient,
  wanted: Inputs,
  signal: AbortSignal,
  refusal: unknown,
): Promise<Error> {
  const all = await client.list(assignedTo(wanted.resourceObjectId), assignment, signal);
  const found = all.find(
    ({ appRoleId, principalId }) =>
      appRoleId === wanted.appRoleId && principalId === wanted.principalObjectId,
  );
  return found === undefined ? failed(refusal) : alreadyExists(token, toCreated(found).id);
}

function failed(error: unknown): Error {
  const message = error instanceof Error ? error.message : String(error);
  return new Error(`Could not create app role assignment: ${message}`, { cause: error });
}

function assignedTo(resourceObjectId: string): string {
  return `${pathOfPrincipal(resourceObjectId)}/appRoleAssignedTo`;
}

function pathOf(id: string): string {
  const [resourceObjectId = "", assignmentId = ""] = parseId(
    "/servicePrincipals/{}/appRoleAssignedTo/{}",
    id,
  );
  return `${assignedTo(resourceObjectId)}/${encodeURIComponent(assignmentId)}`;
}
