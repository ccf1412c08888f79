import { beforeEach } from "vitest";
import { createContext } from "../../../cli/context.ts";
import { openVault, type Vault } from "../../../cli/vault/open.ts";
import { seeded } from "../../../tenant/seed/ids.ts";
import { serveSignIns } from "../../tenant/identity.ts";
import { fakeStream } from "../support/streams.ts";

/** A tenant for the tests of a file, as new before each; `open` opens a vault as a command does. */
export function serveVault() {
  const served = serveSignIns();
  beforeEach(() => served.tenant.reset());
  return {
    get tenant() {
      return served.tenant;
    },
    open(given: { name?: string; env?: NodeJS.ProcessEnv; signal?: AbortSignal } = {}): Vault {
      const { name = seeded.keyVault, env = {}, signal = new AbortController().signal } = given;
      const context = createContext("table", {
        env: { ...served.tenant.env, ...env },
        stdin: process.stdin,
        stdout: fakeStream(),
        stderr: fakeStream(),
        signal,
      });
      return openVault(context, name);
    },
  };
}
