import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect } from "vitest";
import { CredentialError } from "../../../graph/credentials/errors.ts";
import { startTenant, type Tenant } from "../../../tenant/server.ts";
import { failureOf } from "./connection.ts";
import { trust } from "./server.ts";
import { sourceOf, statusWith, variables } from "./sign-in.ts";

/** A tenant to sign in to, and a folder for what a credential is read from; both are new for each test file. */
export type Credentials = {
  readonly tenant: Tenant;
  readonly directory: string;
  /** Writes a file into the folder, and answers its path. */
  file(name: string, content: string | Buffer): Promise<string>;
  /** Signs in with these variables; the token must be one that the tenant's Graph takes. Answers the way it was. */
  signIn(added: Record<string, string>): Promise<string>;
  /** What a sign-in with these variables fails with. */
  refusalOf(added: Record<string, string>): Promise<CredentialError>;
};

/** Starts the tenant before the tests of a file, and resets it before each of them. */
export function serveCredentials(): Credentials {
  let tenant: Tenant;
  let directory: string;

  beforeAll(async () => {
    tenant = await startTenant();
    trust(await readFile(tenant.caFile, "utf8"));
    directory = await mkdtemp(join(tmpdir(), "credentials-"));
  });

  afterAll(async () => {
    await tenant.close();
    await rm(directory, { recursive: true });
  });

  beforeEach(() => tenant.reset());

  return {
    get tenant() {
      return tenant;
    },
    get directory() {
      return directory;
    },
    async file(name, content) {
      const path = join(directory, name);
      await writeFile(path, content);
      return path;
    },
    async signIn(added) {
      const source = sourceOf(variables(tenant, added));
      expect(await statusWith(tenant, await source.getToken())).toBe(200);
      return source.description;
    },
    async refusalOf(added) {
      const error = await failureOf(sourceOf(variables(tenant, added)).getToken());
      if (error instanceof CredentialError) {
        return error;
      }
      throw error;
    },
  };
}
