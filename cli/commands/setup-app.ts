import { z } from "zod";
import { adminConsentLink, loopbackRedirect } from "../../graph/credentials/admin-consent-link.ts";
import { defineCommand } from "../command.ts";
import type { Context } from "../context.ts";
import type { Column } from "../output.ts";
import {
  type Application,
  changesFor,
  findApplication,
  makePrincipal,
  writeApplication,
} from "../sign-in/register.ts";
import { audiences, type Registration, registrationFor } from "../sign-in/registration.ts";

/** `pin-reset setup-app`: the application registration that people and pipelines sign in to. */
export const setupApp = defineCommand({
  name: "setup-app",
  summary: "Print the application registration to sign in to, or make it.",
  details: [
    "People sign in to an application of your own team's (`pin-reset login`), pipelines as one. This prints what to enter " +
      "in the Microsoft Entra admin center; with --apply it is done through Graph, after a confirmation: the registration " +
      "and its service principal. An application of the same name is completed, and never made a second time; what else it " +
      "has stays.",
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
  async run(context, { name, for: wanted, apply = false, yes = false }) {
    const registration = await registrationFor(name, wanted);
    const cloud = await context.graph.cloud();
    const applied = apply ? await register(context, registration, yes) : undefined;
    if (apply && applied === undefined) {
      context.output.note("Nothing was changed.");
      return "done";
    }
    const tenant = applied?.tenantId ?? context.credentials().tenantId ?? "TENANT";
    const link = adminConsentLink(cloud, tenant, applied?.appId ?? "CLIENT_ID");
    print(context, { registration, clientId: applied?.appId, link });
    return undefined;
  },
});

type Applied = { readonly appId: string; readonly tenantId: string | undefined };

/** Undefined where the answer was no. */
async function register(
  context: Context,
  registration: Registration,
  yes: boolean,
): Promise<Applied | undefined> {
  const { graph, output, signal } = context;
  const reader = { graph, signal };
  const progress = context.progress("Reading the tenant's applications");
  const { found, changes, tenantId } = await (async () => {
    const existing = await findApplication(reader, registration.displayName);
    return {
      found: existing,
      changes: await changesFor(reader, registration, existing),
      tenantId: await graph.tenantId(signal),
    };
  })().finally(() => progress.stop());
  const what =
    changes === undefined ? "is as it should be" : found ? "will be completed" : "will be registered";
  const question = `The application "${registration.displayName}" ${what} in the tenant ${tenantId ?? ""}. Continue?`;
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
  readonly clientId: string | undefined;
  readonly link: string;
};

type Row = { readonly kind: string; readonly permission: string };

const columns: readonly Column<Row>[] = [
  { key: "kind", title: "Kind", value: ({ kind }) => kind },
  { key: "permission", title: "Microsoft Graph permission", value: ({ permission }) => permission },
];

function print({ output }: Context, { registration, clientId, link }: Printed): void {
  const { displayName, isPublicClient, delegated, application } = registration;
  const rows = [
    ...delegated.map((permission) => ({ kind: "delegated", permission })),
    ...application.map((permission) => ({ kind: "application", permission })),
  ];
  if (output.format === "json") {
    output.record(columns, rows[0] ?? { kind: "", permission: "" }, {
      displayName,
      signInAudience: "AzureADMyOrg",
      isFallbackPublicClient: isPublicClient,
      publicClient: { redirectUris: isPublicClient ? [loopbackRedirect] : [] },
      permissions: { delegated, application },
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
  output.note(`Admin-consent link, for an administrator of the tenant:\n${link}`);
  output.note(`A page at ${loopbackRedirect} that does not load is normal at its end: the consent is given.`);
  if (clientId !== undefined && isPublicClient) {
    output.note(`Then sign in: npm run pin-reset -- login --client-id ${clientId} --tenant TENANT`);
  }
}
