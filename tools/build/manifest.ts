import type { Imported } from "./imports.ts";

/** What the build takes from the project's own package.json. */
export type ProjectManifest = {
  readonly license: string;
  readonly engines: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
};

/** Those of a program itself: with a second copy it would have resources of the same types that are not `instanceof` each other. */
const peers: ReadonlySet<string> = new Set(["@pulumi/pulumi", "@pulumi/azuread"]);

/**
 * The package.json of the package: of what it imports, each with the project's own version range.
 *
 * @throws Error that names what is imported and no dependency of the project, and the files that import it.
 */
export function packageManifest(
  project: ProjectManifest,
  imported: Imported,
  { name, version, repository, publisher, server }: PackageNames,
): Record<string, unknown> {
  const names = [...imported.keys()].sort();
  const undeclared = names.filter((one) => rangeOf(project, one) === undefined);
  if (undeclared.length > 0) {
    const places = undeclared.map((one) => `${one} (${imported.get(one)?.[0]})`);
    throw new Error(`Imported, and no dependency in package.json: ${places.join(", ")}`);
  }
  const ranges = (some: readonly string[]): Record<string, string> =>
    Object.fromEntries(some.map((one) => [one, rangeOf(project, one) ?? ""]));
  const optional = names.filter((one) => project.dependencies[one] === undefined);
  const needed = names.filter((one) => !peers.has(one) && !optional.includes(one));
  return {
    name,
    version,
    description:
      "Microsoft PIN Reset for an Intune tenant: a Pulumi component, the Intune provider and a command",
    keywords: [
      "pulumi",
      "intune",
      "entra",
      "microsoft-graph",
      "windows-hello",
      "pin-reset",
      "kind/component",
    ],
    author: publisher,
    license: project.license,
    homepage: repository,
    repository: { type: "git", url: `git+${repository}.git` },
    bugs: `${repository}/issues`,
    type: "module",
    engines: project.engines,
    exports: {
      ".": { types: "./components/index.d.ts", default: "./components/index.js" },
      "./intune": { types: "./intune/sdk.d.ts", default: "./intune/sdk.js" },
      "./package.json": "./package.json",
    },
    bin: { "pin-reset": "cli/pin-reset.js" },
    pulumi: { resource: true, name: "intune", version, server },
    dependencies: ranges(needed),
    // Peers and not optional dependencies, which npm installs: Temporal alone is larger than all the rest.
    peerDependencies: ranges([...peers, ...optional]),
    peerDependenciesMeta: Object.fromEntries(optional.map((one) => [one, { optional: true }])),
  };
}

/** The names under which the package is published. */
export type PackageNames = {
  readonly name: string;
  readonly version: string;
  /** The address of the repository. */
  readonly repository: string;
  readonly publisher: string;
  /** Where the CLI gets the plugin. */
  readonly server: string;
};

function rangeOf(project: ProjectManifest, name: string): string | undefined {
  return project.dependencies[name] ?? project.optionalDependencies[name];
}
