import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { type Contexts, expand, holds } from "./expressions.ts";
import { runBash } from "./shell.ts";

const values = z.record(z.string(), z.coerce.string());
const step = z.strictObject({
  name: z.string().optional(),
  id: z.string().optional(),
  if: z.string().optional(),
  uses: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
  run: z.string().optional(),
  env: values.optional(),
});
const job = z.strictObject({
  needs: z.string().optional(),
  if: z.string().optional(),
  "runs-on": z.literal("ubuntu-24.04"),
  "timeout-minutes": z.number(),
  environment: z.string(),
  permissions: values,
  outputs: values.optional(),
  defaults: z.strictObject({
    run: z.strictObject({
      shell: z.literal("bash"),
      "working-directory": z.string(),
    }),
  }),
  env: values,
  steps: z.array(step),
});
const workflow = z.strictObject({
  name: z.string(),
  on: z.record(z.string(), z.unknown()),
  permissions: z.strictObject({}),
  concurrency: z.unknown(),
  jobs: z.record(z.string(), job),
});

export type Workflow = z.infer<typeof workflow>;
type Job = z.infer<typeof job>;
type Step = z.infer<typeof step>;

export async function readWorkflow(file: string): Promise<Workflow> {
  return workflow.parse(parse(await readFile(file, "utf8")));
}

export type JobRun = {
  result: "success" | "failure" | "skipped";
  outputs: Record<string, string>;
  /** What was written to the run's page. */
  summary: string;
  /** All that the steps printed. */
  log: string;
  /** The names of the steps that ran. */
  ran: string[];
  /** The commands that the runner found in what the steps printed, and obeyed. */
  commands: string[];
};

export type Surroundings = {
  /** The checkout. */
  cwd: string;
  /** What the machine's environment holds, and what the runner adds to it. */
  env: Record<string, string>;
  /** `github`, `vars` by environment, and `needs`. */
  contexts: Contexts;
  vars: Readonly<Record<string, Record<string, string>>>;
  /** Where the run keeps its artifacts: a folder for each. */
  artifacts: string;
  /** Code that is compiled already. GitHub's runners begin with none, which the tests need not wait for each time. */
  compileCache: string;
};

/** Runs each job of a workflow whose condition holds, in order, and each step of it as GitHub's runner does. */
export async function runWorkflow(file: string, around: Surroundings): Promise<Record<string, JobRun>> {
  const { jobs } = await readWorkflow(file);
  const runs: Record<string, JobRun> = {};
  for (const [name, each] of Object.entries(jobs)) {
    const needed = each.needs === undefined ? undefined : runs[each.needs];
    const vars = around.vars[each.environment] ?? {};
    const needs = Object.fromEntries(Object.entries(runs).map(([id, { outputs }]) => [id, { outputs }]));
    const contexts = { ...around.contexts, vars, needs };
    const skipped = needed !== undefined && needed.result !== "success";
    runs[name] =
      skipped || (each.if !== undefined && !holds(each.if, contexts))
        ? { result: "skipped", outputs: {}, summary: "", log: "", ran: [], commands: [] }
        : await runJob(each, { ...around, contexts });
  }
  return runs;
}

async function runJob(each: Job, around: Surroundings): Promise<JobRun> {
  const temp = await mkdtemp(path.join(tmpdir(), "runner-"));
  const file = (name: string) => path.join(temp, name);
  const files = { output: file("output"), env: file("env"), summary: file("summary") };
  await Promise.all(Object.values(files).map((name) => writeFile(name, "")));
  const steps: Record<string, { outputs: Record<string, string> }> = {};
  const contexts: Contexts = { ...around.contexts, runner: { temp }, steps };
  const result: JobRun = { result: "success", outputs: {}, summary: "", log: "", ran: [], commands: [] };
  const expanded = (record: Record<string, string> = {}) =>
    Object.fromEntries(Object.entries(record).map(([name, value]) => [name, expand(value, contexts)]));
  const runnerFiles = {
    GITHUB_ACTIONS: "true",
    GITHUB_WORKSPACE: around.cwd,
    RUNNER_TEMP: temp,
    GITHUB_OUTPUT: files.output,
    GITHUB_ENV: files.env,
    GITHUB_STEP_SUMMARY: files.summary,
    NODE_COMPILE_CACHE: around.compileCache,
  };
  try {
    for (const step of each.steps) {
      if (!runs(step, result.result, contexts)) {
        continue;
      }
      if (step.run === undefined) {
        await transfer(step, around.artifacts, contexts);
        continue;
      }
      await writeFile(files.output, "");
      const earlier = await pairs(files.env);
      const ran = await runBash(expand(step.run, contexts), ["-eo", "pipefail"], {
        cwd: path.join(around.cwd, expand(each.defaults.run["working-directory"], contexts)),
        env: { ...around.env, ...expanded(each.env), ...earlier, ...expanded(step.env), ...runnerFiles },
      });
      result.ran.push(step.name ?? "");
      result.log += ran.stdout + ran.stderr;
      result.commands.push(...commandsIn(ran.stdout + ran.stderr));
      if (step.id !== undefined) {
        steps[step.id] = { outputs: await pairs(files.output) };
      }
      if (ran.code !== 0) {
        result.result = "failure";
      }
    }
    result.outputs = expanded(each.outputs);
    result.summary = await readFile(files.summary, "utf8");
    return result;
  } finally {
    await rm(temp, { recursive: true });
  }
}

/** What the actions for artifacts do: a file to an artifact of the run, or an artifact to a folder. */
async function transfer({ uses = "", with: given = {} }: Step, artifacts: string, contexts: Contexts) {
  const artifact = path.join(artifacts, String(given.name));
  const place = expand(String(given.path), contexts);
  if (uses.startsWith("actions/upload-artifact@")) {
    await cp(place, path.join(artifact, path.basename(place)));
  } else if (uses.startsWith("actions/download-artifact@")) {
    await cp(artifact, place, { recursive: true });
  }
}

const registered =
  /^(set-env|set-output|save-state|add-mask|add-path|add-matcher|remove-matcher|debug|warning|error|notice|group|endgroup|echo|stop-commands)$/i;

/**
 * The commands in what a step printed that the runner obeys: `::name::` where a line begins, and `##[name]` anywhere in
 * it, but for what is between `stop-commands` and its token. It compares as a culture does, in which marks and characters
 * that are not shown count for nothing.
 * Source: https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
export function commandsIn(printed: string): string[] {
  const obeyed: string[] = [];
  let token: string | undefined;
  for (const line of printed.split(/\r\n|\r|\n/)) {
    const compared = line.replace(/[\p{M}\p{Cc}\p{Cf}]/gu, "");
    const [, name = "", text = ""] =
      /^\s*::([^: ]+).*?::(.*)$/.exec(compared) ?? /##\[([^\] ]+)[^\]]*\](.*)$/.exec(compared) ?? [];
    if (token !== undefined) {
      if (name === token) {
        token = undefined;
      }
    } else if (name === "stop-commands") {
      token = text;
    } else if (registered.test(name)) {
      obeyed.push(name);
    }
  }
  return obeyed;
}

function runs({ name, if: condition = "" }: Step, before: JobRun["result"], contexts: Contexts): boolean {
  // The checkout's dependencies are there already.
  if (name === "Install") {
    return false;
  }
  if (before === "failure" && !condition.includes("cancelled()")) {
    return false;
  }
  return condition === "" || holds(condition, contexts);
}

/** The `name=value` lines of a file that a step wrote to. */
async function pairs(file: string): Promise<Record<string, string>> {
  const lines = (await readFile(file, "utf8")).split("\n").filter((line) => line !== "");
  return Object.fromEntries(
    lines.map((line) => {
      const [, name = "", value = ""] = /^(\w+)=(.*)$/.exec(line) ?? [];
      if (name === "") {
        throw new Error(`The runner does not understand the line ${line}`);
      }
      return [name, value];
    }),
  );
}
