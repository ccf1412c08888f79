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
} as const satisfies CodeTable;

export type FleetErrorCode = keyof typeof fleetErrorCodes;
