// The Node.js of a program loads this first: see `nodeargs` in Pulumi.yaml. Plain JavaScript, as whatever starts Node.js.
import module, { createRequire } from "node:module";

/**
 * Puts a placeholder where Node.js keeps a module of the SDK once it is loaded, for what no program of this project uses.
 *
 * @param request How the SDK asks for it.
 * @param exportsOf The placeholder's exports. `load` loads the real module, in the placeholder's place.
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
  // Both serialize functions, for dynamic providers, and take more than half of the time in which the SDK loads.
  defer(requireOfSdk, "@npmcli/arborist", (load) => ({
    // As an ES module, since the SDK copies the members of any other, which would load it.
    __esModule: true,
    get Arborist() {
      return load().Arborist;
    },
  }));
  defer(requireOfSdk, "./typescript-shim.js", (load) => new Proxy({}, { get: (_, name) => load()[name] }));
  // Maps the stack of each promise and resource to sources. Node.js runs this project's TypeScript as it is written, so
  // that a stack needs no map.
  defer(requireOfSdk, "source-map-support/register", () => ({}));
} catch {
  // Without the SDK's modules where they are expected, all is loaded as ever.
}
