import { z } from "zod";
import { adminConsentLink, loopbackRedirect } from "../../graph/credentials/admin-consent-link.ts";
import { defineCommand } from "../command.ts";
import type { Context } from "../context.ts";
import type { Column } from "../output.ts";
import { refuseForeign } from "../sign-in/foreign.ts";
import {
  type Application,
  changesFor,
  findApplication,
  makePrincipal,
  writeApplication,
} from "../sign-in/register.ts";
import { audiences, type Registration, registrationFor } from "../sign-in/registration.ts";
import { readClaims } from "../sign-in/token-claims.ts";

/** `pin-reset setup-app`: the application registration that people and pipelines sign in to. */
export const setupApp = defineCommand({
  name: "setup-app",
  summary: "Print the application registration to sign in to, or make it.",
  details: [
    "People sign in to an application of your own team's (`pin-reset login`), pipelines as one. This prints what to enter " +
      "in the Microsoft Entra admin center; with --apply it is done through Graph, after a confirmation: the registration " +
      "and its service principal. An application of the same name is completed, and never made a second time; what else it " +
      "has stays. One that others own or can sign in as is left alone, unless --client-id names it: any user may have registered it.",
    "It never consents: an administrator opens the admin-consent link, once, for the whole tenant. What a person may do is " +
      "then what the application and the person's own roles in Intune both allow.",
    "--apply needs an administrator's credential, such as `az login` of an Application Administrator.",
  ],
  options: z.strictObject({
    name: z
      .string()
      .min(1)
      .default("PIN reset companion")
      .meta({ placeholder: "name", description: "The application's name." }),
    for: z
      .array(z.enum(audiences))
      .default(["people"])
      .describe(
        "Whose permissions: `helpdesk` (reset, devices, audit), `people` (all commands), `pipelines` (`pulumi up`, as " +
          "an application). People, unless given.",
      )
      .meta({ placeholder: audiences.join("|") }),
    vault: z
      .string()
      .min(1)
      .optional()
      .describe(
        "Add the permission to store passcodes in this Azure Key Vault, for `reset --vault`. For people only.",
      )
      .meta({ placeholder: "name" }),
    clientId: z
      .guid("must be the application's client ID, a GUID")
      .optional()
      .describe("The application to complete, whatever its name.")
      .meta({ placeholder: "guid" }),
    apply: z.boolean().optional().describe("Register or complete it through Graph."),
    yes: z.boolean().optional().describe("Don't ask for confirmation."),
  }),
  examples: [
    { command: "pin-reset setup-app", does: "Prints the registration, and the admin-consent link." },
    {
      command: "pin-reset setup-app --for helpdesk --name 'PIN reset helpdesk' --apply",
      does: "Registers an application for the helpdesk.",
    },
  ],
  calls: [
    "read applications",
    "register and change applications",
    "read service principals",
    "create and change service principals",
  ],
  async run(context, { name, for: wanted, vault, clientId: given, apply = false, yes = false }) {
    const registration = await registrationFor(name, wanted, vault !== undefined);
    if (vault !== undefined && !registration.usesVault) {
      context.output.note("--vault adds no permission here: pipelines reset no passcodes.");
    }
    const cloud = await context.graph.cloud();
    const applied = apply ? await register(context, { registration, clientId: given }, yes) : undefined;
    if (apply && applied === undefined) {
      context.output.note("Nothing was changed.");
      return "done";
    }
    const tenant = applied?.tenantId ?? context.credentials().tenantId ?? "TENANT";
    const clientId = applied?.appId ?? given;
    const link = adminConsentLink(cloud, tenant, clientId ?? "CLIENT_ID");
    print(context, { registration, tenant, clientId, link, vault });
    return undefined;
  },
});

type Applied = { readonly appId: string; readonly tenantId: string | undefined };

type Named = { readonly registration: Registration; readonly clientId: string | undefined };

/** Undefined where the answer was no. */
async function register(
  context: Context,
  { registration, clientId }: Named,
  yes: boolean,
): Promise<Applied | undefined> {
  const { graph, output, signal } = context;
  const reader = { graph, signal };
  const progress = context.progress("Reading the tenant's applications");
  const { found, changes, tenantId } = await (async () => {
    const existing = await findApplication(reader, { displayName: registration.displayName, clientId });
    if (existing !== undefined && clientId === undefined) {
      await refuseForeign(reader, existing, await ownId(context));
    }
    return {
      found: existing,
      changes: await changesFor(reader, registration, existing),
      tenantId: await graph.tenantId(signal),
    };
  })().finally(() => progress.stop());
  const what =
    changes === undefined ? "is as it should be" : found ? "will be completed" : "will be registered";
  const named = found ? `"${found.displayName}" (${found.appId})` : `"${registration.displayName}"`;
  const question = `The application ${named} ${what} in the tenant ${tenantId ?? ""}. Continue?`;
  if (!yes && !(await context.confirm(question, "Add --yes to go on without a confirmation."))) {
    return undefined;
  }
  const done: string[] = [];
  try {
    const { appId } = await write(reader, { registration, found, changes, done });
    done.push(...((await makePrincipal(reader, appId)) ? ["made its service principal"] : []));
    output.note(done.length === 0 ? "Nothing was missing." : `Done: ${done.join(", ")}.`);
    return { appId, tenantId };
  } catch (error) {
    output.note(
      done.length === 0
        ? "Nothing was changed."
        : `It stopped half way. Done: ${done.join(", ")}. The same command goes on from there.`,
    );
    throw error;
  }
}

/** The object id of who runs this, as their token says. */
async function ownId({ credentials, graph, signal }: Context): Promise<string | undefined> {
  const { chooseCredential } = await import("../../graph/credentials/choose.ts");
  const source = chooseCredential(credentials(), graph.cloud, { signal });
  return readClaims(await source.getToken(signal)).objectId;
}

type Writing = {
  readonly registration: Registration;
  readonly found: Application | undefined;
  readonly changes: Awaited<ReturnType<typeof changesFor>>;
  /** What is done is added to it. */
  readonly done: string[];
};

async function write(
  reader: Parameters<typeof writeApplication>[0],
  { registration, found, changes, done }: Writing,
): Promise<{ readonly appId: string }> {
  if (found !== undefined && changes === undefined) {
    return found;
  }
  const written = await writeApplication(
    reader,
    registration.displayName,
    found,
    changes ?? { requiredResourceAccess: [] },
  );
  done.push(`${found ? "completed" : "registered"} the application ${written.appId}`);
  return written;
}

type Printed = {
  readonly registration: Registration;
  readonly tenant: string;
  readonly clientId: string | undefined;
  readonly link: string;
  readonly vault: string | undefined;
};

type Row = { readonly kind: string; readonly api: string; readonly permission: string };

const columns: readonly Column<Row>[] = [
  { key: "kind", title: "Kind", value: ({ kind }) => kind },
  { key: "api", title: "API", value: ({ api }) => api },
  { key: "permission", title: "Permission", value: ({ permission }) => permission },
];

function print({ output }: Context, { registration, tenant, clientId, link, vault }: Printed): void {
  const { displayName, isPublicClient, delegated, application, usesVault } = registration;
  const api = "Microsoft Graph";
  const ofVault = usesVault ? ["user_impersonation"] : [];
  const rows: Row[] = [
    ...delegated.map((permission) => ({ kind: "delegated", api, permission })),
    ...application.map((permission) => ({ kind: "application", api, permission })),
    ...ofVault.map((permission) => ({ kind: "delegated", api: "Azure Key Vault", permission })),
  ];
  if (output.format === "json") {
    output.record(columns, rows[0] ?? { kind: "", api: "", permission: "" }, {
      displayName,
      signInAudience: "AzureADMyOrg",
      isFallbackPublicClient: isPublicClient,
      publicClient: { redirectUris: isPublicClient ? [loopbackRedirect] : [] },
      permissions: { delegated, application, keyVault: ofVault },
      clientId: clientId ?? null,
      adminConsentLink: link,
    });
    return;
  }
  output.note(`Name: ${displayName}`);
  output.note("Supported account types: accounts in this organizational directory only");
  if (isPublicClient) {
    output.note(`Redirect URI, platform "Mobile and desktop applications": ${loopbackRedirect}`);
    output.note('Authentication > Allow public client flows: yes ("isFallbackPublicClient": true)');
  }
  output.rows(columns, rows);
  if (usesVault) {
    output.note(
      `Who stores passcodes in ${vault} needs a role on that vault too, such as Key Vault Secrets Officer.`,
    );
  }
  output.note(`Admin-consent link, for an administrator of the tenant:\n${link}`);
  output.note(`A page at ${loopbackRedirect} that does not load is normal at its end: the consent is given.`);
  if (clientId !== undefined && isPublicClient) {
    output.note(`Then sign in: npm run pin-reset -- login --client-id ${clientId} --tenant ${tenant}`);
  }
}
