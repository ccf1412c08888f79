import type { PropertyMap } from "./values.ts";

/** What the engine puts into every provider's configuration, beside the provider's own settings. */
const enginesOwn = new Set(["version", "pluginDownloadURL", "__internal", "name", "parameterization"]);

/** A provider's own settings, of all that is in its configuration. */
export function ownSettings(properties: PropertyMap): PropertyMap {
  return Object.fromEntries(Object.entries(properties).filter(([key]) => !enginesOwn.has(key)));
}
