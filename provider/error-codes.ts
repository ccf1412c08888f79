import type { CodeTable } from "../text/error-codes.ts";

/** The codes of what this room throws itself. */
export const providerErrorCodes = {
  badProviderSetting: {
    stage: "settings",
    looksLike: "<provider>:<setting> must be <what it must be>",
    why: "A setting of the provider is unknown, or has another form than it must.",
    whatToDo: "Correct it with `pulumi config set`, or remove it with the line that the message has.",
  },
  notServed: {
    stage: "provider",
    looksLike: "<provider> <version> has no <resource, function or component> <token>",
    why: "The program or the state names a resource, a function or a component of another version of the provider.",
    whatToDo: "Use one that it has; if a later version of the project had it, run that version.",
  },
  laterState: {
    stage: "provider",
    looksLike:
      "The state of this <token> is of version <number>, and this plugin knows versions up to <number>: a later version of the plugin has written it.",
    why: "The stack was last updated by a later version of the project.",
    whatToDo: "Run that version, or a later one.",
  },
  invalidInputs: {
    stage: "provider",
    looksLike: "These inputs are not valid",
    why: "A component that the provider constructs was given an input that it does not have, or of another form.",
    whatToDo: "Correct the inputs that the message lists, in the program.",
  },
  notConfigured: {
    stage: "provider",
    looksLike: "<provider>: the engine called before it configured this plugin",
    why: "The Pulumi CLI is older than this provider's protocol.",
    whatToDo: "Update the Pulumi CLI to 3.227 or newer.",
  },
  configuredAlready: {
    stage: "provider",
    looksLike: "<provider>: this process is configured already, with other settings",
    why: "The engine configures a plugin once; another program of this machine called it.",
    whatToDo:
      "Start another process of the plugin for these settings, and find out which program called this one.",
  },
  otherEndpoints: {
    stage: "provider",
    looksLike:
      "<provider>: these settings name other endpoints than the environment that this process was started with",
    why:
      "A provider of the program, or the stack's configuration, names another cloud or another OIDC token service than the " +
      "environment does, and `npm run pulumi` had started the plugin before the engine.",
    whatToDo:
      "Set PIN_RESET_START_AHEAD=false: the engine then starts a process of the plugin for each provider.",
  },
  schemaVersion: {
    stage: "provider",
    looksLike: "Schema version <number> is not supported",
    why: "A tool asked for a form of the schema that does not exist yet.",
    whatToDo: "Ask for version 0, as `pulumi package get-schema ./intune` does.",
  },
  timedOut: {
    stage: "provider",
    looksLike: "The custom timeout of <seconds> s has passed",
    why: "The resource's `customTimeouts` option allows less time than Graph took.",
    whatToDo: "Raise it in the resource's `customTimeouts` option.",
  },
  stopped: {
    stage: "provider",
    looksLike: "Cancelled: the engine asked this plugin to stop.",
    why: "The run was interrupted.",
    whatToDo: "Run the same command again: it goes on with what is missing.",
  },
} as const satisfies CodeTable;

/** What went wrong in the protocol itself. */
export type ProviderErrorCode = keyof typeof providerErrorCodes;
