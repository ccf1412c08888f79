import type { Caller } from "../graph/call.ts";

/** Someone who may do everything, as in the portals: a person, by the application of the Azure portal. */
export const administrator: Caller = {
  appId: "c44b4083-3bb0-49c1-b47d-974e53cbdf3c",
  objectId: "a1e5c9d3-7f24-4b86-9c0d-5e8f1a2b3c00",
  roles: { has: () => true },
  person: { userPrincipalName: "admin@contoso.example" },
};
