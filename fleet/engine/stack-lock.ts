import { plainText } from "../../text/plain-text.ts";
import { FleetError } from "../errors.ts";

/** Who holds a stack's lock, as the CLI tells it. */
export type StackLock = {
  readonly user: string;
  readonly host: string;
  readonly pid: number;
  /** RFC 3339. */
  readonly since: string;
};

/**
 * The locks for which the CLI refused to update a stack.
 * Sources: https://github.com/pulumi/pulumi/blob/v3.259.0/pkg/backend/diy/lock.go,
 * https://github.com/pulumi/pulumi/blob/v3.259.0/sdk/nodejs/automation/errors.ts
 *
 * @param text What the CLI printed.
 * @returns Undefined where it was not refused for a lock; empty where the backend does not tell who holds it, as Pulumi
 *   Cloud.
 */
export function locksIn(text: string): readonly StackLock[] | undefined {
  if (/\[409\] Conflict: Another update is currently in progress/.test(text)) {
    return [];
  }
  if (!text.includes("the stack is currently locked by")) {
    return undefined;
  }
  const holders = text.matchAll(/created by (.*)@(.*) \(pid (\d+)\) at (\S+)/g);
  return [...holders].map(([, user = "", host = "", pid, since = ""]) => ({
    user,
    host,
    pid: Number(pid),
    since,
  }));
}

/** Another process updates the stack, or ended without taking its lock away. */
export function stackLocked(stack: string, locks: readonly StackLock[]): FleetError {
  const holders = locks.map(
    ({ user, host, pid, since }) => `${user}@${host} (process ${pid}) since ${since}`,
  );
  const by = holders.length > 0 ? ` by ${holders.join(", ")}` : "";
  return new FleetError({
    code: "stackLocked",
    message: plainText(`The stack ${stack} is locked${by}.`),
    hint: `Wait until that update has ended. If its process is gone, run \`npm run pulumi -- cancel --stack ${plainText(stack)}\`.`,
  });
}
