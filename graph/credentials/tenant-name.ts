/** The form of what names a tenant: its GUID or one of its domains. */
export const tenantName = /^[0-9a-z-]+(\.[0-9a-z-]+)*$/i;
