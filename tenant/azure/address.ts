/** What an access token for Azure Resource Manager has as its audience. `origin` is the tenant's, where it is served. */
export function armResource(origin: string): string {
  return `https://management.${new URL(origin).host}`;
}

/** Where Azure Resource Manager is served. */
export const armPath = /^\/subscriptions(?=[/?]|$)/i;
