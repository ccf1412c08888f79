import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { type Ran, runBash } from "./shell.ts";

const values = z.record(z.string(), z.string());
const target = z.strictObject({ commands: z.literal("restricted"), settableVariables: z.array(z.string()) });
const cliTask = z.strictObject({
  task: z.literal("AzureCLI@2"),
  name: z.string().optional(),
  displayName: z.string(),
  target: target.optional(),
  inputs: z.strictObject({
    azureSubscription: z.string(),
    scriptType: z.literal("bash"),
    scriptLocation: z.literal("inlineScript"),
    workingDirectory: z.literal("$(directory)"),
    inlineScript: z.string(),
  }),
  env: values,
});
const bashStep = z.strictObject({
  bash: z.string(),
  displayName: z.string(),
  target: target.optional(),
  condition: z.string().optional(),
  env: values.optional(),
});
const template = z.strictObject({
  template: z.literal("prepare.yml"),
  parameters: z.strictObject({ cache: z.literal(false) }).optional(),
});
const publish = z.strictObject({
  publish: z.string(),
  displayName: z.string(),
  artifact: z.string(),
  condition: z.string(),
});
const download = z.strictObject({
  download: z.literal("current"),
  displayName: z.string(),
  artifact: z.string(),
});
const job = z.looseObject({ steps: z.array(z.union([template, cliTask, bashStep, publish, download])) });
type Script = z.infer<typeof cliTask> | z.infer<typeof bashStep>;
type Transfer = z.infer<typeof publish> | z.infer<typeof download>;

export type Job = {
  /** The service connection of each script that has one. */
  connections: string[];
  steps: (Script | Transfer)[];
};

/** What a service connection stands for: an application of Entra. */
type Connection = { clientId: string; tenantId: string; id: string };

export type Surroundings = {
  /** The checkout. */
  cwd: string;
  /** The variable of the pipeline: the project's folder, below the checkout. */
  directory: string;
  /** What the machine's environment holds, and what the agent adds to every script. */
  env: Record<string, string>;
  /** A script has it only where it asks for it. */
  accessToken: string;
  /** The secret variables of the variable group, which a script has only where it asks for them too. */
  secrets: Record<string, string>;
  /** Where the run keeps its artifacts: a folder for each. */
  artifacts: string;
  /** Code that is compiled already. The agents begin with none, which the tests need not wait for each time. */
  compileCache: string;
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
  /** The commands that a step was restricted from. */
  refused: string[];
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
  const result: JobRun = {
    result: "success",
    log: "",
    variables: {},
    summary: "",
    tags: [],
    errors: [],
    refused: [],
  };
  try {
    for (const step of steps) {
      if (!holds("condition" in step ? step.condition : undefined, result)) {
        continue;
      }
      if ("publish" in step || "download" in step) {
        await transfer(step, around.artifacts, temp);
        continue;
      }
      const env = {
        ...around.env,
        ...connectionOf(step, around.connections),
        ...expanded(step.env ?? {}, {
          ...around.secrets,
          ...result.variables,
          "System.AccessToken": around.accessToken,
        }),
        AGENT_TEMPDIRECTORY: temp,
        BUILD_SOURCESDIRECTORY: around.cwd,
        PIPELINE_WORKSPACE: path.join(temp, "workspace"),
        NODE_COMPILE_CACHE: around.compileCache,
        TF_BUILD: "True",
      };
      const [script, folder] =
        "task" in step ? [step.inputs.inlineScript, around.directory] : [step.bash, "."];
      const ran = await runBash(script, [], { cwd: path.join(around.cwd, folder), env });
      if (ran.code !== 0) {
        result.result = "failure";
      }
      await obey(step, ran, result);
    }
    return result;
  } finally {
    await rm(temp, { recursive: true });
  }
}

/** A file to an artifact of the run, or an artifact to the job's workspace. */
async function transfer(step: Transfer, artifacts: string, temp: string): Promise<void> {
  const artifact = path.join(artifacts, step.artifact);
  if ("publish" in step) {
    const file = step.publish.replace("$(Agent.TempDirectory)", temp);
    await cp(file, path.join(artifact, path.basename(file)));
  } else {
    await cp(artifact, path.join(temp, "workspace", step.artifact), { recursive: true });
  }
}

/** What AzureCLI@2 adds to a script's environment. */
function connectionOf(step: Script, connections: Record<string, Connection>): Record<string, string> {
  if (!("task" in step)) {
    return {};
  }
  const connection = connections[step.inputs.azureSubscription];
  if (connection === undefined) {
    throw new Error(`No service connection ${step.inputs.azureSubscription}`);
  }
  return {
    AZURESUBSCRIPTION_CLIENT_ID: connection.clientId,
    AZURESUBSCRIPTION_TENANT_ID: connection.tenantId,
    AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: connection.id,
  };
}

/** The commands of https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands that are used here. */
async function obey(step: Script, { stdout, stderr }: Ran, result: JobRun): Promise<void> {
  result.log += stdout + stderr;
  for (const { command, detail, text } of commandsIn(stdout + stderr)) {
    const variable = /variable=([\w.]+)/.exec(detail)?.[1] ?? "";
    if (!isAllowed(step, command, variable)) {
      result.refused.push(`${command} ${variable}`.trim());
    } else if (command === "task.setvariable") {
      result.variables[`${ownerOf(step, detail)}${variable}`] = text;
    } else if (command === "task.uploadsummary") {
      result.summary += await readFile(text, "utf8");
    } else if (command === "build.addbuildtag") {
      result.tags.push(text);
    } else if (command === "task.logissue") {
      result.errors.push(text);
    } else {
      throw new Error(`The agent does not understand ${command} ${detail}`);
    }
  }
}

/** An output variable is known by its step's name. */
function ownerOf(step: Script, detail: string): string {
  return detail.includes("isOutput=true") && "task" in step ? `${step.name}.` : "";
}

function isAllowed({ target }: Script, command: string, variable: string): boolean {
  if (target === undefined) {
    return true;
  }
  if (command === "task.setvariable") {
    return target.settableVariables.includes(variable);
  }
  return allowedInRestrictedMode.test(command);
}

const allowedInRestrictedMode = /^task\.(logdetail|logissue|complete|setprogress|setsecret|debug)$/;

/**
 * The commands in what was printed: each line's first, wherever it begins. The agent compares as a culture does, in
 * which marks and characters that are not shown count for nothing.
 * Source: https://github.com/microsoft/azure-pipelines-agent/blob/master/src/Microsoft.VisualStudio.Services.Agent/Command.cs
 */
export function commandsIn(printed: string): { command: string; detail: string; text: string }[] {
  return printed.split(/\r\n|\r|\n/).flatMap((line) => {
    const compared = line.replace(/[\p{M}\p{Cc}\p{Cf}]/gu, "");
    const [, command = "", detail = "", text = ""] = /##vso\[([^\] ]+) ?([^\]]*)\](.*)$/.exec(compared) ?? [];
    return command === "" ? [] : [{ command: command.toLowerCase(), detail, text }];
  });
}

function holds(condition: string | undefined, { result, variables }: JobRun): boolean {
  if (condition === undefined) {
    return result === "success";
  }
  if (condition === "not(canceled())") {
    return true;
  }
  if (condition.includes("succeeded()") && result === "failure") {
    return false;
  }
  const pattern =
    /^and\((?:not\(canceled\(\)\)|succeeded\(\)), (eq|ne)\(variables\['([\w.]+)'\], '(\w*)'\)\)$/;
  const [, operator, name = "", value] = pattern.exec(condition) ?? [];
  if (name === "") {
    throw new Error(`The condition ${condition} is not understood`);
  }
  return ((variables[name] ?? "") === value) === (operator === "eq");
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
