/** What a command's exit code tells a script. docs/cli.md lists them. */
export const exitCodes = {
  done: { code: 0, meaning: "Done; for `doctor`: all is well; for `drift`: the tenant is as declared." },
  failed: { code: 1, meaning: "It could not be done, or not be found out: what it prints says why." },
  usage: {
    code: 2,
    meaning: "The command line cannot be understood, or needs an answer and there is no terminal.",
  },
  noDevice: { code: 3, meaning: "No device fits, or more than one does." },
  refused: { code: 4, meaning: "The device's platform does not support it." },
  partly: { code: 5, meaning: "Some devices of a list were reset, others were not." },
  stillRunning: {
    code: 6,
    meaning: "The time to wait is over: the reset still runs, or what was waited for has not come.",
  },
  found: {
    code: 7,
    meaning:
      "The check itself went well and found something: a fault (`doctor`), drift or changes not applied yet (`drift`), " +
      "an application that is disabled (`consent`).",
  },
  unsure: {
    code: 8,
    meaning:
      "Which passcode is in force is not known: Graph's answer to a reset was lost, or a later reset replaced a " +
      "passcode that was printed. `reset --resume DEVICE` looks, and resets nothing.",
  },
  unrecorded: {
    code: 9,
    meaning:
      "Devices of a list were reset, or may have been, and the results file cannot be written any more. The same " +
      "command with the same results file goes on; another results file would reset them again.",
  },
  interrupted: { code: 130, meaning: "Interrupted by Ctrl-C." },
} as const;

export type Ending = keyof typeof exitCodes;
