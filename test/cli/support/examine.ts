import { z } from "zod";
import { doctor } from "../../../cli/commands/doctor.ts";
import type { Ending } from "../../../cli/exit-codes.ts";
import { fakeStream } from "./streams.ts";

const printed = z.strictObject({
  checks: z.array(
    z.strictObject({
      id: z.string(),
      title: z.string(),
      state: z.enum(["ok", "warning", "fault", "unknown", "skipped", "notChecked"]),
      findings: z.array(
        z.strictObject({ code: z.string(), message: z.string(), hint: z.string().optional() }),
      ),
    }),
  ),
  verdict: z.strictObject({
    outcome: z.enum(["works", "fails", "unknown"]),
    groups: z.array(z.string()),
    reasons: z.array(
      z.strictObject({
        check: z.string(),
        state: z.string(),
        code: z.string(),
        message: z.string(),
        source: z.url(),
      }),
    ),
    missingPermissions: z.array(z.string()),
  }),
});

/** A check as `pin-reset doctor --output json` prints it. */
type Printed = z.output<typeof printed>["checks"][number];

/** What `pin-reset doctor` says of a tenant: how it ended, each check, and the ids of those in a state. */
export type Examined = {
  readonly ending: Ending;
  readonly checks: readonly Printed[];
  readonly verdict: z.output<typeof printed>["verdict"];
  in(state: Printed["state"]): string[];
  /** All that a check found, as text. */
  text(id: string): string;
};

/** Runs `pin-reset doctor` in this process. */
export async function runDoctor(
  env: Readonly<Record<string, string>>,
  options: Record<string, unknown> = {},
): Promise<Examined> {
  const stdout = fakeStream();
  const ending = await doctor.run(
    { output: "json", ...options },
    { env, stdin: process.stdin, stdout, stderr: fakeStream(), signal: new AbortController().signal },
  );
  const { checks, verdict } = printed.parse(JSON.parse(stdout.text));
  return {
    ending,
    checks,
    verdict,
    in: (state) => checks.filter((check) => check.state === state).map(({ id }) => id),
    text: (wanted) => {
      const findings = checks.find(({ id }) => id === wanted)?.findings ?? [];
      return findings.map(({ message, hint = "" }) => `${message}\n${hint}`).join("\n");
    },
  };
}
