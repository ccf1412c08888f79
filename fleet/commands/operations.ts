import { z } from "zod";
import { type CliCommand, defineCommand } from "../../cli/command.ts";
import type { CallName } from "../../graph/permissions.ts";
import {
  doctorOption,
  engineOptions,
  fleetOption,
  policyPackOption,
  reportOptions,
  selectionOptions,
  yesOption,
} from "./options.ts";
import { runOperation } from "./run-operation.ts";

const common = { ...fleetOption, ...selectionOptions, ...engineOptions };

const reads = [
  "read device configurations and their assignments",
  "read settings catalog policies and their assignments",
  "read service principals",
  "read delegated permission grants",
  "read groups",
] as const satisfies readonly CallName[];

/** As `pin-reset drift`: who changed what drifted, and which other policies turn recovery off. */
const checks = [
  ...reads,
  "read Endpoint security policies of the old kind (intents)",
  "read Intune's audit events",
] as const satisfies readonly CallName[];

const writes = [
  ...reads,
  "create, change, assign and delete device configurations",
  "create, change, assign and delete settings catalog policies",
  "create and change service principals",
  "create, change and delete delegated permission grants",
] as const satisfies readonly CallName[];

const howRunsGo =
  "How a run goes through the rings, how it is resumed, and its exit codes: `pin-reset fleet --help`.";

const withDoctor =
  "With --doctor each tenant is examined by `pin-reset doctor` too: its verdict and the codes of its findings are in the " +
  "report. That takes doctor's requests and permissions, and does not change the exit code.";

/** `pin-reset fleet scan` */
export const scan: CliCommand = defineCommand({
  name: "scan",
  summary: "Compare each tenant with its stack's state, by one batch of requests and without an engine.",
  details: [
    "It finds what somebody changed in a tenant since it was deployed. It only reads. A tenant that cannot be compared is not " +
      "scanned, with the reason: it was never deployed, its settings have changes that no update has applied, an update was " +
      "interrupted, or a permission is missing.",
    withDoctor,
    howRunsGo,
  ],
  options: z.strictObject({ ...common, ...doctorOption, ...reportOptions }),
  examples: [
    { command: "pin-reset fleet scan", does: "Scans every tenant of fleet.yaml." },
    {
      command: 'pin-reset fleet scan --ring canary --markdown "$GITHUB_STEP_SUMMARY" --html report.html',
      does: "Scans one ring in a pipeline, with a job summary and a page to keep.",
    },
  ],
  calls: [...reads, "read Intune's audit events"],
  run: (context, options) => runOperation(context, "scan", options),
});

/** `pin-reset fleet preview` */
export const preview: CliCommand = defineCommand({
  name: "preview",
  summary: "Preview what `up` would change in each tenant.",
  details: ["It runs `pulumi preview` for each tenant's stack, which changes nothing.", howRunsGo],
  options: z.strictObject({ ...common, ...policyPackOption, ...doctorOption, ...reportOptions }),
  examples: [{ command: "pin-reset fleet preview --tenant contoso", does: "Previews one tenant." }],
  calls: reads,
  run: (context, options) => runOperation(context, "preview", options),
});

/** `pin-reset fleet up` */
export const up: CliCommand = defineCommand({
  name: "up",
  summary: "Deploy each tenant, ring after ring.",
  details: [
    "It runs `pulumi up` for each tenant's stack, which is created where it does not exist. It asks before it changes " +
      "anything, or takes --yes.",
    withDoctor,
    howRunsGo,
  ],
  options: z.strictObject({
    ...common,
    ...policyPackOption,
    ...doctorOption,
    ...yesOption,
    ...reportOptions,
  }),
  examples: [
    { command: "pin-reset fleet up --ring canary", does: "Deploys the tenants of one ring, after asking." },
    { command: "pin-reset fleet up --yes --html report.html", does: "Deploys every tenant, in a pipeline." },
  ],
  calls: writes,
  run: (context, options) => runOperation(context, "up", options),
});

/** `pin-reset fleet drift` */
export const drift: CliCommand = defineCommand({
  name: "drift",
  summary: "Find what changed in each tenant since it was deployed, by the engine.",
  details: [
    "As `pin-reset drift` for each tenant's stack: it tells drift from changes to the program that no update has applied yet, " +
      "and takes longer than `fleet scan`.",
    howRunsGo,
  ],
  options: z.strictObject({ ...common, ...doctorOption, ...reportOptions }),
  examples: [{ command: "pin-reset fleet drift --tag emea", does: "Looks at the tenants with that tag." }],
  calls: checks,
  run: (context, options) => runOperation(context, "drift", options),
});

/** `pin-reset fleet heal` */
export const heal: CliCommand = defineCommand({
  name: "heal",
  summary: "Restore what drifted in each tenant; what is pending stays so.",
  details: [
    "As `pin-reset drift --heal` for each tenant's stack. A tenant in which a resource drifted that has pending changes too " +
      "fails, since healing it would apply them: `fleet up` applies both. It asks before it changes anything, or takes --yes.",
    howRunsGo,
  ],
  options: z.strictObject({ ...common, ...doctorOption, ...yesOption, ...reportOptions }),
  examples: [
    { command: "pin-reset fleet heal --tenant contoso,fabrikam", does: "Heals two tenants, after asking." },
  ],
  calls: [...checks, ...writes],
  run: (context, options) => runOperation(context, "heal", options),
});
