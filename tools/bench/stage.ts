import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Stack, startStack } from "../../pulumi-cli/stack.ts";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { type Checkout, type CheckoutOptions, startCheckout } from "./checkout.ts";
import { repository } from "./measure.ts";
import { linkPublishedPlugins } from "./published-plugins.ts";

/** The embedded tenant, and stacks against it, which all are gone afterwards. */
export type Stage = {
  readonly tenant: Tenant;
  /** A folder for what a section writes. */
  readonly folder: string;
  /** A stack of this repository's own program, assigned to one group. */
  ownStack(): Promise<Benched>;
  /** A stack of a program that is given as its source. */
  stackOf(program: string): Promise<Benched>;
  /** A copy of a checkout, whose stack is assigned to one group unless it has another program. */
  checkout(options?: CheckoutOptions): Promise<Checkout>;
};

/** A stack on which commands must succeed. */
export type Benched = Pick<Stack, "directory" | "env"> & {
  /** Runs the CLI. Throws Error, with what it printed, unless it ends with `expected`. */
  pulumi(args: readonly string[], expected?: number): Promise<void>;
};

const assignedGroup = "pin-reset:assignments.groups[0]";

/** Sets a stage, lets a section play on it, and clears it. */
export async function onStage<Outcome>(play: (stage: Stage) => Promise<Outcome>): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), "pin-reset-bench-"));
  const tenant = await startTenant({ directory: join(folder, "tenant") });
  const stacks: Pick<Stack, "close">[] = [];
  const benched = async (fill?: (directory: string) => Promise<void>): Promise<Benched> => {
    const stack = await startStack({
      env: tenant.env,
      fillHome: (home) => linkPublishedPlugins(home),
      ...(fill && { fill }),
    });
    stacks.push(stack);
    const pulumi: Benched["pulumi"] = async (args, expected = 0) => {
      const { code, stdout, stderr } = await stack.run(args);
      if (code !== expected) {
        throw new Error(`pulumi ${args.join(" ")} ended with ${code}:\n${stdout}${stderr}`);
      }
    };
    return { directory: stack.directory, env: stack.env, pulumi };
  };
  try {
    return await play({
      tenant,
      folder,
      async ownStack() {
        const stack = await benched();
        await stack.pulumi(["config", "set", "--path", assignedGroup, "Windows devices"]);
        return stack;
      },
      stackOf: (program) => benched((directory) => writeProject(directory, program)),
      async checkout(options = {}) {
        const checkout = await startCheckout(options);
        stacks.push(checkout);
        if (options.program === undefined) {
          await checkout.run("plain", ["config", "set", "--path", assignedGroup, "Windows devices"]);
        }
        return checkout;
      },
    });
  } finally {
    for (const stack of stacks) {
      await stack.close();
    }
    await tenant.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The URL of a module of this repository, for the source of a program. */
export function moduleUrl(...path: string[]): string {
  return pathToFileURL(join(repository, ...path)).href;
}

async function writeProject(directory: string, program: string): Promise<void> {
  await symlink(join(repository, "node_modules"), join(directory, "node_modules"), "junction");
  const project = {
    name: "bench",
    runtime: { name: "nodejs", options: { typescript: false } },
    options: { refresh: "always" },
    plugins: { providers: [{ name: "intune", path: join(repository, "intune") }] },
  };
  const files = {
    "package.json": JSON.stringify({ name: "bench", type: "module", main: "index.ts" }),
    "Pulumi.yaml": JSON.stringify(project),
    "index.ts": program,
  };
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(directory, name), text);
  }
}
