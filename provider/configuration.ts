import type { z } from "zod";
import { canonicalise, type Issue } from "./check.ts";
import { ownSettings } from "./own-settings.ts";
import { unmarkSecrets } from "./paths.ts";
import type { Provider } from "./provider.ts";
import { InvalidArgument } from "./rpc.ts";
import type { PropertyMap } from "./values.ts";

/**
 * The issues in a provider's settings, each named by its key in the stack's configuration. None names a property: the engine would
 * print its value, secret or not, and that of a mistyped key may be a secret too.
 */
export function checkSettings<Config extends z.ZodObject, Client>(
  provider: Provider<Config, Client>,
  news: PropertyMap,
): Issue[] {
  const settings = Object.entries(ownSettings(news));
  const isKnown = (key: string) => Object.hasOwn(provider.config.shape, key);
  const known = Object.fromEntries(settings.filter(([key]) => isKnown(key)));
  const { issues } = canonicalise(provider.config, unmarkSecrets(known));
  return [
    ...settings.filter(([key]) => !isKnown(key)).map(([key]) => foreignSetting(provider, key)),
    ...issues.map(({ property, reason }) => ({
      property: "",
      reason: `${provider.name}:${property} ${reason}`,
    })),
  ];
}

function foreignSetting<Config extends z.ZodObject, Client>(
  provider: Provider<Config, Client>,
  key: string,
): Issue {
  const known = Object.keys(provider.config.shape).join(", ");
  const reason =
    `${provider.name}:${key} is not a setting of this provider; it takes ${known}. ` +
    `Remove it with \`pulumi config rm ${provider.name}:${key}\`, or from the arguments of a provider that the program makes`;
  return { property: "", reason };
}

/**
 * The settings as the provider's own type.
 *
 * @throws InvalidArgument that lists every issue.
 */
export function parseSettings<Config extends z.ZodObject, Client>(
  provider: Provider<Config, Client>,
  properties: PropertyMap,
): z.output<Config> {
  const issues = checkSettings(provider, properties);
  if (issues.length > 0) {
    const message = issues.map((issue) => issue.reason).join("\n");
    throw new InvalidArgument({ code: "badProviderSetting", message });
  }
  return provider.config.parse(unmarkSecrets(ownSettings(properties)));
}
