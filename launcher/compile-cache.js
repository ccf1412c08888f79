// Plain JavaScript: launchers load it before they know whether their Node.js can run TypeScript.
import { chmodSync, lstatSync, mkdirSync, readlinkSync } from "node:fs";
import module from "node:module";
import { homedir } from "node:os";
import path from "node:path";

const writableByOthers = 0o022;
const accessibleToOthers = 0o077;
const sticky = 0o1000;
const mostLinks = 40;

const thisSystem = {
  uid: process.getuid?.(),
  lstat: (file) => lstatSync(file, { throwIfNoEntry: false }),
  readlink: (file) => readlinkSync(file),
};

export function cacheFolder(env) {
  return env.PIN_RESET_CACHE_DIR || path.join(systemCacheFolder(env), "pin-reset");
}

function systemCacheFolder(env) {
  if (process.platform === "win32") {
    return env.LOCALAPPDATA || path.join(homedir(), "AppData", "Local");
  }
  // A relative one is invalid: https://specifications.freedesktop.org/basedir-spec/latest/
  if (env.XDG_CACHE_HOME && path.isAbsolute(env.XDG_CACHE_HOME)) {
    return env.XDG_CACHE_HOME;
  }
  return process.platform === "darwin"
    ? path.join(homedir(), "Library", "Caches")
    : path.join(homedir(), ".cache");
}

export function whyUntrusted(folder, system = thisSystem) {
  // Windows: folders in a user's profile are that user's by their access control lists, of which Node.js shows nothing.
  return system.uid === undefined ? undefined : faultOnTheWay(path.resolve(folder), system, mostLinks);
}

function faultOnTheWay(target, system, linksLeft) {
  for (const step of stepsTo(target)) {
    const entry = system.lstat(step);
    if (entry === undefined) {
      return undefined;
    }
    const fault = faultOf(entry, step, step === target, system.uid);
    if (fault !== undefined) {
      return fault;
    }
    if (entry.isSymbolicLink()) {
      if (linksLeft === 0) {
        return `${step} is a link that leads nowhere`;
      }
      const led = path.resolve(path.dirname(step), system.readlink(step), path.relative(step, target));
      return faultOnTheWay(led, system, linksLeft - 1);
    }
  }
  return undefined;
}

function faultOf(entry, step, isLast, uid) {
  const isLink = entry.isSymbolicLink();
  const byRoot = entry.uid === 0 && (isLink || !isLast);
  if (entry.uid !== uid && !byRoot) {
    return `${step} belongs to another user`;
  }
  if (isLink) {
    return undefined;
  }
  if (!entry.isDirectory()) {
    return `${step} is not a folder`;
  }
  // In a sticky folder, such as the shared one for temporary files, no user can replace what is another's.
  const harmless = !isLast && (entry.mode & sticky) !== 0;
  return (entry.mode & writableByOthers) !== 0 && !harmless ? `other users may write to ${step}` : undefined;
}

function stepsTo(target) {
  const { root } = path.parse(target);
  const names = path.relative(root, target).split(path.sep).filter(Boolean);
  return [root, ...names.map((_, index) => path.join(root, ...names.slice(0, index + 1)))];
}

export function ownFolder(folder) {
  const before = whyUntrusted(folder);
  if (before !== undefined) {
    throw new Error(before);
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const after = whyUntrusted(folder);
  if (after !== undefined) {
    throw new Error(after);
  }
  if (thisSystem.uid !== undefined && (lstatSync(folder).mode & accessibleToOthers) !== 0) {
    chmodSync(folder, 0o700);
  }
  return folder;
}

export function compileCacheFolder(env) {
  return ownFolder(path.join(cacheFolder(env), "node-compile-cache"));
}

export function enableCompileCache() {
  // Node.js itself has done so already where NODE_COMPILE_CACHE names a folder.
  if (module.getCompileCacheDir() !== undefined) {
    return;
  }
  try {
    module.enableCompileCache(compileCacheFolder(process.env));
  } catch {
    // Without the cache, all works as well: it takes a little longer to start.
  }
}
