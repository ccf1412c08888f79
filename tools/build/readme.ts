import { npmPackage, repository } from "../../package-names.ts";

/** What the registry shows beside the package. */
export function readme(): string {
  return `# ${npmPackage}

Microsoft PIN Reset for an Intune tenant: a Pulumi component, the Intune provider and the command \`pin-reset\`.

\`\`\`ts
import { PinReset } from "${npmPackage}";

new PinReset("pin-reset", { assignments: { groups: ["Windows devices"] } });
\`\`\`

The provider is in the package. Pulumi.yaml names its folder:

\`\`\`yaml
plugins:
  providers:
    - name: intune
      path: node_modules/${npmPackage}/intune
\`\`\`

The command needs no program: \`npx -p ${npmPackage} pin-reset --help\`.

Documentation: <${repository}>.
`;
}
