/** @azure/identity, loaded when first asked for: it takes longer to load than all the rest. */
export const loadIdentity = () => import("@azure/identity");

export type Identity = Awaited<ReturnType<typeof loadIdentity>>;
