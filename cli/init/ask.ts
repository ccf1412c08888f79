import { plainText } from "../../text/plain-text.ts";
import type { Context } from "../context.ts";
import { type Answers, groupsIn, issueWith } from "./answers.ts";

/** Asks one question on a terminal. `reserved` says what is wrong with a stack's name besides its form. */
type Ask<Key extends keyof Answers> = (
  context: Context,
  reserved: (stack: string) => string | undefined,
) => Promise<Answers[Key]>;

/** What is shown as the tenant where Enter is pressed. */
const signedIn = "the one you sign in to";

/** The questions, in their order. */
export const questions: { readonly [Key in keyof Answers]: Ask<Key> } = {
  stack: async (context, reserved) =>
    askText(context, {
      message: "Name of the stack:",
      default: "prod",
      issue: (answer) => issueWith("stack", answer) ?? reserved(answer),
    }),
  tenantId: async (context) => {
    const answer = await askText(context, {
      message: "Tenant ID:",
      default: signedIn,
      issue: (given) => (given === signedIn ? undefined : issueWith("tenantId", given)),
    });
    return answer === signedIn ? undefined : answer;
  },
  group: async (context) => {
    const answer = await askText(context, {
      message: "Groups (comma-separated):",
      issue: (given) => issueWith("group", groupsIn(given)),
    });
    return groupsIn(answer);
  },
  kind: async (context) =>
    askOneOf(context, "PIN recovery by:", [
      {
        value: "custom",
        name: "a custom profile",
        description: "The default. It can name hosts for web sign-in.",
      },
      {
        value: "settingsCatalog",
        name: "a settings catalog policy",
        description: "The setting that Microsoft's page names first.",
      },
    ]),
  backend: askBackend,
};

async function askBackend(context: Context): Promise<string> {
  const url = context.env.PULUMI_BACKEND_URL;
  const chosen = await askOneOf(context, "Keep the state in:", [
    ...(url && issueWith("backend", url) === undefined
      ? [{ value: url, name: plainText(url), description: "What PULUMI_BACKEND_URL names." }]
      : []),
    { value: "cloud", name: "Pulumi Cloud", description: "For a team. It has locks and a history." },
    { value: "azblob://", name: "Azure Blob Storage", description: "For a team that has all in Azure." },
    { value: "file://~", name: "this machine", description: "For one person." },
  ]);
  if (chosen !== "azblob://") {
    return chosen;
  }
  return askText(context, {
    message: "URL of the container:",
    default: "azblob://pulumi?storage_account=NAME",
    prefill: "editable",
    issue: (answer) =>
      /[?&]storage_account=(?!NAME$)./.test(answer)
        ? issueWith("backend", answer)
        : "must name the account: azblob://pulumi?storage_account=contosostate",
  });
}

type Text = {
  readonly message: string;
  readonly default?: string;
  /** Whether the default stands in the line, to be changed. */
  readonly prefill?: "editable";
  readonly issue: (answer: string) => string | undefined;
};

async function askText({ stdin, stderr, signal }: Context, { issue, ...question }: Text): Promise<string> {
  const { default: input } = await import("@inquirer/input");
  const answer = await input(
    { ...question, validate: (given) => issue(given.trim()) ?? true },
    { input: stdin, output: stderr, signal },
  );
  return answer.trim();
}

type Choice<Value> = { readonly value: Value; readonly name: string; readonly description: string };

async function askOneOf<const Value extends string>(
  { stdin, stderr, signal }: Context,
  message: string,
  choices: readonly Choice<Value>[],
): Promise<Value> {
  const { default: select } = await import("@inquirer/select");
  return select<Value>({ message, choices, loop: false }, { input: stdin, output: stderr, signal });
}
