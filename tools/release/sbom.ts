import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

const component = z.looseObject({
  "bom-ref": z.string(),
  name: z.string(),
  version: z.string(),
  purl: z.string(),
});
const sbomSchema = z.looseObject({
  bomFormat: z.literal("CycloneDX"),
  specVersion: z.string(),
  metadata: z.looseObject({ component }),
  components: z.array(component).min(1),
  dependencies: z.array(z.looseObject({ ref: z.string(), dependsOn: z.array(z.string()) })),
});

/** What is read of a bill of materials in CycloneDX; the rest of it is kept as it is. */
export type Sbom = z.output<typeof sbomSchema>;

const ranges = z.record(z.string(), z.string());
const manifestSchema = z.object({
  name: z.string(),
  version: z.string(),
  description: z.string(),
  dependencies: ranges,
  peerDependencies: ranges,
});

/** What a bill of materials goes by of the package that is published. */
export type PublishedManifest = z.output<typeof manifestSchema>;

/** @throws ZodError where the text is no CycloneDX of `npm sbom`. */
export function readSbom(text: string): Sbom {
  return sbomSchema.parse(JSON.parse(text));
}

/** The package.json of a built package. */
export async function manifestOf(folder: string): Promise<PublishedManifest> {
  return manifestSchema.parse(JSON.parse(await readFile(path.join(folder, "package.json"), "utf8")));
}

/**
 * The bill of materials of the package that is published, of that of the checkout: by its own name, since the checkout's is that of
 * another package on npm, and without what only a checkout has, such as the Node.js that it brings and what only develops it.
 */
export function sbomOfPackage(
  checkout: Sbom,
  { name, version, description, ...needs }: PublishedManifest,
): Sbom {
  const direct = new Set([...Object.keys(needs.dependencies), ...Object.keys(needs.peerDependencies)]);
  const names = new Map(checkout.components.map((each) => [each["bom-ref"], each.name]));
  const dependsOn = new Map(checkout.dependencies.map((each) => [each.ref, each.dependsOn]));
  const root = checkout.metadata.component["bom-ref"];
  const wanted = (dependsOn.get(root) ?? []).filter((ref) => direct.has(names.get(ref) ?? ""));
  const reached = new Set(wanted);
  // A set's own iteration goes on to what is added during it.
  for (const ref of reached) {
    for (const next of dependsOn.get(ref) ?? []) {
      reached.add(next);
    }
  }
  const ref = `${name}@${version}`;
  const itself = { type: "library", "bom-ref": ref, name, version, description, purl: `pkg:npm/${ref}` };
  return {
    ...checkout,
    metadata: { ...checkout.metadata, component: itself },
    components: checkout.components.filter((each) => reached.has(each["bom-ref"])),
    dependencies: [
      { ref, dependsOn: wanted },
      ...checkout.dependencies.filter((each) => reached.has(each.ref)),
    ],
  };
}
