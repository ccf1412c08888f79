import type { PackageExample, PackageExamples } from "./provider.ts";

/** Specs of a package's schema by token, each with its example in its description. */
export function withExamples<Spec extends { readonly description: string }>(
  examples: PackageExamples,
  specs: readonly (readonly [token: string, spec: Spec])[],
): { readonly [token: string]: Spec } {
  return Object.fromEntries(
    specs.map(([token, spec]) => {
      const example = examples[token];
      return [token, example ? { ...spec, description: `${spec.description}\n\n${shown(example)}` } : spec];
    }),
  );
}

/** In the form that generated SDKs and Pulumi's registry take apart by language. */
function shown({ title, programs }: PackageExample): string {
  const blocks = Object.entries(programs).map(
    ([language, text]) => `\`\`\`${language}\n${text.trim()}\n\`\`\``,
  );
  const [start, end] = [
    "{{% examples %}}\n## Example Usage\n{{% example %}}",
    "{{% /example %}}\n{{% /examples %}}",
  ];
  return [start, `### ${title}`, ...blocks, end].join("\n\n");
}
