import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach } from "vitest";
import { openStates, type StackStates } from "../../../fleet/scan/state/read-states.ts";

export const latest = {
  manifest: { time: "2026-11-27T07:00:00Z" },
  resources: [
    { urn: "urn:pulumi:dev::pin-reset::pulumi:pulumi:Stack::pin-reset-dev", type: "pulumi:pulumi:Stack" },
    {
      urn: "urn:pulumi:dev::pin-reset::a$intune:index:WindowsCustomConfiguration::profile",
      type: "intune:index:WindowsCustomConfiguration",
      id: "1",
      custom: true,
      inputs: { displayName: "PIN" },
    },
  ],
};
export const checkpoint = JSON.stringify({ version: 3, checkpoint: { latest } });
export const exported = JSON.stringify({ version: 3, deployment: latest });

/** A folder for the states of each test, with a project in it. */
export type StateFolder = {
  readonly root: string;
  readonly project: string;
  /** The states as the environment selects them, with nothing of this machine's own login. */
  open(env: Record<string, string>): Promise<StackStates>;
  /** Writes a file by its path in the folder. */
  write(file: string, content: string | Buffer): Promise<void>;
};

export function stateFolder(): StateFolder {
  let root = "";
  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), "states-"));
    await mkdir(path.join(root, "project"));
    await writeFile(path.join(root, "project", "Pulumi.yaml"), "name: pin-reset\nruntime: nodejs\n");
  });
  afterEach(() => rm(root, { recursive: true, force: true }));
  return {
    get root() {
      return root;
    },
    get project() {
      return path.join(root, "project");
    },
    open(env) {
      const project = path.join(root, "project");
      return openStates(
        { project },
        { PATH: process.env.PATH, PULUMI_HOME: path.join(root, "home"), ...env },
      );
    },
    async write(file, content) {
      const whole = path.join(root, file);
      await mkdir(path.dirname(whole), { recursive: true });
      await writeFile(whole, content);
    },
  };
}
