import { createRequire } from "node:module";
import type { IdentityPlugin } from "@azure/identity";
import { z } from "zod";
import { memoize } from "../memoize.ts";
import { loadIdentity } from "./identity.ts";

/** Installed by those who want it: its native part is downloaded from elsewhere than the package registry. */
export const tokenCachePackage = "@azure/identity-cache-persistence";

/** A cache of MSAL's that the system keeps encrypted: the part of its contract that is needed here. */
type CachePlugin = {
  beforeCacheAccess(context: CacheContext): Promise<void>;
  afterCacheAccess(context: CacheContext): Promise<void>;
};

/** What MSAL hands to a cache: `tokenCache` is read from it and written to it as text. */
type CacheContext = {
  readonly cacheHasChanged: boolean;
  readonly hasChanged: boolean;
  readonly tokenCache: { serialize(): string; deserialize(text: string): void };
};

/** Whether tokens outlive the command, and else why not. */
export type TokenCache =
  | { readonly isKept: true; readonly plugin: CachePlugin }
  | { readonly isKept: false; readonly reason: "notInstalled" | "noKeychain"; readonly detail: string };

const require = createRequire(import.meta.url);

type Persistence = (options: { enabled: true; name: string }) => Promise<CachePlugin>;

type PluginContext = { cachePluginControl: { setPersistence(made: Persistence): void } };

/**
 * The encrypted cache of tokens, where its package is installed and the system has a keychain; it is registered with
 * @azure/identity. An unencrypted file is never taken in its place. `name` tells one application's cache from others.
 */
export const tokenCache: (name: string) => Promise<TokenCache> = (name) => {
  const known = caches.get(name) ?? memoize(() => openCache(name));
  caches.set(name, known);
  return known();
};

const caches = new Map<string, () => Promise<TokenCache>>();

const pluginModule = z.object({
  cachePersistencePlugin: z.custom<IdentityPlugin & ((context: unknown) => void)>(),
});

async function openCache(name: string): Promise<TokenCache> {
  try {
    const { cachePersistencePlugin } = pluginModule.parse(require(tokenCachePackage));
    let persistence: Persistence | undefined;
    const context: PluginContext = {
      cachePluginControl: {
        setPersistence: (made) => {
          persistence = made;
        },
      },
    };
    cachePersistencePlugin(context);
    // Only now is it known whether there is a keychain: without one this is where it fails.
    const plugin = await persistence?.({ enabled: true, name });
    if (plugin === undefined) {
      return { isKept: false, reason: "noKeychain", detail: `${tokenCachePackage} gave no cache` };
    }
    (await loadIdentity()).useIdentityPlugin(cachePersistencePlugin);
    return { isKept: true, plugin };
  } catch (error) {
    const [detail = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    const isMissing = detail.includes(`'${tokenCachePackage}'`);
    return { isKept: false, reason: isMissing ? "notInstalled" : "noKeychain", detail };
  }
}

const entry = z.looseObject({ home_account_id: z.string().optional(), client_id: z.string().optional() });
const contents = z.record(z.string(), z.record(z.string(), entry));

/** The sections in which MSAL keeps tokens; accounts themselves may be other applications' too. */
const tokenSections = ["AccessToken", "RefreshToken", "IdToken"];

/**
 * Removes an account's tokens for one application from the cache; those of other applications stay.
 * Source: https://learn.microsoft.com/entra/msal/javascript/node/caching
 *
 * @returns How many were removed.
 */
export async function removeTokens(
  plugin: CachePlugin,
  { homeAccountId, clientId }: { homeAccountId: string; clientId: string },
): Promise<number> {
  let text = "{}";
  let removed = 0;
  const context = {
    cacheHasChanged: true,
    hasChanged: true,
    tokenCache: {
      serialize: () => text,
      deserialize: (kept: string) => {
        text = kept;
      },
    },
  };
  await plugin.beforeCacheAccess(context);
  const kept = contents.safeParse(text === "" ? {} : JSON.parse(text)).data ?? {};
  for (const section of tokenSections) {
    for (const [key, token] of Object.entries(kept[section] ?? {})) {
      if (token.home_account_id === homeAccountId && token.client_id === clientId) {
        delete kept[section]?.[key];
        removed += 1;
      }
    }
  }
  text = JSON.stringify(kept);
  await plugin.afterCacheAccess(context);
  return removed;
}
