import { z } from "zod";
import { ExplainedError } from "../../text/explained-error.ts";
import { publishedCloud, publishedCloudNames, publishedClouds } from "../cloud-table.ts";
import type { CredentialErrorCode } from "../error-codes.ts";
import type { Person } from "./person.ts";
import { tenantName } from "./tenant-name.ts";

const guid = z.guid("must be a GUID such as 3b7a2d54-0c1f-4a36-9b0e-6f1d2c3b4a5e");
const tenant = z.string().regex(tenantName, "must be the directory's GUID or one of its domain names");
const given = z.string().min(1);
const url = z.url({ protocol: /^https?$/, error: "must be an http or https URL" });
const host = z
  .string()
  .regex(/^[0-9a-z.-]+(:\d{1,5})?$/i, "must be a host name, with a port if need be, and no https://");

const flag = z.preprocess(
  (value) => (typeof value === "string" ? (truth.get(value.toLowerCase()) ?? value) : value),
  z.boolean("must be true or false"),
);

const truth = new Map([
  ["1", true],
  ["t", true],
  ["true", true],
  ["0", false],
  ["f", false],
  ["false", false],
]);

const environment = z.preprocess(
  (value) => (typeof value === "string" ? (publishedCloud(value) ?? value) : value),
  z.enum(publishedClouds, `must be ${publishedCloudNames}`),
);

const schema = z.strictObject({
  tenantId: tenant.optional(),
  clientId: guid.optional(),
  clientSecret: given.optional(),
  clientCertificatePath: given.optional(),
  clientCertificatePassword: z.string().optional(),
  useOidc: flag.optional(),
  oidcToken: given.optional(),
  oidcTokenFilePath: given.optional(),
  oidcRequestUrl: url.optional(),
  oidcRequestToken: given.optional(),
  adoServiceConnectionId: given.optional(),
  useMsi: flag.optional(),
  useCli: flag.optional(),
  environment: environment.optional(),
  metadataHost: host.optional(),
});

/**
 * What signs in to a tenant, and where. The names are the provider config's keys; every one is optional and
 * absent unless given.
 */
export type CredentialSettings = Variables & {
  /** A person who signs in where no setting gives a credential: never from a variable or the provider's config. */
  readonly person?: Person;
};

type Variables = z.infer<typeof schema>;

export type CredentialKey = keyof Variables;

/**
 * The variables that give each setting, the first one set winning. They are those of the azuread provider:
 * https://www.pulumi.com/registry/packages/azuread/installation-configuration/
 */
export const credentialVariables: Record<CredentialKey, readonly [string, ...string[]]> = {
  tenantId: ["ARM_TENANT_ID"],
  clientId: ["ARM_CLIENT_ID"],
  clientSecret: ["ARM_CLIENT_SECRET"],
  clientCertificatePath: ["ARM_CLIENT_CERTIFICATE_PATH"],
  clientCertificatePassword: ["ARM_CLIENT_CERTIFICATE_PASSWORD"],
  useOidc: ["ARM_USE_OIDC"],
  oidcToken: ["ARM_OIDC_TOKEN"],
  oidcTokenFilePath: ["ARM_OIDC_TOKEN_FILE_PATH"],
  oidcRequestUrl: ["ARM_OIDC_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_URL", "SYSTEM_OIDCREQUESTURI"],
  oidcRequestToken: ["ARM_OIDC_REQUEST_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "SYSTEM_ACCESSTOKEN"],
  adoServiceConnectionId: ["ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID", "ARM_OIDC_AZURE_SERVICE_CONNECTION_ID"],
  useMsi: ["ARM_USE_MSI"],
  useCli: ["ARM_USE_CLI"],
  environment: ["ARM_ENVIRONMENT"],
  metadataHost: ["ARM_METADATA_HOSTNAME"],
};

/** A setting that cannot be used: its config key, a sentence that names the key and its variable, and what to do. */
export type CredentialSettingIssue = { key: string; message: string; hint?: string };

/** One or more settings that cannot be used. `issues` has one entry a setting, for those who report by key. */
export class CredentialSettingsError extends ExplainedError<CredentialErrorCode> {
  override readonly name = "CredentialSettingsError";
  readonly issues: readonly CredentialSettingIssue[];

  constructor(issues: readonly CredentialSettingIssue[]) {
    const hints = issues.flatMap(({ hint }) => hint ?? []);
    super({
      code: "badCredentialSetting",
      message: issues.map(({ message }) => message).join("\n"),
      hint: hints.join("\n") || "Correct the setting, or leave it out.",
    });
    this.issues = issues;
  }
}

/**
 * Reads the settings from ARM_* variables. What `overrides` holds (the provider's config) wins over a variable;
 * an empty or undefined one counts as not given. A host among them is refused where the credential is this machine's.
 *
 * @throws CredentialSettingsError with every issue at once; the value is not repeated, since it may be a secret put in
 * the wrong place.
 */
export function readCredentialSettings(
  env: Record<string, string | undefined>,
  overrides: Partial<CredentialSettings> = {},
): CredentialSettings {
  const [variables, given] = [fromVariables(env), withoutEmpty(overrides)];
  const parsed = schema.safeParse({ ...variables, ...given });
  const foreign = hostsNotOfThisMachine(variables, given).map(foreignHost);
  if (parsed.success && foreign.length === 0) {
    return parsed.data;
  }
  if (parsed.success) {
    throw new CredentialSettingsError(foreign);
  }
  throw new CredentialSettingsError([...parsed.error.issues.flatMap(unknownKeys), ...issuesOf(parsed.error)]);
}

function foreignHost(key: CredentialKey): CredentialSettingIssue {
  const [variable] = credentialVariables[key];
  const message =
    `${key} names a host among the provider's settings, but the credential is this machine's: whoever can write the ` +
    "stack's settings or state would choose where it is sent.";
  const hint = `Set ${variable} to that host in the environment too, or give the credential among the provider's settings.`;
  return { key, message, hint };
}

function fromVariables(env: Record<string, string | undefined>): Partial<Record<CredentialKey, string>> {
  const settings: Partial<Record<CredentialKey, string>> = {};
  for (const key of schema.keyof().options) {
    const variables = credentialVariables[key];
    const value = variables.map((name) => env[name]).find((candidate) => candidate);
    if (value) {
      settings[key] = value;
    }
  }
  return settings;
}

function withoutEmpty(overrides: Partial<CredentialSettings>): Partial<CredentialSettings> {
  return Object.fromEntries(
    Object.entries(overrides).filter(([, value]) => value !== undefined && value !== ""),
  );
}

function unknownKeys(issue: z.core.$ZodIssue): CredentialSettingIssue[] {
  if (issue.code !== "unrecognized_keys") {
    return [];
  }
  const known = schema.keyof().options.join(", ");
  return issue.keys.map((key) => ({
    key,
    message: `${key} is not a credential setting.`,
    hint: `Remove it, or use one of ${known}.`,
  }));
}

function issuesOf({ issues }: z.ZodError): CredentialSettingIssue[] {
  return schema
    .keyof()
    .options.flatMap((key) =>
      issues
        .filter(({ path }) => path[0] === key)
        .map(({ message }) => ({ key, message: `${settingName(key)} ${message}.` })),
    );
}

/** A setting as errors name it: its config key, and in parentheses the variables that give it. */
export function settingName(key: CredentialKey): string {
  return `${key} (${credentialVariables[key].join(" or ")})`;
}

type HostKey = "metadataHost" | "oidcRequestUrl";

/** Whether the settings ask for a credential of their own: then a person who signed in is not asked. */
export function asksForCredential(settings: CredentialSettings): boolean {
  const { clientSecret, clientCertificatePath, useOidc, useMsi, useCli } = settings;
  return Boolean(clientSecret || clientCertificatePath || useOidc || useMsi || useCli);
}

/** Credentials that are a setting's own text. All others are this machine's: a file, an identity, `az`. */
const ownText = ["clientSecret", "oidcToken", "oidcRequestToken"] as const;

const ofThisMachine = ["clientCertificatePath", "oidcTokenFilePath", "useMsi", "useCli"] as const;

/**
 * The settings that name a host which a credential of this machine would be sent to, although that host is not this
 * machine's choice: a provider's settings come from the stack's configuration and its state, and whoever may write those
 * must not get a secret that the environment holds. `variables` are the settings that the environment gives, `overrides`
 * the provider's own.
 */
function hostsNotOfThisMachine(
  variables: Partial<Record<CredentialKey, string>>,
  overrides: Partial<CredentialSettings>,
): HostKey[] {
  const isForeign = (key: HostKey) => overrides[key] !== undefined && overrides[key] !== variables[key];
  const tokenIsOwn = overrides.oidcRequestToken !== undefined || variables.oidcRequestToken === undefined;
  const hosts: HostKey[] = [];
  if (isForeign("metadataHost") && !isOwnCredential(variables, overrides)) {
    hosts.push("metadataHost");
  }
  if (isForeign("oidcRequestUrl") && !tokenIsOwn) {
    hosts.push("oidcRequestUrl");
  }
  return hosts;
}

/** Whether the settings hold the credential itself, and none of this machine's could be taken in its place. */
function isOwnCredential(
  variables: Partial<Record<CredentialKey, string>>,
  overrides: Partial<CredentialSettings>,
): boolean {
  const isOff = (value: unknown) => value === undefined || value === false || value === "false";
  return (
    ownText.some((key) => overrides[key] !== undefined) &&
    ownText.every((key) => overrides[key] !== undefined || variables[key] === undefined) &&
    ofThisMachine.every((key) => isOff(overrides[key] ?? variables[key]))
  );
}
