import { homedir } from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { cacheFolder } from "../../launcher/compile-cache.js";
import { cliFolder } from "../../pulumi-cli/cache.ts";

afterEach(() => vi.restoreAllMocks());

function on(platform: NodeJS.Platform): void {
  vi.spyOn(process, "platform", "get").mockReturnValue(platform);
}

describe("the cache", () => {
  it("lies where PIN_RESET_CACHE_DIR says", () => {
    expect(cacheFolder({ PIN_RESET_CACHE_DIR: "/there", XDG_CACHE_HOME: "/x" })).toBe("/there");
  });

  it("lies in XDG_CACHE_HOME, or in .cache, on Linux", () => {
    on("linux");
    expect(cacheFolder({ XDG_CACHE_HOME: "/x" })).toBe(path.join("/x", "pin-reset"));
    expect(cacheFolder({})).toBe(path.join(homedir(), ".cache", "pin-reset"));
  });

  it("never lies in the project's folder, from which a relative XDG_CACHE_HOME would have code and the CLI run", () => {
    on("linux");
    expect(cacheFolder({ XDG_CACHE_HOME: ".cache" })).toBe(path.join(homedir(), ".cache", "pin-reset"));
  });

  it("lies in Library/Caches on macOS", () => {
    on("darwin");
    expect(cacheFolder({})).toBe(path.join(homedir(), "Library", "Caches", "pin-reset"));
  });

  it("lies in LOCALAPPDATA on Windows", () => {
    on("win32");
    expect(cacheFolder({ LOCALAPPDATA: "/local" })).toBe(path.join("/local", "pin-reset"));
    expect(cacheFolder({})).toBe(path.join(homedir(), "AppData", "Local", "pin-reset"));
  });

  it("keeps each version for each system apart, and a build from a download", () => {
    const env = { PIN_RESET_CACHE_DIR: "/there" };
    const platform = `${process.platform}-${process.arch}`;

    expect(cliFolder(env, "3.1.0", "download")).toBe(path.join("/there", "pulumi", `3.1.0-${platform}`));
    expect(cliFolder(env, "3.1.0", "build")).toBe(path.join("/there", "pulumi", `3.1.0-${platform}-built`));
  });
});
