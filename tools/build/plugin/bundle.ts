import path from "node:path";
import { type Plugin, rolldown } from "rolldown";

/**
 * Packages that Pulumi's SDK loads to serialize functions for dynamic providers, to run TypeScript programs and to map stack traces: most
 * of its size, and nothing that a provider does.
 */
const unused =
  /^(?:@npmcli\/arborist|typescript|source-map-support\/register)$|typescript-shim\.js$|^\.\/ts-(?:node|mocha)/;
const placeholder = "\0unused";

/** Leaves out what is unused, and lets the bundler see a `require` that graph/ makes itself to load a package late. */
const adjust: Plugin = {
  name: "adjust",
  resolveId: (id) => (unused.test(id) ? placeholder : undefined),
  load: (id) => (id === placeholder ? "module.exports = {};" : undefined),
  transform: (code, id) =>
    id.endsWith("graph/credentials/identity.ts")
      ? code.replace(/^const require = createRequire\(import\.meta\.url\);$/m, "")
      : undefined,
};

/**
 * Bundles the provider, with all that it imports, into JavaScript that needs no node_modules.
 *
 * @param project The project's folder.
 * @param target Gets main.js and what it loads later.
 * @returns The packages in the bundle, each with its folder.
 */
export async function bundleProvider(project: string, target: string): Promise<ReadonlyMap<string, string>> {
  const bundle = await rolldown({
    cwd: project,
    input: path.join(project, "intune/main.ts"),
    platform: "node",
    plugins: [adjust],
    // A package's own oddities are none of ours; what cannot be resolved is an error.
    onLog: (level, log, handler) => {
      if (log.code === "UNRESOLVED_IMPORT") {
        handler("error", log);
      } else if (level === "warn" && !/node_modules/.test(log.id ?? "")) {
        handler(level, log);
      }
    },
  });
  try {
    const { output } = await bundle.write({ dir: target, format: "esm" });
    const files = output.flatMap((chunk) => (chunk.type === "chunk" ? chunk.moduleIds : []));
    return new Map(
      files.flatMap((file) => packageOf(file) ?? []).sort(([one], [other]) => compare(one, other)),
    );
  } finally {
    await bundle.close();
  }
}

function packageOf(file: string): [name: string, folder: string][] | undefined {
  const [, folder, name] =
    /^\0?(.*\/node_modules\/((?:@[^/]+\/)?[^/]+))\//.exec(file.replaceAll("\\", "/")) ?? [];
  return folder === undefined || name === undefined ? undefined : [[name, folder]];
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
