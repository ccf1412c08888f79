/** What an access token for Azure Resource Manager has as its audience. `origin` is the tenant's, where it answers. */
export function armResource(origin: string): string {
  return `https://management.${new URL(origin).host}`;
}

/** Where Azure Resource Manager answers. */
export const armPath = /^\/subscriptions(?=[/?]|$)/i;
