import { z } from "zod";
import { defineFunction } from "../../../provider/define.ts";
import type { GraphClient } from "../graph/client.ts";
import { invoking } from "./invoking.ts";

const token = "azuread:index/getClientConfig:getClientConfig";

const inputs = z.object({});

const outputs = z.object({
  clientId: z.string(),
  id: z.string(),
  objectId: z.string(),
  tenantId: z.string(),
});

/** Source: https://www.pulumi.com/registry/packages/azuread/api-docs/getclientconfig/ */
export const getClientConfig = defineFunction<typeof inputs, typeof outputs, GraphClient>({
  token,
  description: "Who is signed in, and to which tenant.",
  inputs,
  outputs,
  call: ({ client, signal }) =>
    invoking(token, async () => {
      const { tenantId, clientId, objectId } = await client.session(signal);
      return { tenantId, clientId, objectId, id: `${tenantId}-${clientId}-${objectId}` };
    }),
});
