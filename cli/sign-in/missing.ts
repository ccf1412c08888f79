import type { CliCommand } from "../command.ts";
import { isHeld } from "../doctor/checks/permissions.ts";
import type { TokenClaims } from "./token-claims.ts";

/** A permission that a command needs and a token does not have. */
export type Missing = {
  readonly command: string;
  readonly permission: string;
  readonly call: string;
  /** Whether the command does without it what it can. */
  readonly isOptional: boolean;
};

/** What a token lacks for each command, in the order in which help lists them. */
export function missingPermissions(
  commands: readonly CliCommand[],
  { of, permissions }: Pick<TokenClaims, "of" | "permissions">,
): readonly Missing[] {
  const held = new Set(permissions);
  return commands.flatMap(({ name, permissions: needed }) =>
    needed
      .filter((entry) => !isHeld(entry[of], held))
      .map((entry) => ({
        command: name,
        permission: entry[of],
        call: entry.call,
        isOptional: entry.optional ?? false,
      })),
  );
}
