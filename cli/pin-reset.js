#!/usr/bin/env node
import { enableCompileCache } from "../launcher/compile-cache.js";

const [major, minor] = process.versions.node.split(".").map(Number);

if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `pin-reset needs Node.js 22.18 or newer, and found ${process.version}. ` +
      "Install a newer one, or use `npm run pin-reset --`, which brings its own.\n",
  );
  process.exitCode = 1;
} else {
  enableCompileCache();
  await import("./main.ts");
}
