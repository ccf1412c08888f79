import { z } from "zod";
import { configuration } from "../../intune/configuration.ts";
import { type JsonSchema, onlyEncrypted, orEncrypted } from "./forms.ts";

/**
 * The settings of the azuread provider, each with what it means; those that are secret are marked.
 * Source: https://www.pulumi.com/registry/packages/azuread/installation-configuration
 */
const azuread = {
  adoPipelineServiceConnectionId: { description: "The Azure Pipelines service connection." },
  clientCertificate: { description: "A PKCS#12 certificate with its key, in Base64.", secret: true },
  clientCertificatePassword: { description: "The certificate's password.", secret: true },
  clientCertificatePath: { description: "The path of a PKCS#12 certificate with its key." },
  clientId: { description: "The application (client) ID." },
  clientIdFilePath: { description: "A file that holds the application (client) ID." },
  clientSecret: { description: "The application's secret.", secret: true },
  clientSecretFilePath: { description: "A file that holds the application's secret." },
  disableTerraformPartnerId: { description: "Whether no partner ID is sent unless one is set.", flag: true },
  environment: { description: "The cloud: global, usgovernmentl4, usgovernmentl5 or china." },
  metadataHost: { description: "The host of a private cloud's environment document." },
  msiEndpoint: { description: "Where the machine's managed identity gives tokens." },
  oidcRequestToken: { description: "What a pipeline asks for an OIDC token with.", secret: true },
  oidcRequestUrl: { description: "Where a pipeline gives OIDC tokens." },
  oidcToken: { description: "The OIDC token itself.", secret: true },
  oidcTokenFilePath: { description: "A file that holds the OIDC token." },
  partnerId: { description: "A GUID that attributes usage to a partner of Microsoft." },
  tenantId: { description: "The tenant's ID. A domain name does not work here: the profile needs the ID." },
  useAksWorkloadIdentity: { description: "Sign in as a pod's workload identity on AKS.", flag: true },
  useCli: { description: "Sign in as the user of Azure CLI.", flag: true },
  useMsi: { description: "Sign in as the machine's managed identity.", flag: true },
  useOidc: { description: "Sign in with a pipeline's OIDC token.", flag: true },
} as const satisfies Record<string, { description: string; secret?: true; flag?: true }>;

const text = (description: string): JsonSchema => orEncrypted({ description, type: "string" });

// `pulumi config set` without `--path` writes a text.
const flag = (description: string): JsonSchema => ({ description, enum: [true, false, "true", "false"] });

const number = (description: string): JsonSchema => ({
  description,
  type: ["number", "string"],
  pattern: String.raw`^\s*\d+(?:\.\d+)?\s*$`,
  exclusiveMinimum: 0,
});

/** The JSON schema of each provider's setting that the project knows, by its whole key. */
export function providerSchemas(): Record<string, JsonSchema> {
  const ofAzuread = Object.entries(azuread).map(([key, about]) => [
    `azuread:${key}`,
    ofProvider({ secret: false, type: "flag" in about ? "boolean" : "string", ...about }),
  ]);
  return Object.fromEntries([...ofIntune(), ...ofAzuread]);
}

const described = z.looseObject({
  properties: z.record(
    z.string(),
    z.looseObject({
      type: z.string(),
      description: z.string(),
      secret: z.boolean().default(false),
      maxLength: z.number().optional(),
    }),
  ),
});

function ofIntune(): [string, JsonSchema][] {
  const { properties } = described.parse(z.toJSONSchema(configuration, { io: "input" }));
  return Object.entries(properties).map(([key, about]) => [`intune:${key}`, ofProvider(about)]);
}

function ofProvider(about: {
  readonly type: string;
  readonly description: string;
  readonly secret: boolean;
}): JsonSchema {
  if (about.secret) {
    return onlyEncrypted(about.description);
  }
  const forms = new Map([
    ["boolean", flag],
    ["number", number],
  ]);
  return (forms.get(about.type) ?? text)(about.description);
}
