import { z } from "zod";
import { defineCommand } from "../../cli/command.ts";
import { openInBrowser } from "../../cli/consent/browser.ts";
import type { Context } from "../../cli/context.ts";
import { CommandError } from "../../cli/errors.ts";
import { type Pauses, poll } from "../../graph/poll.ts";
import { messageOf } from "../../text/message-of.ts";
import type { FleetTenant } from "../fleet.ts";
import type { ConsentExamination } from "../onboard/examine-consent.ts";
import { engineOptions, fleetOption, policyPackOption, reportOptions, yesOption } from "./options.ts";
import { readFleetOf, selected } from "./read-fleet.ts";
import { runOperation } from "./run-operation.ts";

/** An administrator takes minutes, and each look is a sign-in. */
const pauses: Pauses = { first: 5000, longest: 15_000 };

/** `pin-reset fleet onboard` */
export const onboard = defineCommand({
  name: "onboard",
  summary: "Bring a tenant into the fleet: its administrator's consent, then its first `up`.",
  details: [
    "Name the tenant in the fleet's file first. The command prints the link by which an administrator of the tenant consents to the " +
      "fleet's application, says what is granted and what is missing, and runs `fleet up` for this tenant once you confirm.",
    "--wait looks again until the consent is there; Entra may take minutes to show it. Without the consent the exit code is 7, or 6 " +
      "after the time of --timeout.",
  ],
  argument: "name",
  options: z.strictObject({
    name: z.string().min(1).optional().describe("The tenant, by its name in the fleet's file."),
    open: z
      .boolean()
      .default(false)
      .describe("Open the link in the browser; BROWSER selects one other than the system's default."),
    wait: z.boolean().default(false).describe("Wait until everything is granted."),
    timeout: z.coerce.number().positive().max(1440).default(30).meta({
      placeholder: "minutes",
      description: "With --wait: how many minutes to wait; 0.5 is half a minute.",
    }),
    redirectUri: z.url().optional().meta({
      placeholder: "url",
      description: "Where the browser ends: one of the redirect URIs of the application's registration.",
    }),
    ...fleetOption,
    ...engineOptions,
    ...policyPackOption,
    ...yesOption,
    ...reportOptions,
  }),
  examples: [
    { command: "pin-reset fleet onboard contoso", does: "Prints the link, and what is missing." },
    {
      command: "pin-reset fleet onboard contoso --open --wait",
      does: "Opens the link, waits for the consent, and deploys the tenant after asking.",
    },
  ],
  calls: [],
  async run(context, { name, open, wait, timeout, redirectUri, ...options }) {
    const fleet = await readFleetOf(options);
    if (name === undefined) {
      throw new CommandError("usage", "No tenant was named.", {
        hint: "Give the tenant's name in the fleet's file: `npm run pin-reset -- fleet onboard NAME`.",
        ending: "usage",
      });
    }
    const selection = { ring: [], tag: [], tenant: [name] };
    const [tenant] = await selected(fleet, selection);
    if (tenant === undefined) {
      return "failed";
    }
    const examined = await examineOnce(context, tenant);
    if (examined.consent !== "granted") {
      await showLink(context, tenant, { open, redirectUri });
    }
    const consent =
      examined.consent === "granted" || !wait
        ? examined
        : await waitForConsent(context, tenant, { seen: examined, timeoutMilliseconds: timeout * 60_000 });
    sayConsent(context, tenant, consent);
    if (consent.consent !== "granted") {
      return wait ? "stillRunning" : "found";
    }
    return runOperation(context, "up", { ...options, ...selection, doctor: false });
  },
});

async function examineOnce(
  { env, signal }: Pick<Context, "env" | "signal">,
  tenant: FleetTenant,
): Promise<ConsentExamination> {
  const [{ examineConsent }, { fleetCloud }] = await Promise.all([
    import("../onboard/examine-consent.ts"),
    import("../credentials/cloud.ts"),
  ]);
  return examineConsent(tenant, { env, cloud: fleetCloud(env, signal), signal });
}

async function waitForConsent(
  context: Context,
  tenant: FleetTenant,
  { seen, timeoutMilliseconds }: { seen: ConsentExamination; timeoutMilliseconds: number },
): Promise<ConsentExamination> {
  const progress = context.progress(`Waiting for the consent of ${tenant.name}`);
  return poll({
    seen,
    lookFirst: false,
    look: (signal) => examineOnce({ env: context.env, signal }, tenant),
    isDone: ({ consent }) => consent === "granted",
    signal: context.signal,
    timeoutMilliseconds,
    pauses,
  }).finally(() => progress.stop());
}

async function showLink(
  { env, output, signal }: Context,
  tenant: FleetTenant,
  { open, redirectUri }: { open: boolean; redirectUri: string | undefined },
): Promise<void> {
  const [{ consentLink }, { fleetCloud }] = await Promise.all([
    import("../onboard/consent-link.ts"),
    import("../credentials/cloud.ts"),
  ]);
  const link = consentLink(tenant, { cloud: await fleetCloud(env, signal)(), env, redirectUri });
  if (link === undefined) {
    output.note(
      `The credential of ${tenant.name} names no application, so that there is no link to consent by.`,
    );
    return;
  }
  output.note(`An administrator of ${tenant.name} (${tenant.tenantId}) opens this link and accepts:`);
  output.data(link);
  if (open) {
    await openInBrowser(link, env).catch((error: unknown) =>
      output.note(`No browser could be started (${messageOf(error)}). Open the link yourself.`),
    );
  }
}

function sayConsent(
  { output }: Context,
  { name }: FleetTenant,
  { consent, missing, error }: ConsentExamination,
): void {
  if (consent === "granted") {
    output.note(`${name} has granted everything that \`fleet scan\` and \`fleet up\` need.`);
  } else if (consent === "partly") {
    output.note(`${name} has the application. Missing for \`fleet up\`: ${missing.up.join(", ")}.`);
    output.note(
      missing.scan.length === 0
        ? "`fleet scan` has what it needs."
        : `Missing for \`fleet scan\`: ${missing.scan.join(", ")}.`,
    );
  } else if (error !== undefined) {
    output.note([error.message, error.hint].filter(Boolean).join("\n"));
  }
}
