import { randomUUID } from "node:crypto";
import type { Application } from "./schemas.ts";

type Named = Pick<Application, "appId" | "displayName" | "publisherDomain">;

/** An application as it is right after it was registered. Source: https://learn.microsoft.com/graph/api/resources/application */
export function newApplication(named: Named): Application {
  return {
    id: randomUUID(),
    deletedDateTime: null,
    appRoles: [],
    createdDateTime: "2026-01-05T08:00:00Z",
    description: null,
    identifierUris: [],
    isFallbackPublicClient: null,
    notes: null,
    publicClient: { redirectUris: [] },
    requiredResourceAccess: [],
    signInAudience: "AzureADMyOrg",
    tags: [],
    web: { redirectUris: [] },
    ...named,
  };
}
