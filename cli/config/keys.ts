import { z } from "zod";
import { tenantName } from "../../graph/credentials/tenant-name.ts";
import { outputFormat } from "../output.ts";

/** A key of the configuration file, which is the default of the option of that name. */
export type ConfigKey = {
  /** The option's name in the definitions of commands; none where the key stands for an environment variable alone. */
  readonly option?: string;
  readonly schema: z.ZodType<string | number>;
  readonly description: string;
  /** The variable that comes before the files. */
  readonly variable?: string;
  /** What a command takes without any of them. */
  readonly fallback?: string;
  /** Relative to the file that has it. */
  readonly isPath?: true;
  /** Why only the user's own file may set it. */
  readonly userOnly?: string;
};

const text = z.string("must be text").min(1, "must not be empty");

/**
 * Every key. What is a decision of one run has none, such as `--yes` and `--show`; nor has what is a secret. A folder's file may come
 * with a checkout of somebody else's: it may not say where passcodes, tokens or commands go.
 */
export const configKeys = {
  output: {
    option: "output",
    schema: z.enum(outputFormat.options, "must be table, json or csv"),
    description: "The format in which data is printed; `reset` takes it from its command line alone.",
    fallback: "table",
  },
  stack: {
    option: "stack",
    schema: text,
    description: "The stack of `adopt` and `drift`.",
    variable: "PULUMI_STACK",
    fallback: "the selected one",
  },
  timeout: {
    option: "timeout",
    schema: z
      .number("must be a number of minutes")
      .positive("must be more than 0")
      .max(1440, "must be at most 1440"),
    description: "How many minutes `reset` and what has `--wait` wait.",
    fallback: "10, or 30 for `fleet onboard`",
  },
  vault: {
    option: "vault",
    schema: text,
    description: "The Azure Key Vault for passcodes.",
    userOnly: "it says where passcodes go",
  },
  tenant: {
    schema: text.regex(tenantName, "must be the tenant's GUID or one of its domain names"),
    description: "The tenant to sign in to, for all but `fleet`.",
    variable: "ARM_TENANT_ID",
    userOnly: "it says where you sign in",
  },
  fleet: {
    option: "fleet",
    schema: text,
    description: "The fleet's file.",
    fallback: "./fleet.yaml",
    isPath: true,
    userOnly: "a fleet's file says where you sign in, and which addresses are told of a run",
  },
  engine: {
    option: "engine",
    schema: z.enum(["local", "temporal"], "must be local or temporal"),
    description: "What runs the tenants of a fleet.",
    fallback: "local",
    userOnly: "it says where commands are run",
  },
  address: {
    option: "address",
    schema: text,
    description: "Temporal's frontend.",
    variable: "TEMPORAL_ADDRESS",
    fallback: "localhost:7233",
    userOnly: "it says where commands are run",
  },
  namespace: {
    option: "namespace",
    schema: text,
    description: "Temporal's namespace.",
    variable: "TEMPORAL_NAMESPACE",
    fallback: "default",
    userOnly: "it says where commands are run",
  },
} as const satisfies Readonly<Record<string, ConfigKey>>;

/** Each key by its name. */
export const keyTable: ReadonlyMap<string, ConfigKey> = new Map(Object.entries(configKeys));

const secretWords =
  /secret|password|passwd|passphrase|passcode|token|credential|certificate|private|api.?key|access.?key|^key$/i;
const decisions =
  /^(?:yes|show|copy|apply|heal|dry-run|allow-platform|allow-undocumented-cloud|from|resume)$/;

/** Why there is no such key. */
export async function whyUnknown(key: string): Promise<string> {
  if (secretWords.test(key)) {
    return "is no key: nothing secret belongs in this file. Use the ARM_* variables, or sign in by OIDC";
  }
  if (decisions.test(key)) {
    return "is no key: it is decided on each command line";
  }
  const { closest, distance } = await import("fastest-levenshtein");
  const meant = closest(key, [...keyTable.keys()]);
  return distance(key, meant) <= 2 ? `is no key: did you mean ${meant}?` : "is no key";
}
