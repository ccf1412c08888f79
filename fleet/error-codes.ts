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
  stackLocked: {
    stage: "fleet",
    looksLike: "The stack <stack> is locked by <user>@<host> (process <id>) since <time>.",
    why: "Somebody else updates the stack now, or an update of theirs ended without taking its lock away.",
    whatToDo:
      "Wait until that update has ended. If its process is gone, run `pulumi cancel --stack <stack>`. A lock that was left by an update of the fleet itself is taken back by the next one on the same machine.",
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
    whatToDo: "Look at them with `pin-reset fleet preview`, and apply both with `pin-reset fleet up`.",
  },
  noSuchRun: {
    stage: "fleet",
    looksLike: "There is no run <id> beside this fleet.yaml.",
    why: "The fleet has no journal of that run: it is another fleet's, it was run on another machine, or by Temporal.",
    whatToDo: "`pin-reset fleet status` lists the runs; for one by Temporal give `--engine temporal`.",
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
      "`pin-reset fleet status` shows how far it is. `pause`, `resume` and `approve` take effect in that process.",
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
    why: "The tenant was taken out of the fleet's file after the run was planned.",
    whatToDo: "Put it back and go on with the run, or start a new run.",
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
