import { createRequire } from "node:module";

export type Identity = typeof import("@azure/identity");

const require = createRequire(import.meta.url);

/**
 * @azure/identity, loaded when first asked for: it takes longer to load than all the rest, and as CommonJS two thirds
 * of the time that it takes as ES modules.
 */
export async function loadIdentity(): Promise<Identity> {
  return require("@azure/identity");
}
