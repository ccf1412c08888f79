import { z } from "zod";

const text = z.string().min(1);

function described(placeholder: string, description: string) {
  return text.optional().meta({ placeholder, description });
}

function several(placeholder: string, description: string) {
  return z.array(text).default([]).meta({ placeholder, description });
}

function choice(description: string) {
  return z.boolean().default(false).describe(description);
}

/** Where the fleet is. */
export const fleetOption = {
  fleet: text.default("./fleet.yaml").meta({ placeholder: "file", description: "The fleet's file." }),
};

/** Which of its tenants. What is given in two ways must both be so. */
export const selectionOptions = {
  ring: several("name", "Only the tenants of this ring."),
  tenant: several("name", "Only this tenant."),
  tag: several("tag", "Only tenants with this tag."),
};

/** How Temporal is reached, as its own CLI names it. */
export const temporalOptions = {
  address: described("host:port", "Temporal's frontend; TEMPORAL_ADDRESS or localhost:7233 if omitted."),
  namespace: described("name", "Temporal's namespace; TEMPORAL_NAMESPACE or default if omitted."),
  tls: z.boolean().optional().describe("Connect to Temporal by TLS; implied by the other options of TLS."),
  tlsCertPath: described("file", "The client's certificate for mutual TLS, PEM."),
  tlsKeyPath: described("file", "The key of the client's certificate, PEM."),
  tlsCaPath: described("file", "The certificate authority of Temporal's server, PEM."),
  tlsServerName: described("name", "The name to expect in the server's certificate."),
  taskQueue: described("name", "The queue that workers take work from; pin-reset-fleet if omitted."),
};

/** What runs the tenants. */
export const engineOptions = {
  engine: z
    .enum(["local", "temporal"])
    .default("local")
    .describe("What runs the tenants: this process, or workers by Temporal."),
  ...temporalOptions,
};

/** What each tenant is asked for beside the operation. */
export const doctorOption = {
  doctor: choice("Also let `pin-reset doctor` examine each tenant, by more requests."),
};

export const policyPackOption = {
  policyPack: described("folder", "Enforce this Pulumi policy pack."),
};

export const yesOption = { yes: choice("Do not ask before tenants are changed.") };

/** Files that the run's report is written to when it ends or waits. */
export const reportOptions = {
  html: described("file", "Write the report to this file as one HTML page."),
  json: described("file", "Write the report to this file as JSON."),
  csv: described("file", "Write the report to this file as CSV, a row for each tenant."),
  markdown: described(
    "file",
    "Append the report to this file as Markdown, for example to $GITHUB_STEP_SUMMARY.",
  ),
};

/** Which run, as an option or as the argument. */
export const runOption = { run: described("id", "The run, by its id; the newest if omitted.") };

type Options<Shape extends z.ZodRawShape> = z.output<z.ZodObject<Shape>>;

export type FleetOption = Options<typeof fleetOption>;
export type Selection = Options<typeof selectionOptions>;
export type EngineOptions = Options<typeof engineOptions>;
export type ReportOptions = Options<typeof reportOptions>;
