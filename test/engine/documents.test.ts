import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { findPulumi } from "../../tools/pulumi/find.ts";
import { commandsIn, readDocument } from "../documents.ts";
import { createStack, repository, type Stack } from "./stack.ts";

/** How a documented command is run here, or why it is not. */
type Plan = {
  readonly command: RegExp;
  /** Options that answer a prompt. */
  readonly answer?: string;
  /** The exit codes that it may have; 0 by default. */
  readonly codes?: readonly number[];
  readonly notHere?: string;
};

const account = "needs an account that the embedded tenant does not play";
const answered =
  "asks at a terminal; test/engine/operations.test.ts and test/cli/commands/reset-terminal.test.ts answer";

/** Every command of a document must match one of its document's; the first counts. */
const plans: Record<string, readonly Plan[]> = {
  "README.md": [
    { command: /^npm ci/, notHere: "is what every other test was started after" },
    {
      command: /^npm run --silent tenant$/,
      notHere: "runs until Ctrl-C; test/engine/tenant.test.ts plays it",
    },
    { command: /--stack dev --yes$/, notHere: "needs that tenant; test/engine/tenant.test.ts plays it" },
    { command: /^az login/, notHere: account },
    { command: /stack init prod$/ },
    { command: /config set --path/ },
    { command: /-- preview$/ },
    { command: /-- up$/, answer: "--yes" },
    { command: /-- preview --expect-no-changes$/ },
    { command: /package get-schema \.\/intune$/ },
    {
      command: /-- import intune:index:WindowsCustomConfiguration NAME/,
      notHere: "asks the language host for code, which the stand-in of it does not write",
    },
    { command: /-- reset PHONE-01$/, answer: "--yes --show" },
    {
      command: /reset --from devices\.csv/,
      notHere: "its list is written by docs/cli/devices.md, whose test resets it",
    },
  ],
  "docs/cli/devices.md": [
    { command: /\[options\]/, notHere: "is the form of the command" },
    { command: /pin-reset -- devices/ },
  ],
  "docs/cli/doctor.md": [
    { command: /\[options\]/, notHere: "is the form of the command" },
    { command: /pin-reset -- doctor/, codes: [0, 7] },
  ],
  "docs/cli/audit.md": [
    { command: /\[options\]/, notHere: "is the form of the command" },
    { command: /pin-reset -- audit/ },
  ],
  "docs/cli/drift.md": [
    { command: /\[options\]/, notHere: "is the form of the command" },
    { command: /--heal$/, answer: "--yes" },
    { command: /pin-reset -- drift/, codes: [0, 7] },
  ],
  "docs/cli/consent.md": [
    { command: /\[options\]/, notHere: "is the form of the command" },
    { command: /--open/, notHere: "opens a browser; test/cli/commands/consent.test.ts gives it one" },
    { command: /pin-reset -- consent$/ },
  ],
  "docs/cli/adopt.md": [
    { command: /\[options\]/, notHere: "is the form of the command" },
    { command: /--profile/, notHere: "has an id of no profile here; test/engine/adopt.test.ts has one" },
    { command: /pin-reset -- adopt/ },
  ],
  "docs/cli/reset.md": [
    { command: /\[options\]/, notHere: "is the form of the command" },
    { command: /-- reset$/, notHere: answered },
    {
      command: /--vault/,
      notHere: "names Contoso's vault; test/cli/commands/reset.test.ts has the seeded one",
    },
    { command: /--user sam@contoso\.example --dry-run$/, codes: [0, 3] },
    { command: /reset SN000001/, codes: [0, 3] },
    { command: /-- reset PHONE-01$/, answer: "--yes --show" },
    { command: /--resume PHONE-01$/, answer: "--show" },
    { command: /--from devices\.csv/ },
  ],
};

let tenant: Tenant;
let stack: Stack;

beforeAll(async () => {
  tenant = await startTenant();
  tenant.state.settings.passcodeDelayMilliseconds = 20;
  stack = await createStack({ env: tenant.env });
});

afterAll(async () => {
  await stack?.close();
  await tenant?.close();
});

/** Types a line into a shell, in the stack's folder. What npm would run there is run with the stack's own CLI. */
async function type(line: string) {
  const { command: cli } = await findPulumi({ env: stack.env });
  const companion = `"${process.execPath}" "${path.join(repository, "cli", "pin-reset.js")}"`;
  const typed = line
    .replace(/npm run (?:--silent )?pulumi --/, `"${cli}" --non-interactive`)
    .replace(/npm run (?:--silent )?pin-reset --/, companion);
  const env = { ...stack.env, GITHUB_STEP_SUMMARY: path.join(stack.root, "summary.md") };
  const child = spawn("sh", ["-c", typed], { cwd: stack.directory, env, stdio: ["ignore", "pipe", "pipe"] });
  const closed = once(child, "close");
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  return { code, output: stdout + stderr };
}

describe.each(Object.keys(plans))("%s", (document) => {
  const told = commandsIn(readDocument(document)).map(({ line, command }) => ({
    at: `${document}:${line}`,
    command,
    plan: plans[document]?.find((candidate) => candidate.command.test(command)),
  }));

  it("has no command of which this test does not say how it is run, or why it is not", () => {
    const unlisted = told.filter(({ plan }) => plan === undefined);
    expect(unlisted.map(({ at, command }) => `${at}: ${command}`)).toEqual([]);
    expect(told.length).toBeGreaterThan(0);
  });

  const run = told.filter(({ plan }) => plan !== undefined && plan.notHere === undefined);
  it.each(run)("$at: $command", async ({ command, plan }) => {
    const { code, output } = await type([command, plan?.answer].filter(Boolean).join(" "));
    expect(plan?.codes ?? [0], output).toContain(code);
  });
});
