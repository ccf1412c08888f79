/** What a command's exit code tells a script. docs/cli.md lists them. */
export const exitCodes = {
  done: { code: 0, meaning: "Done; for `doctor`: all is well; for `drift`: the tenant is as declared." },
  failed: { code: 1, meaning: "It failed, or something could not be checked: the message says why." },
  usage: {
    code: 2,
    meaning: "The command line is not valid, or a confirmation is needed and there is no terminal.",
  },
  noDevice: { code: 3, meaning: "No device matches, or more than one does." },
  refused: { code: 4, meaning: "The device's platform does not support it." },
  partly: {
    code: 5,
    meaning:
      "Some devices of a list were reset, others were not; some tenants of a fleet failed, others did not.",
  },
  stillRunning: {
    code: 6,
    meaning:
      "Timed out, or Graph failed meanwhile: the reset is still running, or what was waited for has not arrived.",
  },
  found: {
    code: 7,
    meaning:
      "The check succeeded and found something: a fault (`doctor`), drift or changes that are not applied yet (`drift`), " +
      "fewer ready devices than `readiness --at-least` asks for, a disabled application (`consent`), a tenant that drifted, has " +
      "pending changes, or was not scanned (`fleet`).",
  },
  unsure: {
    code: 8,
    meaning:
      "It is not known which passcode is current: Graph's response to a reset was lost, or a later reset replaced a " +
      "passcode that was printed. `reset --resume DEVICE` looks, and resets nothing.",
  },
  unrecorded: {
    code: 9,
    meaning:
      "Devices of a list were reset, or may have been, and the results file can no longer be written. The same " +
      "command with the same results file continues; another results file would reset them again.",
  },
  waiting: {
    code: 10,
    meaning:
      "A run over a fleet waits for a person: it is paused, a ring needs approval, or more of its tenants failed than it allows. " +
      "`fleet approve` and `fleet resume` go on with it.",
  },
  interrupted: { code: 130, meaning: "Interrupted by Ctrl-C." },
} as const;

export type Ending = keyof typeof exitCodes;
