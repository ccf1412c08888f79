import { z } from "zod";
import { asksForCredential, readCredentialSettings } from "../../graph/credentials/settings.ts";
import { tenantName } from "../../graph/credentials/tenant-name.ts";
import { tokenCache } from "../../graph/credentials/token-cache.ts";
import { defineCommand } from "../command.ts";
import { CommandError } from "../errors.ts";
import type { Column } from "../output.ts";
import { whyNotKept } from "../sign-in/kept.ts";
import { logIn } from "../sign-in/log-in.ts";
import { readableSignIn } from "../sign-in/remembered.ts";
import { cacheName } from "../sign-in/with-sign-in.ts";

/** `pin-reset login`: a person signs in, and the commands after it act in their name. */
export const login = defineCommand({
  name: "login",
  summary: "Sign in as a person, with the browser or a device code.",
  details: [
    "The commands after it act in your name, so that Intune's audit log names you. It takes an application of your own " +
      "team's, which `pin-reset setup-app` registers: the Azure CLI's has no permissions for Intune.",
    "With @azure/identity-cache-persistence installed, tokens are kept in the system's keychain, encrypted. Without it " +
      "they are kept nowhere: each command that needs them asks you to sign in again. What is written to the disk is who " +
      "signed in, where, and to which application.",
    "ARM_* variables that give a credential win over it, and `pulumi` itself does not use it: docs/sign-in.md says who " +
      "signs in how.",
  ],
  options: z.strictObject({
    deviceCode: z
      .boolean()
      .optional()
      .describe("Show a code to enter in a browser anywhere, as for a session over SSH."),
    tenant: z
      .string()
      .regex(tenantName, "must be the tenant's GUID or one of its domain names")
      .optional()
      .describe("The tenant: its GUID or a domain. Default: ARM_TENANT_ID, else that of the last sign-in.")
      .meta({ placeholder: "tenant" }),
    clientId: z
      .guid("must be the application's client ID, a GUID")
      .optional()
      .describe("The application's client ID. Default: ARM_CLIENT_ID, else that of the last sign-in.")
      .meta({ placeholder: "guid" }),
  }),
  examples: [
    {
      command: "pin-reset login --tenant contoso.com --client-id 7b2e1f4d-9c8a-4e3b-a1d0-6f5c4b3a2e11",
      does: "Signs in for the first time.",
    },
    { command: "pin-reset login --device-code", does: "Signs in again, from a machine without a browser." },
  ],
  calls: [],
  async run(context, options) {
    const { env, output } = context;
    const settings = readCredentialSettings(env);
    const earlier = readableSignIn(env);
    const isOther = asksForCredential(settings);
    const tenant = options.tenant ?? settings.tenantId ?? earlier?.tenant;
    // A client ID beside a secret is that of a pipeline's application.
    const clientId = options.clientId ?? (isOther ? undefined : settings.clientId) ?? earlier?.clientId;
    if (tenant === undefined || clientId === undefined) {
      throw incomplete(tenant, clientId);
    }
    const flow = options.deviceCode ? "deviceCode" : "browser";
    const claims = await logIn(context, settings, { tenant, clientId, flow });
    const notKept = whyNotKept(await tokenCache(cacheName));
    output.record(output.format === "table" ? [...columns, keptInWords] : [...columns, kept], {
      person: claims.person,
      tenantId: claims.tenantId ?? tenant,
      application: claims.application,
      clientId,
      isKept: notKept === undefined,
    });
    for (const note of [notKept, isOther ? variablesWin : undefined]) {
      if (note !== undefined) {
        output.note(note);
      }
    }
    return undefined;
  },
});

const variablesWin =
  "ARM_* variables give a credential in this shell, and commands use that one, not your sign-in: unset them to act in your name.";

type Row = {
  readonly person: string | undefined;
  readonly tenantId: string;
  readonly application: string | undefined;
  readonly clientId: string;
  readonly isKept: boolean;
};

const columns: readonly Column<Row>[] = [
  { key: "person", title: "Signed in as", value: ({ person }) => person },
  { key: "tenantId", title: "Tenant", value: ({ tenantId }) => tenantId },
  { key: "application", title: "Application", value: ({ application }) => application },
  { key: "clientId", title: "Client ID", value: ({ clientId }) => clientId },
];

const kept: Column<Row> = { key: "kept", title: "Kept", value: ({ isKept }) => isKept };

const keptInWords: Column<Row> = {
  ...kept,
  value: ({ isKept }) => (isKept ? "in the system's keychain" : "no, each command asks again"),
};

function incomplete(tenant: string | undefined, clientId: string | undefined): CommandError {
  const missing = [
    ...(tenant === undefined ? ["--tenant"] : []),
    ...(clientId === undefined ? ["--client-id"] : []),
  ];
  return new CommandError(
    "usage",
    `${missing.join(" and ")} ${missing.length === 1 ? "is" : "are"} needed.`,
    {
      hint:
        "They are the tenant and the application that you sign in to. `npm run pin-reset -- setup-app` registers the " +
        "application; a sign-in remembers both.",
      ending: "usage",
    },
  );
}
