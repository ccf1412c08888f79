import { setFlagsFromString } from "node:v8";

/**
 * Keeps the part of V8's heap for new objects as small as it is. Hundreds of devices that are waited for at once
 * outlive its first collections, and it would grow to its limit, 48 MiB, and let the rest grow with it, for a
 * program that needs a third of that. The process's own `--max-semi-space-size` would do the same, but is read at its start.
 * Source: https://nodejs.org/api/v8.html#v8setflagsfromstringflags
 */
export function keepHeapSmall(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
}
