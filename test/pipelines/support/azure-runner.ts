import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { type Ran, runBash } from "./shell.ts";

const values = z.record(z.string(), z.string());
const cliTask = z.strictObject({
  task: z.literal("AzureCLI@2"),
  name: z.string().optional(),
  displayName: z.string(),
  inputs: z.strictObject({
    azureSubscription: z.string(),
    scriptType: z.literal("bash"),
    scriptLocation: z.literal("inlineScript"),
    inlineScript: z.string(),
  }),
  env: values,
});
const bashStep = z.strictObject({
  bash: z.string(),
  displayName: z.string(),
  condition: z.string().optional(),
  env: values.optional(),
});
const template = z.strictObject({ template: z.literal("prepare.yml") });
const job = z.looseObject({ steps: z.array(z.union([template, cliTask, bashStep])) });

export type Job = {
  /** The service connection of each script that has one. */
  connections: string[];
  steps: (z.infer<typeof cliTask> | z.infer<typeof bashStep>)[];
};

/** What a service connection stands for: an application of Entra. */
type Connection = { clientId: string; tenantId: string; id: string };

export type Surroundings = {
  /** The checkout. */
  cwd: string;
  /** What the machine's environment holds, and what the agent adds to every script. */
  env: Record<string, string>;
  /** A script has it only where it asks for it. */
  accessToken: string;
  /** By name. */
  connections: Record<string, Connection>;
};

export type JobRun = {
  result: "success" | "failure";
  /** What the scripts printed. */
  log: string;
  /** The variables that the scripts set, outputs too. */
  variables: Record<string, string>;
  /** What the scripts uploaded to the run's page. */
  summary: string;
  tags: string[];
  errors: string[];
};

/** The only job of a pipeline, or that of one of its stages, with the steps that run scripts. */
export async function readJob(file: string, stage?: string): Promise<Job> {
  const pipeline = parse(await readFile(file, "utf8"));
  const { stages = [pipeline] } = pipeline;
  const found = stages.find((each: { stage?: string }) => each.stage === stage);
  const [only] = found.jobs;
  const { steps } = job.parse(only.strategy?.runOnce.deploy ?? only);
  const scripts = steps.flatMap((step) => ("template" in step ? [] : [step]));
  const connections = scripts.flatMap((step) => ("task" in step ? [step.inputs.azureSubscription] : []));
  return { connections, steps: scripts };
}

/** Runs the scripts of a job as the agent does, and does what they tell it by its commands. */
export async function runJob({ steps }: Job, around: Surroundings): Promise<JobRun> {
  const temp = await mkdtemp(path.join(tmpdir(), "agent-"));
  const result: JobRun = { result: "success", log: "", variables: {}, summary: "", tags: [], errors: [] };
  try {
    for (const step of steps) {
      if (!("task" in step) && !holds(step.condition, result)) continue;
      const env = {
        ...around.env,
        ...connectionOf(step, around.connections),
        ...expanded(step.env ?? {}, { ...result.variables, "System.AccessToken": around.accessToken }),
        AGENT_TEMPDIRECTORY: temp,
      };
      const script = "task" in step ? step.inputs.inlineScript : step.bash;
      const ran = await runBash(script, [], { cwd: around.cwd, env });
      if (ran.code !== 0) result.result = "failure";
      await obey(ran, result);
    }
    return result;
  } finally {
    await rm(temp, { recursive: true });
  }
}

/** What AzureCLI@2 adds to a script's environment. */
function connectionOf(
  step: Job["steps"][number],
  connections: Record<string, Connection>,
): Record<string, string> {
  if (!("task" in step)) return {};
  const connection = connections[step.inputs.azureSubscription];
  if (connection === undefined) throw new Error(`No service connection ${step.inputs.azureSubscription}`);
  return {
    AZURESUBSCRIPTION_CLIENT_ID: connection.clientId,
    AZURESUBSCRIPTION_TENANT_ID: connection.tenantId,
    AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: connection.id,
  };
}

/** The commands of https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands that are used here. */
async function obey({ stdout, stderr }: Ran, result: JobRun): Promise<void> {
  result.log += stdout + stderr;
  for (const [, command = "", detail = "", text = ""] of stdout.matchAll(
    /^##vso\[([\w.]+) ?([^\]]*)\](.*)$/gm,
  )) {
    const variable = /variable=([\w.]+)/.exec(detail)?.[1];
    if (command === "task.setvariable" && variable !== undefined) result.variables[variable] = text;
    else if (command === "task.uploadsummary") result.summary += await readFile(text, "utf8");
    else if (command === "build.addbuildtag") result.tags.push(text);
    else if (command === "task.logissue") result.errors.push(text);
    else throw new Error(`The agent does not understand ${command} ${detail}`);
  }
}

function holds(condition: string | undefined, { result, variables }: JobRun): boolean {
  if (condition === undefined) return result === "success";
  const [, name = ""] = /^and\(not\(canceled\(\)\), ne\(variables\['(\w+)'\], ''\)\)$/.exec(condition) ?? [];
  if (name === "") throw new Error(`The condition ${condition} is not understood`);
  return (variables[name] ?? "") !== "";
}

function expanded(env: Record<string, string>, variables: Record<string, string | undefined>) {
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => [
      name,
      // An unknown variable stays as it is written.
      value.replaceAll(/\$\(([\w.]+)\)/g, (whole, variable) => variables[variable] ?? whole),
    ]),
  );
}
