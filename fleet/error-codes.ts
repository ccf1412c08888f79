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
} as const satisfies CodeTable;

export type FleetErrorCode = keyof typeof fleetErrorCodes;
