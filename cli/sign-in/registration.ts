import { pipelinePermissions } from "../../domain/pipeline-runs.ts";
import { permittedCalls } from "../../graph/permissions.ts";
import { commandsWithCalls } from "./commands-with-calls.ts";

/** Whom an application is for: the helpdesk's commands, all of the companion's, or pipelines that run `pulumi`. */
export const audiences = ["helpdesk", "people", "pipelines"] as const;

export type Audience = (typeof audiences)[number];

/** An application registration as it should be: permissions of Microsoft Graph by name, sorted. */
export type Registration = {
  readonly displayName: string;
  /** Whether people sign in to it, who can keep no secret of it. */
  readonly isPublicClient: boolean;
  readonly delegated: readonly string[];
  readonly application: readonly string[];
  /** Whether people store passcodes in a key vault in their own name. */
  readonly usesVault: boolean;
};

const helpdeskCommands: ReadonlySet<string> = new Set(["reset", "devices", "audit"]);

/** What every sign-in of a person takes. */
const ofEveryone = "User.Read";

/** The registration that an audience needs, from the same table by which errors name a missing permission. */
export async function registrationFor(
  displayName: string,
  wanted: readonly Audience[],
  usesVault: boolean,
): Promise<Registration> {
  const isFor = (audience: Audience) => wanted.includes(audience);
  const commands = (await commandsWithCalls()).filter(
    ({ name }) => isFor("people") || (isFor("helpdesk") && helpdeskCommands.has(name)),
  );
  const delegated = commands.flatMap(({ permissions }) => permissions.map((entry) => entry.delegated));
  const work = { encryptedSettings: true, onboarding: true, readiness: true };
  const application = isFor("pipelines")
    ? [
        ...pipelinePermissions("deploy", work, permittedCalls),
        ...pipelinePermissions("drift", work, permittedCalls),
      ]
    : [];
  return {
    displayName,
    isPublicClient: delegated.length > 0,
    delegated: delegated.length === 0 ? [] : least([...delegated, ofEveryone]),
    application: least(application),
    usesVault: usesVault && delegated.length > 0,
  };
}

/** Each once, without a permission to read where the one to write, which holds it, is among them. */
function least(names: readonly string[]): string[] {
  const needed = new Set(names);
  const isHeld = (name: string) =>
    name.includes(".Read.") && needed.has(name.replace(".Read.", ".ReadWrite."));
  return [...needed].filter((name) => !isHeld(name)).sort();
}
