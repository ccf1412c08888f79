import type { CodeTable } from "../text/error-codes.ts";

/** The codes of FleetError. */
export const fleetErrorCodes = {
  badFleetFile: {
    stage: "fleet",
    looksLike: "<file>:<line>: <path> <what it must be>",
    why: "fleet.yaml has an unknown key, a value of the wrong type, a name that is given twice or one that nothing defines.",
    whatToDo:
      "Correct each line that the message names. An editor checks the file by its JSON schema, fleet.schema.json.",
  },
  unreadableFleetFile: {
    stage: "fleet",
    looksLike: "<file> cannot be read: <reason>",
    why: "The fleet's file is not there, may not be read, or is no regular file.",
    whatToDo: "Run the command in the folder of fleet.yaml, or name the file with `--fleet`.",
  },
  unknownSelection: {
    stage: "fleet",
    looksLike: 'No tenant of the fleet is named "<name>".',
    why: "`--ring`, `--tenant` or `--tag` names what the fleet's file does not have.",
    whatToDo: "Correct the name: the hint has the nearest one, or all of them.",
  },
  nothingSelected: {
    stage: "fleet",
    looksLike: "No tenant of the fleet is in every ring, tag and name that was given.",
    why: "Each of `--ring`, `--tenant` and `--tag` fits some tenant, but none fits all of them.",
    whatToDo: "Give fewer of them.",
  },
  badShards: {
    stage: "fleet",
    looksLike: "A matrix has from 1 to 256 jobs.",
    why: "GitHub Actions runs at most 256 jobs of a matrix.",
    whatToDo: "Give `--shards` a number from 1 to 256.",
  },
  missingVariable: {
    stage: "fleet",
    looksLike: "The variable <variable>, which holds the <secret> for tenant <tenant>, is not set.",
    why: "The fleet's file names the variable that holds a secret; the process does not have it.",
    whatToDo: "Set it where the command runs and for each worker, or name another variable.",
  },
  noConsent: {
    stage: "fleet",
    looksLike: "Tenant <tenant> does not have the application: no administrator has consented to it.",
    why: "A multi-tenant application signs in to a tenant once an administrator of that tenant has consented to it.",
    whatToDo:
      "Open the link that `npm run pin-reset -- fleet onboard <tenant>` prints as an administrator of the tenant.",
  },
  otherTenant: {
    stage: "fleet",
    looksLike: "The credential for tenant <tenant> signs in to <id>, and not to <id>.",
    why: "A managed identity or Azure CLI by itself signs in to its own tenant, whichever the fleet's file names.",
    whatToDo: "Give the tenant the credential of an application that it has consented to.",
  },
  stackOfOtherTenant: {
    stage: "fleet",
    looksLike: "The stack <stack> is deployed to the tenant <id>, and fleet.yaml has <id> for <tenant>.",
    why: "The tenant's ID in the fleet's file was changed after its stack was deployed, or `stack` names the stack of another tenant. An update would create everything in the one tenant and lose track of what is in the other.",
    whatToDo:
      "Correct `tenantId` or `stack`. Another tenant gets a stack of its own; to leave the earlier one, destroy its stack with the earlier ID first.",
  },
  reportNotWritten: {
    stage: "fleet",
    looksLike: "The file of --<format> cannot be written: <reason>",
    why: "Its folder is not there, or this account may not write it.",
    whatToDo: "Give another path, in a folder that is there and may be written to.",
  },
  webhookNotDelivered: {
    stage: "fleet",
    looksLike: "The <kind> webhook of <variable> did not accept the message: <reason>",
    why: "The service cannot be reached, refused the message, or asked to wait longer than a minute. The run's result does not depend on it.",
    whatToDo:
      "Check that the variable has the webhook's present URL, and that the workflow or app behind it is on. The next run sends what changed since the last message that was accepted.",
  },
  badWebhookUrl: {
    stage: "fleet",
    looksLike: "<variable> has no URL that a message can be posted to.",
    why: "The variable that fleet.yaml names for a webhook is not set, or holds no `https:` URL.",
    whatToDo: "Set the variable to the webhook's whole URL, as the service shows it. It is a secret.",
  },
  webhookNotKept: {
    stage: "fleet",
    looksLike: "What was sent could not be noted in .pin-reset/webhooks.json: <reason>",
    why: "This account may not write in the folder of fleet.yaml, or the disk is full. The message was sent.",
    whatToDo: "Make the folder of fleet.yaml writable. Until then each run sends its message again.",
  },
  noRuns: {
    stage: "fleet",
    looksLike: "There is no run of this fleet yet.",
    why: "Beside the fleet's file there is no journal of a run, or Temporal's namespace has none.",
    whatToDo:
      "Begin with `npm run pin-reset -- fleet scan`, or give `--fleet`, `--engine` and `--namespace` as the run had them.",
  },
  noSuchRing: {
    stage: "fleet",
    looksLike: 'The run <run> has no ring "<name>".',
    why: "`fleet approve` names a ring that none of the run's tenants is in.",
    whatToDo: "Name one of the rings that the hint lists.",
  },
  otherFleetFile: {
    stage: "fleet",
    looksLike: "The worker's <file> has no tenant '<name>'.",
    why: "With `--engine temporal`, the worker's fleet.yaml is not the one that the run was started with, or the run names a file or a policy pack outside the worker's checkout.",
    whatToDo:
      "Give every worker the same checkout as the command that starts runs, then start the run again. Workers of different files need different task queues (`--task-queue`).",
  },
  badTemporalSettings: {
    stage: "fleet",
    looksLike: "There is a certificate for Temporal, and no key.",
    why: "The options or TEMPORAL_* variables that say how Temporal is reached contradict each other, or name a file that cannot be read.",
    whatToDo: "Correct the option or the variable that the message names.",
  },
  badSchedule: {
    stage: "fleet",
    looksLike: 'Temporal does not accept the time "<expression>": <reason>',
    why: "`--cron` of `fleet schedule create` is no cron expression, or names a time zone that the server does not know. A schedule that was there before stays as it was.",
    whatToDo:
      "Give minute, hour, day of the month, month and day of the week, such as `0 2 * * *`, with `CRON_TZ=Europe/Berlin ` before it for another time zone than UTC.",
  },
  temporalMissing: {
    stage: "fleet",
    looksLike: "Temporal's SDK is not installed: <package>.",
    why: "`--engine temporal` needs optional packages, which were left out (`--omit=optional`), or which have no build for this system, such as Alpine Linux.",
    whatToDo:
      "Install them: `npm install --include=optional`. On a system without a build, run the worker and the commands in an image with glibc.",
  },
  temporalUnreachable: {
    stage: "fleet",
    looksLike: "Temporal at <address> cannot be reached: <reason>",
    why: "Nothing that speaks Temporal's protocol listens there, the network is closed, or the server wants TLS and the client does not use it.",
    whatToDo:
      "Check `--address` or TEMPORAL_ADDRESS. `npm run temporal` starts a server for development. For a server with TLS, give `--tls` or the certificates.",
  },
  temporalTls: {
    stage: "fleet",
    looksLike: "Temporal at <address> cannot be reached: <what TLS says>",
    why: "The client does not trust the server's certificate, the certificate is for another name, or the server does not accept the client's.",
    whatToDo:
      "Check `--tls-ca-path`, `--tls-server-name`, `--tls-cert-path` and `--tls-key-path`, or the TEMPORAL_TLS_* variables in their place.",
  },
  temporalRefused: {
    stage: "fleet",
    looksLike: "Temporal at <address> refuses this client: <reason>",
    why: "The API key is wrong or has expired, or it may not use the namespace.",
    whatToDo: "Check TEMPORAL_API_KEY and the rights of its owner in the namespace.",
  },
  temporalNamespace: {
    stage: "fleet",
    looksLike: "Temporal at <address> has no namespace '<name>'.",
    why: "The namespace is misspelled, or was not created yet.",
    whatToDo:
      "Correct `--namespace` or TEMPORAL_NAMESPACE, or create the namespace: `temporal operator namespace create`.",
  },
  runStopped: {
    stage: "fleet",
    looksLike: "The run <id> was stopped in Temporal: <how>.",
    why: "Somebody canceled or terminated the run's workflow with Temporal's own tools. Tenants that had begun were not stopped.",
    whatToDo: "Start another run: tenants that are done already are found unchanged.",
  },
  noWorker: {
    stage: "fleet",
    looksLike: "No worker answers for the run <id>.",
    why: "A run on Temporal makes progress only while a worker takes work from its task queue.",
    whatToDo:
      "Start a worker: `npm run pin-reset -- fleet worker`, with the same address, namespace and task queue.",
  },
  workersLost: {
    stage: "fleet",
    looksLike: "No worker finished with <tenant>: each stopped responding.",
    why: "Every worker that the tenant was given to was killed, ran out of memory or lost its network before the tenant was done.",
    whatToDo:
      "Read the workers' output and the machine's memory, then start another run. A stack that an interrupted update left behind is named there.",
  },
  noProject: {
    stage: "fleet",
    looksLike: "<folder>/Pulumi.yaml cannot be read.",
    why: "`project` in the fleet's file names a folder without a Pulumi.yaml, or with one that is no YAML.",
    whatToDo: "Name the folder of the project's Pulumi.yaml, relative to the fleet's file.",
  },
  stackLocked: {
    stage: "fleet",
    looksLike: "The stack <stack> is locked<by whom, and since when>.",
    why: "Somebody else updates the stack now, or an update of theirs ended without taking its lock away.",
    whatToDo:
      "Wait until that update has ended. If its process is gone, run `npm run pulumi -- cancel --stack <stack>`. A lock that was left by an update of the fleet itself is taken back by the next one on the same machine.",
  },
  policyViolated: {
    stage: "fleet",
    looksLike: "The policy pack does not allow it: <violations>",
    why: "A mandatory policy of the pack that `--policy-pack` names is violated.",
    whatToDo: "Change the tenant's settings in the fleet's file, or the policy pack.",
  },
  driftWithPending: {
    stage: "fleet",
    looksLike: "Nothing was restored: the program also has pending changes to what drifted (<names>).",
    why: "An update takes a resource as a whole, so that `heal` would also apply changes that nobody asked for.",
    whatToDo:
      "Look at them with `npm run pin-reset -- fleet preview`, and apply both with `npm run pin-reset -- fleet up`.",
  },
  noSuchRun: {
    stage: "fleet",
    looksLike: "There is no run <id> beside this fleet.yaml.",
    why: "The fleet has no journal of that run: it is another fleet's, it was run on another machine, or by Temporal.",
    whatToDo:
      "`npm run pin-reset -- fleet status --all` lists the runs; for one by Temporal give `--engine temporal`.",
  },
  unreadableJournal: {
    stage: "fleet",
    looksLike: "<file> has a line that is no event of a run.",
    why: "The run's journal was edited, or written by another version.",
    whatToDo: "Go on with the version that wrote it, or start a new run.",
  },
  runIsActive: {
    stage: "fleet",
    looksLike: "Another process carries <id> out.",
    why: "One process at a time carries out a run of the local engine, and one does so now.",
    whatToDo:
      "`npm run pin-reset -- fleet status` shows how far it is. `pause`, `resume` and `approve` take effect in that process.",
  },
  runHasEnded: {
    stage: "fleet",
    looksLike: "<id> has ended at <time>.",
    why: "A run that has ended cannot be paused, resumed or approved.",
    whatToDo: "Start a new run, for example with `--tenant` for those that failed.",
  },
  noTenant: {
    stage: "fleet",
    looksLike: "fleet.yaml has no tenant <name> any more.",
    why: "The tenant was taken out of the fleet's file after the run was planned, or has another ID there since. A run that is resumed works on no other tenant than those that it was planned for.",
    whatToDo: "Start a new run for what the fleet's file has now.",
  },
  projectUnreadable: {
    stage: "fleet",
    looksLike: "<folder>/Pulumi.yaml cannot be read as a project of Pulumi: <reason>.",
    why: "The folder that fleet.yaml names as `project`, or its own, is not that of this project.",
    whatToDo: "Give the folder of Pulumi.yaml as `project` in fleet.yaml.",
  },
  stateUnreadable: {
    stage: "fleet",
    looksLike: "The state of <stack> cannot be read: <reason>.",
    why: "The backend of the stacks did not give a stack's state: another one is selected, its credential is missing, or the file is damaged.",
    whatToDo:
      "Check `PULUMI_BACKEND_URL` (and `PULUMI_ACCESS_TOKEN` for Pulumi Cloud), and that `pulumi stack export` works on this stack with the same variables.",
  },
  badTenantSettings: {
    stage: "fleet",
    looksLike: "The settings of <tenant> are not as the program reads them: <setting> <what it must be>.",
    why: "A setting of a tenant in fleet.yaml, or of its defaults, has an unknown key or a wrong value.",
    whatToDo: "Correct it in fleet.yaml; [settings.md](settings.md) describes every setting.",
  },
  nothingToApprove: {
    stage: "fleet",
    looksLike: "No ring of <run> waits for approval.",
    why: "`fleet approve` without a ring approves the one that the run waits for, and the run goes on, is paused or has ended. A ring that it names may need no approval, and an approval that nothing needs is not kept.",
    whatToDo:
      "`npm run pin-reset -- fleet status` shows what the run does. Name a ring to approve it before the run comes to it.",
  },
} as const satisfies CodeTable;

export type FleetErrorCode = keyof typeof fleetErrorCodes;
