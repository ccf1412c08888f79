import { z } from "zod";
import { settingsSchema } from "../../settings/schema.ts";

/** What `pin-reset init` is told. */
export type Answers = {
  readonly stack: string;
  /** The only tenant that the stack may be deployed to; undefined for any that the credentials sign in to. */
  readonly tenantId: string | undefined;
  readonly group: readonly string[];
  readonly kind: "custom" | "settingsCatalog";
  /** `cloud` for Pulumi Cloud, or the URL of another backend, as `pulumi login` takes it. */
  readonly backend: string;
};

const stackForm = "must be up to 100 letters, digits and _.-, without a hyphen first";

// https://www.pulumi.com/docs/iac/concepts/stacks/#stack-naming-rules
const stack = z.string({ error: stackForm }).regex(/^(?!\.+$|-)[A-Za-z0-9_.-]{1,100}$/, { error: stackForm });

const backendForm = "must be cloud, or a URL that begins with https://, azblob://, s3://, gs:// or file://";

// https://www.pulumi.com/docs/iac/concepts/state-and-backends/
const backend = z
  .string({ error: backendForm })
  .regex(/^(?:cloud|(?:https|azblob|s3|gs|file):\/\/[^\s'"`$]+)$/, { error: backendForm });

const { tenantId, assignments, profile } = settingsSchema.shape;

const checks: Record<keyof Answers, (answer: unknown) => z.ZodSafeParseResult<unknown>> = {
  stack: (answer) => stack.safeParse(answer),
  tenantId: (answer) => tenantId.safeParse(answer),
  group: (groups) => assignments.safeParse({ groups }),
  kind: (kind) => profile.safeParse({ kind }),
  backend: (answer) => backend.safeParse(answer),
};

/** What is wrong with an answer, by the settings' own schema; undefined where it is right. */
export function issueWith(key: keyof Answers, answer: unknown): string | undefined {
  if (key === "group" && Array.isArray(answer) && answer.length === 0) {
    return "must name a group";
  }
  const [issue] = checks[key](answer).error?.issues ?? [];
  if (issue === undefined) {
    return undefined;
  }
  const index = issue.path.find((step) => typeof step === "number");
  const entry = Array.isArray(answer) && index !== undefined ? `"${answer[index]}" ` : "";
  return `${entry}${issue.message}`;
}

/** The groups in a line that separates them by commas. */
export function groupsIn(line: string): string[] {
  return line
    .split(",")
    .map((group) => group.trim())
    .filter(Boolean);
}
