import { CommandError } from "../errors.ts";

/** The engine's own words, each once and without its label: what its events say, and what it printed beside them. */
export function engineErrors(messages: readonly string[]): string {
  const plain = messages.map((message) => message.replace(/^\s*error: /gm, "").trim());
  return [...new Set(plain)].filter((message) => message !== "" && !isNoReason(message)).join("\n");
}

function isNoReason(message: string): boolean {
  return /^(preview|update|refresh) failed$/.test(message);
}

/** A command of the CLI failed; `told` is why, `hint` what stands now and what to do. */
export function pulumiFailed(command: string, told: string, hint: string): CommandError {
  return new CommandError("pulumiFailed", `pulumi ${command} failed:\n${told}`, { hint });
}

/** There is no CLI that can be run; `problem` names it. */
export function noPulumi(problem: string): CommandError {
  return new CommandError("noPulumi", problem, {
    hint: "PULUMI_COMMAND must be the path of the Pulumi CLI; leave it out to use the one that `npm run pulumi` finds.",
  });
}

/** Ctrl-C came while the CLI worked. */
export function interruptedPulumi(): CommandError {
  return new CommandError("interrupted", "Interrupted while Pulumi worked.", {
    hint: "Look with `pulumi stack` at what is done, and run the same command again.",
    ending: "interrupted",
  });
}
