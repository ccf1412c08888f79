import { readFile } from "node:fs/promises";
import path from "node:path";
import { repository } from "../../pulumi-cli/stack.ts";
import { type Language, languages } from "./languages.ts";
import type { PackageSchema } from "./package-schema.ts";

const examples = "examples/languages";

/** The README of an SDK: how it is installed and used. */
export async function readmeOf(schema: PackageSchema, language: Language): Promise<string> {
  const { displayName, example, fence, install } = languages[language];
  const program = await readFile(path.join(repository, examples, example), "utf8");
  const { name, version } = schema;
  return `# ${schema.displayName} for Pulumi programs in ${displayName}

${schema.description}

    ${install(schema)}
    pulumi plugin install resource ${name} ${version} --server ${schema.pluginDownloadURL}

A program ([the whole project](${schema.repository}/tree/main/${examples}/${example.split("/")[0]})):

\`\`\`${fence}
${program.trim()}
\`\`\`

It signs in by the variables of Pulumi's and HashiCorp's Azure providers (\`ARM_TENANT_ID\`, \`ARM_CLIENT_ID\`,
\`ARM_CLIENT_SECRET\`, or OIDC, a certificate, a managed identity, the Azure CLI), or by the configuration of the provider, as
\`pulumi config set ${name}:tenantId\`. \`PinReset\` uses the provider of \`azuread\` too, which takes the same variables.

The code is generated from the schema of the provider: \`npm run sdks\` in its repository.
`;
}
