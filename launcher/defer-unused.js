// A program's Node.js loads this first: see `nodeargs` in Pulumi.yaml. Plain JavaScript, like the rest of what starts a process.
import module from "node:module";

const here = (file) => new URL(`./deferred/${file}`, import.meta.url).href;

/**
 * Modules by their specifier and by the file that imports them, with what is loaded in their place: one that loads the real
 * module when it is first used, or an empty one. No program of this project uses any of them: the first two serialize
 * functions for dynamic providers, and are more than half of the time that the SDK takes to load; the last are zod's messages
 * in all languages.
 */
const deferred = [
  ["@npmcli/arborist", "/@pulumi/pulumi/runtime/closure/codePaths.js", here("arborist.cjs")],
  ["../../typescript-shim", "/@pulumi/pulumi/runtime/closure/parseFunction.js", here("typescript.cjs")],
  ["../locales/index.js", "/zod/v4/core/index.js", here("no-locales.js")],
  ["../locales/index.js", "/zod/v4/classic/external.js", here("no-locales.js")],
];

// Node.js before 22.15 has no such hooks: everything is loaded there.
module.registerHooks?.({
  resolve(specifier, context, next) {
    const found = deferred.find(
      ([name, importer]) => name === specifier && context.parentURL?.endsWith(importer),
    );
    return found === undefined ? next(specifier, context) : { url: found[2], shortCircuit: true };
  },
});
