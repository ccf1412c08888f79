import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { json } from "../../../graph/response.ts";
import { messageOf } from "../../../text/message-of.ts";
import { FleetError } from "../../errors.ts";
import { projectDefaults } from "../../file/project.ts";

const projectFile = z.looseObject({
  name: z.string().min(1),
  backend: z.looseObject({ url: z.string().nullish() }).nullish(),
  config: z.record(z.string(), z.unknown()).optional().catch(undefined),
});

/** What a Pulumi.yaml says of where its stacks are, and of their settings. */
export type Project = {
  readonly name: string;
  readonly folder: string;
  readonly backendUrl: string | undefined;
  /** The settings of a stack that has none of its own, by whole key. */
  readonly defaults: Readonly<Record<string, unknown>>;
};

/** @throws FleetError `projectUnreadable`. */
export async function readProject(folder: string): Promise<Project> {
  const file = path.join(folder, "Pulumi.yaml");
  let content: unknown;
  try {
    content = parse(await readFile(file, "utf8"));
  } catch (error) {
    throw projectUnreadable(file, messageOf(error));
  }
  const { data } = projectFile.safeParse(content);
  if (data === undefined) {
    throw projectUnreadable(file, "it has no `name`");
  }
  const { name, backend, config = {} } = data;
  return { name, folder, backendUrl: backend?.url || undefined, defaults: projectDefaults(name, config) };
}

function projectUnreadable(file: string, reason: string): FleetError {
  return new FleetError({
    code: "projectUnreadable",
    message: `${file} cannot be read as a project of Pulumi: ${reason}.`,
    hint: "Give the folder of Pulumi.yaml as `project` in fleet.yaml; without it, it is the folder of fleet.yaml.",
  });
}

const credentialsFile = z.looseObject({
  current: z.string().nullish(),
  accessTokens: z.record(z.string(), z.string()).nullish(),
});

const pulumiCloud = "https://api.pulumi.com";

/** Where stacks are, and what opens it. */
export type Backend = {
  readonly url: string;
  /** The access token of Pulumi Cloud; undefined where there is none. */
  readonly accessToken: string | undefined;
};

/**
 * The backend that the Pulumi CLI would use: PULUMI_BACKEND_URL, else the project's, else the one that it is logged in to.
 * Source: https://www.pulumi.com/docs/iac/concepts/state-and-backends/
 */
export async function backendOf({ backendUrl }: Project, env: NodeJS.ProcessEnv): Promise<Backend> {
  const { current, accessTokens } = await readCredentials(env);
  const given = env.PULUMI_BACKEND_URL || backendUrl || current || pulumiCloud;
  const url = given.replace(/\/+$/, "");
  const ofUrl = Object.entries(accessTokens ?? {}).find(([key]) => key.replace(/\/+$/, "") === url);
  return { url, accessToken: env.PULUMI_ACCESS_TOKEN || ofUrl?.[1] || undefined };
}

async function readCredentials(env: NodeJS.ProcessEnv): Promise<z.output<typeof credentialsFile>> {
  const folder = env.PULUMI_CREDENTIALS_PATH || pulumiHome(env);
  try {
    return credentialsFile.parse(json(await readFile(path.join(folder, "credentials.json"), "utf8")));
  } catch {
    return {};
  }
}

/** Where the Pulumi CLI keeps what it keeps. */
export function pulumiHome(env: NodeJS.ProcessEnv): string {
  return env.PULUMI_HOME || path.join(homedir(), ".pulumi");
}
