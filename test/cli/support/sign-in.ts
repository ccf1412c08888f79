import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach } from "vitest";
import { seeded } from "../../../tenant/seed/ids.ts";
import { signInAppId } from "../../../tenant/seed/sign-in-app.ts";
import type { Tenant } from "../../../tenant/server.ts";

/** Delegated permissions of somebody at the helpdesk. */
export const helpdesk = [
  "DeviceManagementManagedDevices.PrivilegedOperations.All",
  "DeviceManagementManagedDevices.Read.All",
  "DeviceManagementApps.Read.All",
];

export const mia = "mia@contoso.example";

export const toOurApp = ["--tenant", seeded.tenantId, "--client-id", signInAppId];

const browser = fileURLToPath(new URL("./browser.js", import.meta.url));

/** Someone in front of a machine without a credential of its own, for the tests of a file. */
export function servePerson(tenant: () => Tenant) {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "pin-reset-sign-in-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  return {
    /** Where the sign-in is remembered. */
    get folder() {
      return folder;
    },
    /** The variables of a shell without a credential, whose browser signs in as Mia or as `login` says. */
    env(added: Record<string, string> = {}): Record<string, string> {
      const { NODE_EXTRA_CA_CERTS = "", ARM_METADATA_HOSTNAME = "" } = tenant().env;
      return {
        NODE_EXTRA_CA_CERTS,
        ARM_METADATA_HOSTNAME,
        PIN_RESET_CONFIG_DIR: folder,
        BROWSER: browser,
        TEST_LOGIN: mia,
        // Makes xdg-open take BROWSER on any desktop.
        XDG_CURRENT_DESKTOP: "X-Generic",
        ...added,
      };
    },
    /** The same, with a package beside the companion that keeps tokens as the system's keychain would: encrypted. */
    keepingEnv(added: Record<string, string> = {}): Record<string, string> {
      const modules = path.join(folder, "node_modules");
      const place = path.join(modules, "@azure/identity-cache-persistence");
      mkdirSync(place, { recursive: true });
      writeFileSync(path.join(place, "index.js"), keychain);
      return this.env({ NODE_PATH: modules, TEST_KEYCHAIN: path.join(folder, "keychain"), ...added });
    },
  };
}

/** In place of the native part: AES with a key that only this process has. */
const key = randomBytes(32).toString("hex");
const keychain = `
const { createCipheriv, createDecipheriv, randomBytes } = require("node:crypto");
const { existsSync, readFileSync, writeFileSync } = require("node:fs");
const [file, key] = [process.env.TEST_KEYCHAIN, Buffer.from("${key}", "hex")];
exports.cachePersistencePlugin = ({ cachePluginControl }) => cachePluginControl.setPersistence(async (options) => {
  if (options.unsafeAllowUnencryptedStorage) throw new Error("would be unencrypted");
  return {
    async beforeCacheAccess({ tokenCache }) {
      if (!existsSync(file)) return;
      const kept = readFileSync(file);
      const decipher = createDecipheriv("aes-256-gcm", key, kept.subarray(0, 12)).setAuthTag(kept.subarray(12, 28));
      tokenCache.deserialize(decipher.update(kept.subarray(28), undefined, "utf8") + decipher.final("utf8"));
    },
    async afterCacheAccess({ cacheHasChanged, tokenCache }) {
      if (!cacheHasChanged) return;
      const start = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", key, start);
      const text = Buffer.concat([cipher.update(tokenCache.serialize(), "utf8"), cipher.final()]);
      writeFileSync(file, Buffer.concat([start, cipher.getAuthTag(), text]), { mode: 0o600 });
    },
  };
});
`;
