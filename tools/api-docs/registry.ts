import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import type { PackageSchema } from "../../provider/schema.ts";
import { programs } from "../sdks/programs.ts";

const examples = path.join(import.meta.dirname, "../../examples/languages");

const variables = z.record(
  z.string(),
  z.looseObject({ description: z.string(), type: z.string(), secret: z.boolean().default(false) }),
);

/**
 * The two pages that Pulumi's registry takes of a package, by their paths below docs/.
 * Source: https://www.pulumi.com/docs/iac/guides/building-extending/packages/publishing-packages/
 */
export function registryPages({ config }: PackageSchema): ReadonlyMap<string, string> {
  const options = Object.entries(variables.parse(config.variables)).map(
    ([name, { description, type, secret }]) =>
      `* \`${name}\` (${type}, optional${secret ? ", secret" : ""}) - ${description}`,
  );
  return new Map([
    [
      "registry/_index.md",
      `${overview}${Object.entries(programs).map(choosable).join("")}{{< /chooser >}}\n`,
    ],
    ["registry/installation-configuration.md", `${installation}${options.join("\n")}\n`],
  ]);
}

function choosable([language, file]: [string, string]): string {
  const program = readFileSync(path.join(examples, file), "utf8");
  return `{{% choosable language ${language} %}}\n\n\`\`\`${language}\n${program}\`\`\`\n\n{{% /choosable %}}\n`;
}

const overview = `---
title: Microsoft Intune
meta_desc: Provides an overview of the Intune provider for Pulumi, with Microsoft PIN Reset as a component.
layout: package
---

The Intune provider manages policies of Microsoft Intune over Microsoft Graph: custom Windows profiles, the settings catalog,
remediation scripts, and their assignments. Its component \`PinReset\` onboards a tenant to the Microsoft PIN reset service.

## Example

{{< chooser language "typescript,python,go,csharp,java,yaml" >}}
`;

const installation = `---
title: Microsoft Intune Installation & Configuration
meta_desc: How to install the Intune provider for Pulumi, and how to configure its sign-in.
layout: package
---

## Installation

The provider is a package in each language of Pulumi:

* JavaScript/TypeScript: \`pulumi-pin-reset\`
* Python: \`pulumi-intune\`
* Go: \`github.com/pin-reset/pulumi-pin-reset/sdk/go/intune\`
* .NET: \`PinResetAsCode.Intune\`
* Java: \`io.github.pinreset:intune\`

The CLI downloads the plugin by itself. It runs with Node.js 22.18 or newer, which must be on PATH. By hand:

\`\`\`sh
pulumi plugin install resource intune --server github://api.github.com/pin-reset/pulumi-pin-reset
\`\`\`

\`PinReset\` needs the provider \`azuread\` too, which signs in by the same variables.

## Configuration

Every option is a key of the stack's settings (\`pulumi config set intune:tenantId ...\`), or an argument of an explicit provider. Where
neither is given, the environment variable that the description names is read. Keep secrets out of plain text: \`pulumi config set
--secret\`.

`;
