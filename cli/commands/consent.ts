import { z } from "zod";
import { allowUndocumentedCloud as allowCommand, withoutPinReset } from "../../domain/clouds.ts";
import type { Cloud } from "../../graph/cloud-table.ts";
import { cloudTitle } from "../../graph/cloud-table.ts";
import { messageOf } from "../../text/message-of.ts";
import { defineCommand } from "../command.ts";
import { lookForApplications, waitForApplications } from "../consent/arrival.ts";
import { openInBrowser } from "../consent/browser.ts";
import { type ConsentLink, consentLinks } from "../consent/links.ts";
import { endingOfWait, printArrivals, printLinks } from "../consent/report.ts";
import type { Context } from "../context.ts";
import { CommandError } from "../errors.ts";

/** `pin-reset consent`: the links on standard output, what to know about them on standard error. */
export const consent = defineCommand({
  name: "consent",
  summary: "Print the two admin-consent links, as an alternative to `pulumi up`.",
  details: [
    "Open both, the service's first, as an Application Administrator, and accept. The blank page or \"page not " +
      'found" at the end is normal: what counts is that both applications arrive, which --wait checks.',
    "Microsoft documents the links only for the global cloud; docs/clouds.md has what is known about the others.",
  ],
  options: z.strictObject({
    open: z
      .boolean()
      .optional()
      .describe("Open both links in the browser; BROWSER selects one other than the system's default."),
    wait: z
      .boolean()
      .optional()
      .describe("Wait until both applications are in the tenant, and print their object IDs."),
    timeout: z.coerce.number().positive().max(1440).default(10).meta({
      placeholder: "minutes",
      description: "With --wait: how many minutes to wait; 0.5 is half a minute.",
    }),
    allowUndocumentedCloud: z
      .boolean()
      .optional()
      .describe("Print the links for a cloud for which Microsoft does not document them."),
  }),
  examples: [
    { command: "ARM_TENANT_ID=contoso.com pin-reset consent", does: "Prints both links for that tenant." },
    {
      command: "pin-reset consent --open --wait",
      does: "Opens both links, and checks that the applications arrive.",
    },
  ],
  calls: ["read service principals"],
  async run(context, { open = false, wait = false, timeout, allowUndocumentedCloud = false }) {
    const { graph, output, signal } = context;
    const cloud = await graph.cloud();
    if (!allowUndocumentedCloud) {
      refuseWithoutPinReset(cloud);
    }
    // Without the permission to look, this fails before the user has clicked through both links.
    const seen = wait ? await lookForApplications(graph, signal) : undefined;
    const links = consentLinks(cloud, context.credentials().tenantId ?? "common");
    printLinks(output, links, seen !== undefined);
    if (open) {
      await openAll(context, links);
    }
    if (seen === undefined) {
      return undefined;
    }
    const progress = context.progress("Waiting for both applications");
    const arrivals = await waitForApplications(graph, seen, {
      signal,
      timeoutMilliseconds: timeout * 60_000,
    }).finally(() => progress.stop());
    printArrivals(output, links, arrivals);
    return endingOfWait(output, arrivals, timeout);
  },
});

async function openAll({ env, output }: Context, links: readonly ConsentLink[]): Promise<void> {
  try {
    for (const { url } of links) {
      await openInBrowser(url, env);
    }
  } catch (error) {
    const reason = messageOf(error);
    output.note(`No browser could be started (${reason}). Open both links yourself.`);
  }
}

function refuseWithoutPinReset({ name }: Cloud): void {
  const undocumented = withoutPinReset(name, cloudTitle(name));
  if (undocumented === undefined) {
    return;
  }
  throw new CommandError("undocumentedCloud", `${undocumented}.`, {
    hint:
      "Check ARM_ENVIRONMENT and ARM_METADATA_HOSTNAME. To print the links all the same, add " +
      `--allow-undocumented-cloud; a stack is let go on by \`${allowCommand}\`.`,
  });
}
