import type { CodeTable } from "../text/error-codes.ts";

/** The codes of PulumiError. */
export const pulumiErrorCodes = {
  noPulumi: {
    stage: "pulumi",
    looksLike: "No Pulumi CLI found. Tried: <ways>",
    why: "`PULUMI_COMMAND` names no Pulumi CLI, or none is on PATH and none could be downloaded or built.",
    whatToDo:
      "Install Pulumi 3.227 or newer (https://www.pulumi.com/docs/install/), or leave `PULUMI_COMMAND` out to use the one that `npm run pulumi` finds.",
  },
  partsMissing: {
    stage: "pulumi",
    looksLike: "This run needs parts of Pulumi that are not installed: <parts>.",
    why: "The Pulumi CLI came without the Node.js language host or the azuread plugin, and neither can be downloaded.",
    whatToDo:
      "Install the official Pulumi CLI, and the plugin with the command that the hint has; behind a proxy, set `HTTPS_PROXY`.",
  },
  noStack: {
    stage: "pulumi",
    looksLike: "No stack is selected here.",
    why: "The folder is no Pulumi project, or no stack is selected in it.",
    whatToDo:
      "Name it with `--stack`, or select it with `pulumi stack select`; run it in the project's folder.",
  },
  pulumiFailed: {
    stage: "pulumi",
    looksLike: "pulumi <command> failed: <Pulumi's own words>",
    why: "The Pulumi CLI that the command drives ended with an error, or is not 3.227 or newer.",
    whatToDo:
      "Fix what Pulumi's words say, then run the same command again. For `failed to load checkpoint`, see [Operations](operations.md#a-run-that-was-killed).",
  },
  interrupted: {
    stage: "commandLine",
    looksLike: "Interrupted.",
    why: "Ctrl-C was pressed.",
    whatToDo:
      "Run the same command again when it is wanted. After a reset, the hint says how to come back to it.",
  },
} satisfies CodeTable;

export type PulumiErrorCode = keyof typeof pulumiErrorCodes;
