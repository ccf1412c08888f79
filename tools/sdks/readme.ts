import { readFile } from "node:fs/promises";
import path from "node:path";
import { type Language, languages } from "./languages.ts";
import type { PackageSchema } from "./package-schema.ts";

/** The README of an SDK: how it is installed and used. */
export async function readmeOf(schema: PackageSchema, language: Language): Promise<string> {
  const { displayName, exampleFolder, source, fence, install } = languages[language];
  const example = await readFile(path.join(exampleFolder, source), "utf8");
  const { name, version } = schema;
  return `# ${schema.displayName} for Pulumi programs in ${displayName}

${schema.description}

    ${install(schema)}
    pulumi plugin install resource ${name} ${version} --server github://api.github.com/pin-reset/pulumi-pin-reset

\`example/\` is a complete program:

\`\`\`${fence}
${example.trim()}
\`\`\`

It signs in by the variables of Pulumi's and HashiCorp's Azure providers (\`ARM_TENANT_ID\`, \`ARM_CLIENT_ID\`,
\`ARM_CLIENT_SECRET\`, or OIDC, a certificate, a managed identity, the Azure CLI), or by the configuration of the provider, as
\`pulumi config set ${name}:tenantId\`. \`PinReset\` uses the provider of \`azuread\` too, which takes the same variables.

The code is generated from the schema of the provider: \`npm run sdks\` in its repository.
`;
}
