import type { Context } from "../context.ts";
import { CommandError } from "../errors.ts";
import { type Answers, issueWith } from "./answers.ts";
import { questions } from "./ask.ts";

/** What the command line says, as far as it does. */
export type Given = { readonly [Key in keyof Answers]?: Answers[Key] | undefined };

const flags = {
  stack: "--stack",
  tenantId: "--tenant-id",
  group: "--group",
  kind: "--kind",
  backend: "--backend",
} as const satisfies Record<keyof Answers, string>;

/** What an answer is where nobody is asked. What is not here must be given. */
function defaultsIn(env: NodeJS.ProcessEnv): Given {
  return { kind: "custom", backend: env.PULUMI_BACKEND_URL || undefined };
}

/**
 * Every answer: from the command line, or else from whoever is at the terminal, or with `yes` by its default.
 *
 * @throws CommandError `usage` for an answer of the command line that is wrong, `answersMissing` where nobody can be asked.
 */
export async function collectAnswers(
  context: Context,
  { yes, given, reserved }: { yes: boolean; given: Given; reserved: (stack: string) => string | undefined },
): Promise<Answers> {
  refuseWrong(given);
  if (yes || !context.interactive) {
    return withoutQuestions(context, given, yes);
  }
  // One after the other, so that what is wrong is said at once.
  const ask = async <Key extends keyof Answers>(key: Key): Promise<Answers[Key]> => {
    const known = given[key];
    return known === undefined ? questions[key](context, reserved) : known;
  };
  return {
    stack: await ask("stack"),
    tenantId: await ask("tenantId"),
    group: await ask("group"),
    kind: await ask("kind"),
    backend: await ask("backend"),
  };
}

function refuseWrong(given: Given): void {
  const keys = Object.keys(flags) as (keyof Answers)[];
  const issues = keys.flatMap((key) => {
    const issue = given[key] === undefined ? undefined : issueWith(key, given[key]);
    return issue === undefined ? [] : [`${flags[key]} ${issue}`];
  });
  if (issues.length > 0) {
    throw new CommandError("usage", issues.join("\n"), {
      hint: "Add --help to see what the command takes.",
      ending: "usage",
    });
  }
}

function withoutQuestions({ env }: Context, given: Given, yes: boolean): Answers {
  const known = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const { stack, tenantId, group, kind, backend }: Given = { ...defaultsIn(env), ...known };
  if (yes && stack !== undefined && group !== undefined && kind !== undefined && backend !== undefined) {
    return { stack, tenantId, group, kind, backend };
  }
  const missing = Object.entries({ stack, group, backend }).flatMap(([key, value]) =>
    value === undefined ? [flags[key as keyof Answers]] : [],
  );
  const wanted = [...missing, ...(yes ? [] : ["--yes"])];
  const why = yes ? "" : "There is no terminal to ask on. ";
  throw new CommandError("answersMissing", `${why}Without a question this needs ${wanted.join(", ")}.`, {
    hint: 'For example: --yes --stack prod --group "Windows devices" --backend cloud',
    ending: "usage",
  });
}
