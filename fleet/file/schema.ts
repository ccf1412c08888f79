import { z } from "zod";
import { list, mapping } from "../../settings/values.ts";

const nameForm = "up to 100 letters, digits and _.-";

/** Names of dots alone are left out: they mean a folder. */
const namePattern = /^(?!\.+$|__proto__$)[A-Za-z0-9_.-]{1,100}$/;

/** Whether a text can be the name of a tenant, a stack, a ring or a tag. */
export function isName(text: string): boolean {
  return namePattern.test(text);
}

const name = (what: string) => {
  const error = `must be ${what}: ${nameForm}, in quotes if it is a number`;
  return z.string({ error }).regex(namePattern, { error });
};

const guid = (what: string, description: string, example: string) =>
  z
    .guid({ error: `must be ${what}: a GUID without braces` })
    .meta({ description, examples: [example] })
    .transform((value) => value.toLowerCase());

const variableForm = "must be the name of an environment variable, such as FLEET_CLIENT_SECRET";
const variable = () =>
  z
    .string({ error: variableForm })
    .regex(/^[A-Z][A-Z0-9_]{0,99}$/, { error: `${variableForm}, and never the secret itself` });

const wholeNumber = (what: string, least: number, most: number) => {
  const error = `must be ${what}: a whole number from ${least} to ${most}`;
  return z.number({ error }).int({ error }).min(least, { error }).max(most, { error });
};

const stackForm = `must be the stack's name, or organization/project/stack: each ${nameForm}`;
const stackName = z
  .string({ error: stackForm })
  .regex(/^(?:(?!\.+\/)[A-Za-z0-9_.-]{1,100}\/){0,2}(?!\.+$)[A-Za-z0-9_.-]{1,100}$/, { error: stackForm });

/** A mapping that has a key, as JSON schema says it. */
const having = (key: string, type: string) => ({
  type: "object",
  properties: { [key]: { type } },
  required: [key],
});

const secret = mapping({
  variable: variable().meta({
    description: "The environment variable that holds the client secret's value.",
    examples: ["FLEET_CLIENT_SECRET"],
  }),
}).meta({ description: "A client secret of the application, by the variable that holds it." });

const certificate = mapping({
  pathVariable: variable().meta({
    description: "The environment variable that holds the path of a PEM or PFX file.",
    examples: ["FLEET_CERTIFICATE_PATH"],
  }),
  passwordVariable: variable()
    .optional()
    .meta({
      description: "The environment variable that holds the file's password, where it has one.",
      examples: ["FLEET_CERTIFICATE_PASSWORD"],
    }),
}).meta({
  description: "A certificate of the application with its private key, by the variables that name it.",
});

const managedIdentity = mapping({
  clientId: guid(
    "the client ID of a user-assigned managed identity",
    "The user-assigned identity's client ID. Left out: the machine's only one.",
    "5e8b1c3a-2d4f-4b6a-8c9e-0f1a2b3c4d5e",
  ).optional(),
}).meta({
  description:
    "A managed identity that the application trusts, as a federated credential in the application's home tenant: there is no secret.",
});

const proofs = ["secret", "certificate", "managedIdentity"] as const;

const application = mapping({
  clientId: guid(
    "the application (client) ID",
    "The application (client) ID of a multi-tenant application, or of one in the tenant itself.",
    "8d7c6b5a-4e3f-4a2b-9c1d-0e9f8a7b6c5d",
  ),
  secret: secret.optional(),
  certificate: certificate.optional(),
  managedIdentity: managedIdentity.optional(),
})
  .superRefine((given, context) => {
    if (proofs.filter((proof) => given[proof] !== undefined).length !== 1) {
      context.addIssue({ code: "custom", message: `must have one of ${proofs.join(", ")}` });
    }
  })
  .meta({
    description: "The application that signs in, and how it proves itself.",
    oneOf: proofs.map((proof) => having(proof, "object")),
  });

/** How tenants are signed in to. */
const credential = (description: string) =>
  mapping({
    application: application.optional(),
    environment: z
      .literal(true, { error: "must be true, or left out" })
      .optional()
      .meta({ description: "The ARM_* variables of the process as they are, with the tenant's ID added." }),
  })
    .superRefine(({ application, environment }, context) => {
      if ((application === undefined) === (environment === undefined)) {
        context.addIssue({ code: "custom", message: "must have one of application, environment" });
      }
    })
    .meta({ description, oneOf: [having("application", "object"), having("environment", "boolean")] });

const settings = (description: string) =>
  z
    .record(z.string(), z.unknown(), { error: "must be a mapping of settings" })
    .meta({ description, examples: [{ assignments: { groups: ["Windows devices"] } }] });

const ring = mapping({
  name: name("the ring's name").meta({
    description: "What tenants and `--ring` name it.",
    examples: ["canary"],
  }),
  concurrency: wholeNumber("how many of its tenants run at once", 1, 1000).default(5).meta({
    description: "How many of its tenants run at once.",
  }),
  maxFailures: wholeNumber("how many of its tenants may fail", 0, 1_000_000).default(0).meta({
    description: "How many of its tenants may fail; one more halts the run until somebody approves the ring.",
  }),
  approval: z.boolean({ error: "must be true or false" }).default(false).meta({
    description: "Whether somebody must approve before it starts.",
  }),
}).meta({ description: "Tenants that are run together." });

const tenant = mapping({
  name: name("the tenant's name").meta({
    description: "What `--tenant` and reports name it. It is unique without regard to case.",
    examples: ["contoso"],
  }),
  tenantId: guid(
    "the tenant's ID",
    "The tenant's ID, which becomes the stack's setting `tenantId`.",
    "3b7a2d54-6c1e-4f0a-9d43-2f1b8c5e7a90",
  ),
  ring: name("the name of a ring").meta({
    description: "The ring that it belongs to.",
    examples: ["canary"],
  }),
  tags: list(name("a tag"), "tags")
    .default([])
    .meta({ description: "What `--tag` selects tenants by.", examples: [["emea", "gold"]] }),
  stack: stackName.optional().meta({
    description:
      "The stack whose state it is, in Pulumi Cloud with its organization and project before it if need be. Left out: the tenant's name.",
    examples: ["contoso"],
  }),
  settings: settings(
    "Its own settings, over the stack's file and the defaults. A mapping is merged key by key; a list replaces the other.",
  ).optional(),
  credential: credential(
    "How it is signed in to, where it is another way than the fleet's: with the keys of `credential`.",
  ).optional(),
}).meta({ description: "One tenant." });

const webhook = mapping({
  kind: z.enum(["teams", "slack", "generic"], { error: "must be one of teams, slack, generic" }).meta({
    description: "Whose form the message has; `generic` is JSON.",
  }),
  url: mapping({
    variable: variable().meta({
      description: "The environment variable that holds the URL, which is often a secret.",
      examples: ["FLEET_TEAMS_URL"],
    }),
  }).meta({ description: "Where the message is posted, by the variable that holds it." }),
}).meta({ description: "Where the message about a run is posted." });

const secretsProviderForm =
  "must be passphrase, default, or the URL of a key: awskms://, azurekeyvault://, gcpkms:// or hashivault://";

/** fleet.yaml as it is written. docs/fleet-file.md and fleet.schema.json are made of it. */
export const fleetFile = mapping({
  project: z
    .string({ error: "must be the path of a folder" })
    .min(1, { error: "must be the path of a folder" })
    .default(".")
    .meta({ description: "The folder of Pulumi.yaml, relative to this file.", examples: ["."] }),
  secretsProvider: z
    .string({ error: secretsProviderForm })
    .regex(/^(?:default|passphrase|(?:awskms|azurekeyvault|gcpkms|hashivault):\/\/\S+)$/, {
      error: secretsProviderForm,
    })
    .optional()
    .meta({
      description:
        "Where new stacks get their secrets provider, as `pulumi stack init --secrets-provider` takes it.",
      examples: ["passphrase"],
    }),
  credential: credential(
    "How tenants are signed in to. Left out: by the ARM_* variables of the process, with the tenant's ID added.",
  ).optional(),
  defaults: mapping({
    settings: settings(
      "Settings of every tenant, as under `pin-reset:` in Pulumi.<stack>.yaml. A key with a colon is taken whole, such as `intune:retryTimeoutSeconds`.",
    ).optional(),
  })
    .default({})
    .meta({ description: "What holds for every tenant that does not say otherwise." }),
  rings: list(ring, "rings").min(1, { error: "must name a ring" }).meta({
    description: "The rings, in the order in which they run.",
  }),
  tenants: list(tenant, "tenants").min(1, { error: "must name a tenant" }).meta({
    description: "The tenants.",
  }),
  webhooks: list(webhook, "webhooks")
    .default([])
    .meta({ description: "Where the message about a run is posted." }),
}).meta({
  title: "A fleet of tenants",
  description: "The tenants, rings and credentials of `pin-reset fleet`.",
});

export type FleetFile = z.output<typeof fleetFile>;
