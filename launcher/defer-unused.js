// A program's Node.js loads this first: see `nodeargs` in Pulumi.yaml. Plain JavaScript, like the rest of what starts a process.
import module, { createRequire } from "node:module";

/**
 * Puts a placeholder for a module that the SDK requires, and no program of this project uses, into Node.js's cache of modules.
 *
 * @param requireOfSdk Resolves modules as the SDK does.
 * @param request The specifier by which the SDK requires it.
 * @param exportsOf Makes the placeholder's exports. Its argument loads the real module, in place of the placeholder.
 */
function defer(requireOfSdk, request, exportsOf) {
  const file = requireOfSdk.resolve(request);
  const placeholder = new module.Module(file);
  placeholder.filename = file;
  placeholder.loaded = true;
  placeholder.exports = exportsOf(() => {
    if (requireOfSdk.cache[file] === placeholder) {
      delete requireOfSdk.cache[file];
    }
    return requireOfSdk(file);
  });
  requireOfSdk.cache[file] = placeholder;
}

try {
  const sdk = createRequire(import.meta.url).resolve("@pulumi/pulumi/package.json");
  const requireOfSdk = createRequire(sdk);
  // This and the next one serialize functions, for dynamic providers, and are more than half of the time that the SDK takes to load.
  defer(requireOfSdk, "@npmcli/arborist", (load) => ({
    // Marked as an ES module: of any other, the SDK copies the members, which would load the real one.
    __esModule: true,
    get Arborist() {
      return load().Arborist;
    },
  }));
  defer(requireOfSdk, "./typescript-shim.js", (load) => new Proxy({}, { get: (_, name) => load()[name] }));
  // Maps stack traces, of which the SDK takes one for each promise and resource, to sources. Those of TypeScript that Node.js
  // runs as it is written need no map.
  defer(requireOfSdk, "source-map-support/register", () => ({}));
} catch {
  // An SDK that has these modules elsewhere loads everything: only a start takes longer.
}
