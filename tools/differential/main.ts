import { readFileSync } from "node:fs";
import tls from "node:tls";
import { parseArgs } from "node:util";
import { messageOf } from "../../text/message-of.ts";
import { type Compared, type Deployment, type DeploymentName, deploy, deployments } from "./deployment.ts";

const usage = `npm run differential -- [--runs 500] [--seed 1] [--only "NAME:SEED"]
Deployments: ${Object.keys(deployments).join(", ")}.\n`;

/**
 * Tampers with deployed tenants as each seed says, and compares what \`pin-reset fleet scan\` finds with what the engine's preview
 * with refresh finds; ends with exit code 1 where they do not agree.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      runs: { type: "string", default: "500" },
      seed: { type: "string", default: "1" },
      only: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return;
  }
  const planned = values.only === undefined ? seedsFrom(values) : [onlyOf(values.only)];
  const names = [...new Set(planned.map(({ name }) => name))];
  const compared = await Promise.all(
    names.map((name) =>
      compareAll(
        name,
        planned.filter((each) => each.name === name).map(({ seed }) => seed),
      ),
    ),
  );
  const all = compared.flat();
  const bad = all.filter(({ disagreement }) => disagreement !== undefined);
  const by = (status: string) => all.filter(({ engine }) => engine.status === status).length;
  const kinds = ["drifted", "pending", "inSync", "failed"].map((status) => `${by(status)} ${status}`);
  process.stdout.write(`${all.length} tamperings, ${all.length - bad.length} agree (${kinds.join(", ")}).\n`);
  process.exitCode = bad.length > 0 ? 1 : 0;
}

type Planned = { readonly name: DeploymentName; readonly seed: number };

const all = Object.keys(deployments) as DeploymentName[];

function seedsFrom({ runs, seed }: { readonly runs: string; readonly seed: string }): Planned[] {
  const first = numberOf("seed", seed);
  return Array.from({ length: numberOf("runs", runs) }, (_, index) => ({
    name: all[index % all.length] ?? "custom",
    seed: first + index,
  }));
}

function onlyOf(text: string): Planned {
  const [given, seed = ""] = text.split(":");
  const name = all.find((each) => each === given);
  if (name === undefined) {
    throw new Error(`--only is '${text}'; it must be a deployment (${all.join(", ")}), a colon and a seed.`);
  }
  return { name, seed: numberOf("only", seed) };
}

function numberOf(option: string, text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) {
    return number;
  }
  throw new Error(`--${option} is '${text}'; it must be a whole number from 1.`);
}

async function compareAll(name: DeploymentName, seeds: readonly number[]): Promise<Compared[]> {
  const deployment = await deploy(name);
  trust(deployment);
  const compared: Compared[] = [];
  try {
    for (const seed of seeds) {
      const each = await deployment.compare(seed);
      compared.push(each);
      if (each.disagreement !== undefined) {
        process.stdout.write(`--only "${name}:${seed}": ${each.acts}\n${each.disagreement}\n`);
      }
    }
    return compared;
  } finally {
    await deployment.close();
  }
}

/** This process scans, and must take the tenant's certificate for good. */
function trust({ tenant }: Deployment): void {
  const authorities = tls.getCACertificates("default");
  tls.setDefaultCACertificates([...authorities, readFileSync(tenant.caFile, "utf8")]);
}

await main().catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
});
