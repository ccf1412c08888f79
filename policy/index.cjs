// CommonJS, which Pulumi's runner loads with any Node.js: what it imports, a new enough Node.js runs without compiling it.
const [major, minor] = process.versions.node.split(".").map(Number);

if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `The policy pack of PIN Reset needs Node.js 22.18 or newer; "node" on PATH is ${process.version}. ` +
      "Put a newer one first on PATH, or use `npm run pulumi --`, which brings its own.\n",
  );
  process.exit(1);
}

import("./pack.ts").catch((error) => {
  process.stderr.write(`The policy pack of PIN Reset does not start: ${error.stack}\n`);
  process.exit(1);
});
