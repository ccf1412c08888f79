import { plainText } from "../../../text/plain-text.ts";
import type { Fleet } from "../../fleet.ts";
import { limited } from "../limited.ts";
import { backendOf, type Project, readProject } from "./backend.ts";
import { stateUnreadable } from "./errors.ts";
import { readStateFile } from "./files.ts";
import { PulumiCloud } from "./pulumi-cloud.ts";
import { exportState } from "./stack-export.ts";
import type { StackState } from "./stack-state.ts";

/** The states of a fleet's stacks. */
export type StackStates = {
  readonly project: Project;
  /**
   * @returns undefined where there is no such stack, or it was never deployed.
   * @throws FleetError `stateUnreadable`, PulumiError.
   */
  read(stack: string, signal: AbortSignal): Promise<StackState | undefined>;
};

/** How many processes of the Pulumi CLI read states at once. */
const mostProcesses = 2;

/**
 * Opens the backend that the Pulumi CLI would use. A folder and Pulumi Cloud are read by this process; of any other backend
 * (azblob, gs, s3) each state takes a process of the CLI.
 *
 * @throws FleetError `projectUnreadable`.
 */
export async function openStates(
  { project: folder }: Pick<Fleet, "project">,
  env: NodeJS.ProcessEnv,
): Promise<StackStates> {
  const project = await readProject(folder);
  const read = await readerOf(project, env);
  return {
    project,
    async read(stack, signal) {
      if (!stack.split("/").every(isName)) {
        throw stateUnreadable(plainText(stack), "no stack can have that name");
      }
      return read(stack, signal);
    },
  };
}

async function readerOf(project: Project, env: NodeJS.ProcessEnv): Promise<StackStates["read"]> {
  const backend = await backendOf(project, env);
  if (/^file:/.test(backend.url)) {
    return (stack) => readStateFile(backend.url, project, stack);
  }
  if (/^https?:/.test(backend.url)) {
    const cloud = new PulumiCloud(backend, env);
    return (stack, signal) => cloud.read(project.name, stack, signal);
  }
  const inTurn = limited(mostProcesses);
  return (stack, signal) => inTurn(() => exportState(stack, { folder: project.folder, env, signal }));
}

/** What Pulumi takes as a name: none leads out of a folder. */
function isName(name: string): boolean {
  return /^[\w.-]+$/.test(name) && !/^\.+$/.test(name);
}
