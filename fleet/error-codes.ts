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
    whatToDo: "Run the command in the folder of fleet.yaml, or name the file with `--file`.",
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
} as const satisfies CodeTable;

export type FleetErrorCode = keyof typeof fleetErrorCodes;
