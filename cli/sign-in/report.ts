import type { Column, Output } from "../output.ts";
import type { Missing } from "./missing.ts";
import type { Remembered } from "./remembered.ts";
import type { TokenClaims } from "./token-claims.ts";
import { signInCommand } from "./with-sign-in.ts";

/** What `whoami` found. */
export type Identity = {
  /** How the commands sign in. */
  readonly way: string;
  /** Undefined where the sign-in is not kept. */
  readonly claims: TokenClaims | undefined;
  /** The sign-in of `pin-reset login`, where it is what counts. */
  readonly remembered: Remembered | undefined;
  readonly missing: readonly Missing[] | undefined;
  /** Whether somebody signed in whose sign-in the ARM_* variables keep from being used. */
  readonly variablesWin: boolean;
};

/** Prints who commands act as, and what is missing for which of them. */
export function printIdentity(output: Output, identity: Identity): void {
  const { claims, missing, variablesWin } = identity;
  const isText = output.format === "table";
  output.record(isText ? columns : [...columns, permissions], identity, asJson(identity));
  if (isText && claims !== undefined) {
    output.data(`Permissions (${claims.of}):${listOf(claims.permissions)}`);
  }
  if (variablesWin) {
    output.note(
      "The ARM_* variables win over the sign-in of `pin-reset login`:\nunset them to act in your name.",
    );
  }
  if (claims === undefined) {
    output.note(
      "The sign-in is not kept, so its permissions are not known:\n`npm run pin-reset -- whoami --sign-in` asks and shows them.",
    );
  }
  for (const line of missing === undefined ? [] : sentences(missing, claims?.of)) {
    output.note(line);
  }
}

const columns: readonly Column<Identity>[] = [
  { key: "name", title: "Acts as", value: nameOf },
  { key: "tenantId", title: "Tenant", value: tenantOf },
  { key: "application", title: "Application", value: ({ claims }) => claims?.application },
  { key: "clientId", title: "Client ID", value: clientOf },
  { key: "way", title: "How", value: howOf },
];

/** In a table they have lines of their own. */
const permissions: Column<Identity> = {
  key: "permissions",
  title: "Permissions",
  value: ({ claims }) => claims?.permissions.join(" "),
};

function listOf(names: Iterable<string>): string {
  return [...new Set(names)].map((name) => `\n  ${name}`).join("");
}

function nameOf({ claims, remembered }: Identity): string | undefined {
  return claims === undefined ? remembered?.record.username : (claims.person ?? "the application itself");
}

function tenantOf({ claims, remembered }: Identity): string | undefined {
  return claims?.tenantId ?? remembered?.record.tenantId;
}

function clientOf({ claims, remembered }: Identity): string | undefined {
  return claims?.clientId ?? remembered?.clientId;
}

function howOf({ way, remembered }: Identity): string {
  if (remembered === undefined) {
    return way;
  }
  return `pin-reset login, by ${remembered.flow === "browser" ? "browser" : "device code"}`;
}

function asJson(identity: Identity): unknown {
  const { claims, missing } = identity;
  return {
    person: claims === undefined ? (nameOf(identity) ?? null) : (claims.person ?? null),
    tenantId: tenantOf(identity) ?? null,
    application: claims?.application ?? null,
    clientId: clientOf(identity) ?? null,
    how: howOf(identity),
    permissions: claims === undefined ? null : { kind: claims.of, names: claims.permissions },
    missing:
      missing?.map(({ command, permission, call, isOptional }) => ({
        command,
        permission,
        to: call,
        optional: isOptional,
      })) ?? null,
  };
}

/** One line for each command that lacks something it cannot do without, and one for what is optional. */
function sentences(missing: readonly Missing[], of: TokenClaims["of"] | undefined): string[] {
  const needed = Map.groupBy(
    missing.filter(({ isOptional }) => !isOptional),
    ({ command }) => command,
  );
  const optional = missing.filter(({ isOptional }) => isOptional);
  const lines = [...needed].map(
    ([command, lacks]) => `${command} lacks:${listOf(lacks.map(({ permission }) => permission))}`,
  );
  if (optional.length > 0) {
    const commands = [...new Set(optional.map(({ command }) => command))];
    lines.push(
      `Optional, for ${commands.join(" and ")}:${listOf(optional.map(({ permission }) => permission))}`,
    );
  }
  return lines.length === 0
    ? ["Every command has the permissions that it needs."]
    : [
        ...lines,
        `An administrator adds them to the application and consents${of === "delegated" ? `;\nthen run \`${signInCommand}\` again` : ""}.`,
      ];
}
