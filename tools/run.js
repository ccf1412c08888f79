#!/usr/bin/env node
// Plain JavaScript, so that a Node.js that cannot run TypeScript gets a sentence and not a syntax error.
import path from "node:path";
import { pathToFileURL } from "node:url";
import { enableCompileCache } from "../launcher/compile-cache.js";

const [file] = process.argv.splice(2, 1);
const [major, minor] = process.versions.node.split(".").map(Number);

if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `This project needs Node.js 22.18 or newer, and found ${process.version}. \`npm ci\` brings one for Linux, macOS ` +
      "and Windows on x64 and arm64, unless it runs with --omit=optional: run it again, or install a newer Node.js.\n",
  );
  process.exitCode = 1;
} else {
  const main = path.resolve(import.meta.dirname, "..", file);
  process.argv[1] = main;
  // Without it, Node.js would strip the types of every file at every start.
  enableCompileCache();
  await import(pathToFileURL(main).href);
}
