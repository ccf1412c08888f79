import type { z } from "zod";
import type { Provider, ProviderSource } from "../../../provider/provider.ts";

/** A provider that is there already, as a source. */
export function loaded<Config extends z.ZodObject, Client>(
  provider: Provider<Config, Client>,
): ProviderSource<Config, Client> {
  return { name: provider.name, version: provider.version, load: async () => provider };
}
