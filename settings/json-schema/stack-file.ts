import { type JsonSchema, secure } from "./forms.ts";
import { providerSchemas } from "./provider-keys.ts";
import { settingSchemas } from "./settings.ts";

/**
 * The JSON schema of Pulumi.<stack>.yaml, for editors. In draft 7, which every YAML language server knows.
 * Source: https://www.pulumi.com/docs/iac/concepts/projects/stack-settings-file/
 */
export function stackFileSchema(): JsonSchema {
  const own = Object.entries(settingSchemas()).map(([key, schema]) => [`pin-reset:${key}`, schema]);
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "The settings of a stack of pin-reset",
    description: "Pulumi.<stack>.yaml of the project pin-reset: docs/settings.md describes every setting.",
    type: "object",
    additionalProperties: false,
    properties: {
      config: {
        description: "The stack's settings: the project's, and those of providers.",
        type: ["object", "null"],
        additionalProperties: false,
        properties: { ...Object.fromEntries(own), ...providerSchemas() },
        patternProperties: {
          "^(?!(?:pin-reset|intune|azuread):)[^:]+:.+$": {
            description: "A setting of another provider, such as azure-native:subscriptionId.",
          },
        },
      },
      environment: {
        description: "The environments of Pulumi ESC whose values the stack takes, under its own.",
        type: ["array", "object", "null"],
      },
      secretsprovider: {
        description: "What encrypts the stack's secrets, as `pulumi stack init --secrets-provider` takes it.",
        type: "string",
        examples: ["passphrase", "azurekeyvault://contoso.vault.azure.net/keys/pulumi"],
      },
      encryptedkey: { description: "The key of the secrets, encrypted. Pulumi writes it.", type: "string" },
      encryptionsalt: { description: "The salt of the passphrase. Pulumi writes it.", type: "string" },
    },
    definitions: { secure },
  };
}
