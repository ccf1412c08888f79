import type { Caller } from "../graph/call.ts";

/** Someone who may do everything, as in the portals. */
export const administrator: Caller = {
  appId: "c44b4083-3bb0-49c1-b47d-974e53cbdf3c",
  objectId: "00000000-0000-0000-0000-000000000000",
  roles: { has: () => true },
};
