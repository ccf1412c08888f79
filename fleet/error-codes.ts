import type { CodeTable } from "../text/error-codes.ts";

/** The codes of FleetError. */
export const fleetErrorCodes = {
  badFleetFile: {
    stage: "fleet",
    looksLike: "<file>, <path>: <what it must be>",
    why: "fleet.yaml has an unknown key, a value of the wrong type, a name that is given twice or one that nothing defines.",
    whatToDo:
      "Correct each line that the message names. An editor checks the file by its JSON schema, fleet.schema.json.",
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
} as const satisfies CodeTable;

export type FleetErrorCode = keyof typeof fleetErrorCodes;
