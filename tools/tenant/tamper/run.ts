import { readFile } from "node:fs/promises";
import { columnsOf, wrapped } from "../../../cli/text-width.ts";
import { connectToTenant } from "../../../tenant/control/client.ts";
import { ExplainedError } from "../../../text/explained-error.ts";
import { type Action, actions } from "./actions.ts";

/**
 * `npm run tenant -- tamper NAME`: does to the running tenant what an administrator might do; without a name it lists what
 * there is. Returns the exit code.
 *
 * @throws ExplainedError
 */
export async function runTamper(
  name: string | undefined,
  count: number,
  tenant: string | undefined,
): Promise<number> {
  const known: Readonly<Record<string, Action>> = actions;
  if (name === undefined) {
    process.stdout.write(listed(known));
    return 0;
  }
  const action = Object.hasOwn(known, name) ? known[name] : undefined;
  if (action === undefined) {
    throw new ExplainedError({
      code: "unknown-tampering",
      message: `There is no '${name}' to tamper by.`,
      hint: `It must be one of: ${Object.keys(known).join(", ")}.`,
    });
  }
  const { TENANT_ORIGIN: origin, TENANT_CONTROL_KEY: controlKey, NODE_EXTRA_CA_CERTS: caFile } = process.env;
  if (!origin || !controlKey || !caFile) {
    throw new ExplainedError({
      code: "no-tenant",
      message:
        "TENANT_ORIGIN, TENANT_CONTROL_KEY and NODE_EXTRA_CA_CERTS say which embedded tenant, and are not all set.",
      hint: "Type it in the shell that `npm run tenant -- shell` opens, or set what `npm run tenant` prints.",
    });
  }
  try {
    const ca = await readFile(caFile, "utf8");
    const control = connectToTenant({ origin, controlKey, ca, ...(tenant !== undefined && { tenant }) });
    process.stdout.write(`${await action.act(control, count)}\n`);
  } catch (error) {
    throw isStopped(error) ? stopped(origin) : error;
  }
  process.stderr.write(`To see it: ${action.seenBy}\n`);
  return 0;
}

/** It does not listen, or the folder of its certificates is gone. */
function isStopped(error: unknown): boolean {
  return error instanceof Error && "code" in error && /^(?:ECONNREFUSED|ENOENT)$/.test(String(error.code));
}

function stopped(origin: string): ExplainedError {
  return new ExplainedError({
    code: "no-tenant",
    message: `The embedded tenant of this shell, ${origin}, does not run any more.`,
    hint: "Start it again, and set what it prints then; or open another shell: `npm run tenant -- shell`.",
  });
}

function listed(known: Readonly<Record<string, Action>>): string {
  const nameWidth = 17;
  const width = columnsOf(process.stdout) ?? 80;
  const indent = " ".repeat(nameWidth);
  const rows = Object.entries(known).map(
    ([name, { does }]) => `${`  ${name}`.padEnd(nameWidth)}${wrapped(does, width, indent)}\n`,
  );
  return `${wrapped("npm run tenant -- tamper NAME does what an administrator might do:", width, "")}\n\n${rows.join("")}`;
}
