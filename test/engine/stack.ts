import { symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { repository, type Stack, startStack } from "../../pulumi-cli/stack.ts";

export { repository, type Stack };

export type StackOptions = {
  /** The stack's name; by default `dev`. */
  name?: string;
  /** The project's files, by name; by default the repository's own project. */
  files?: Record<string, string>;
  /** Added to the CLI's environment in every run. */
  env?: Record<string, string>;
};

/**
 * Makes a project of its own with one stack, on a state folder of its own, and runs the real CLI on it.
 * The caller closes it.
 */
export function createStack({ files, ...options }: StackOptions = {}): Promise<Stack> {
  return startStack({ ...options, ...(files && { fill: (directory) => writeProject(directory, files) }) });
}

async function writeProject(directory: string, files: Record<string, string>): Promise<void> {
  await symlink(path.join(repository, "node_modules"), path.join(directory, "node_modules"));
  await Promise.all(
    Object.entries(files).map(([file, content]) => writeFile(path.join(directory, file), content)),
  );
}
