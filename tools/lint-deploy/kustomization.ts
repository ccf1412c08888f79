import { parse } from "yaml";
import { z } from "zod";
import type { Issue } from "../lint-pipelines/issue.ts";

const own = "kustomization.yaml";

/** As much of a kustomization as deploy/ uses (https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/). */
const kustomization = z.strictObject({
  apiVersion: z.literal("kustomize.config.k8s.io/v1beta1"),
  kind: z.literal("Kustomization"),
  namespace: z.string(),
  resources: z.array(z.string()),
  configMapGenerator: z.array(z.strictObject({ name: z.string(), files: z.array(z.string()) })),
  images: z.array(z.strictObject({ name: z.string(), newName: z.string(), newTag: z.string() })),
});

/**
 * What is wrong with a kustomization: an unknown key, a file that it names and that is not there, or one that it forgets. No
 * package publishes a schema of it.
 *
 * @param names The YAML files in its folder.
 */
export function lintKustomization(file: string, text: string, names: readonly string[]): Issue[] {
  const at = { file, line: 1, column: 1 };
  const { data, error } = kustomization.safeParse(parse(text));
  if (data === undefined) {
    return error.issues.map(({ path, message }) => ({ ...at, message: `${path.join(".")}: ${message}` }));
  }
  const named = [...data.resources, ...data.configMapGenerator.flatMap(({ files }) => files)];
  return [
    ...named.filter((name) => !names.includes(name)).map((name) => `${name} is not there`),
    ...names.filter((name) => name !== own && !named.includes(name)).map((name) => `${name} is not named`),
  ].map((message) => ({ ...at, message }));
}
