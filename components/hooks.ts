import { AsyncLocalStorage } from "node:async_hooks";
import { ResourceHook, type ResourceHookFunction } from "@pulumi/pulumi";

const used = new Map<string, number>();

/**
 * A hook that runs in previews too. The engine knows hooks by their names alone, whatever the components that have them are
 * called and wherever they are: one that is used already gets a number. It runs as part of what creates it, which decides
 * how its messages call the settings.
 */
export function hook(name: string, callback: ResourceHookFunction): ResourceHook {
  const count = (used.get(name) ?? 0) + 1;
  used.set(name, count);
  return new ResourceHook(count > 1 ? `${name}-${count}` : name, AsyncLocalStorage.bind(callback), {
    onDryRun: true,
  });
}
