import { cp, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach } from "vitest";

const repository = path.join(import.meta.dirname, "../../..");

/** A folder for each test with what a checkout has at its top for stacks: Pulumi.yaml, and the JSON schema of the settings. */
export function makeProjects(): { readonly folder: string } {
  let folder = "";
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), "pin-reset-project-"));
    for (const file of ["Pulumi.yaml", "settings/stack.schema.json"]) {
      await cp(path.join(repository, file), path.join(folder, file));
    }
  });
  afterEach(() => rm(folder, { recursive: true }));
  return {
    get folder() {
      return folder;
    },
  };
}
