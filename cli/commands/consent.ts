import { Command } from "commander";
import { resolveCloud } from "../../graph/clouds.ts";
import { undocumentedIn } from "../../graph/national-clouds.ts";
import { readCredentialSettings } from "../../graph/settings.ts";
import { allowUndocumentedCloud as allowCommand } from "../../intune/undocumented.ts";
import { consentLinks } from "../consent-links.ts";

/** `pin-reset consent`: the links on standard output, what to know about them on standard error. */
export function consentCommand(): Command {
  return new Command("consent")
    .description("Print the two admin-consent links, for those who must click instead of `pulumi up`.")
    .option(
      "--allow-undocumented-cloud",
      "Print them for a cloud for which Microsoft does not document them.",
      false,
    )
    .addHelpText("after", "\nExample:\n  ARM_TENANT_ID=contoso.com npm run pin-reset -- consent")
    .action(async ({ allowUndocumentedCloud }: { allowUndocumentedCloud: boolean }) => {
      const settings = readCredentialSettings(process.env);
      const cloud = await resolveCloud(settings);
      const undocumented = undocumentedIn(cloud.name, "pinReset");
      if (undocumented !== undefined && !allowUndocumentedCloud) throw new Error(refusal(undocumented));
      for (const { app, url } of consentLinks(cloud, settings.tenantId ?? "common")) {
        process.stderr.write(`${app}:\n`);
        process.stdout.write(`${url}\n`);
      }
      process.stderr.write(
        'Open both as an Application Administrator and accept. The blank page or "page not found" at the end is\n' +
          "normal: what counts is that both are listed under Enterprise applications in the Entra admin center.\n",
      );
    });
}

function refusal(undocumented: string): string {
  return (
    `${undocumented}.\nCheck ARM_ENVIRONMENT and ARM_METADATA_HOSTNAME. To print the links all the same, add ` +
    `--allow-undocumented-cloud; a stack is let go on by \`${allowCommand}\`.`
  );
}
