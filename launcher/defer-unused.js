// The Node.js of a program loads this first: see `nodeargs` in Pulumi.yaml. Plain JavaScript, as whatever starts Node.js.
import module from "node:module";

const here = (file) => new URL(`./deferred/${file}`, import.meta.url).href;

/**
 * What is loaded in place of a module, where it is imported by this file of its package: the real one when it is first
 * used, or nothing. No program of this project uses any of them: the first two serialize functions for dynamic providers,
 * and take the SDK more than half of the time in which it loads; the last are messages in 60 languages.
 */
const deferred = [
  ["@npmcli/arborist", "/@pulumi/pulumi/runtime/closure/codePaths.js", here("arborist.cjs")],
  ["../../typescript-shim", "/@pulumi/pulumi/runtime/closure/parseFunction.js", here("typescript.cjs")],
  ["../locales/index.js", "/zod/v4/core/index.js", here("no-locales.js")],
  ["../locales/index.js", "/zod/v4/classic/external.js", here("no-locales.js")],
];

// Before Node.js 22.15 there are no such hooks, and all is loaded.
module.registerHooks?.({
  resolve(specifier, context, next) {
    const found = deferred.find(
      ([name, importer]) => name === specifier && context.parentURL?.endsWith(importer),
    );
    return found === undefined ? next(specifier, context) : { url: found[2], shortCircuit: true };
  },
});
