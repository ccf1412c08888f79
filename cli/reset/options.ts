import { z } from "zod";
import { allowablePlatforms } from "../../domain/support.ts";

const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/i;

/** The options of `pin-reset reset`, for one device and for many. */
export const resetOptions = z.strictObject({
  device: z
    .string()
    .min(1)
    .optional()
    .describe("The device: its name, its ID in Intune, or its serial number."),
  user: z
    .string()
    .min(1)
    .optional()
    .meta({ placeholder: "sign-in name", description: "The device of this user, by sign-in name." }),
  yes: z.boolean().optional().describe("Reset without confirmation; required if there is no terminal."),
  again: z
    .boolean()
    .optional()
    .describe(
      "Reset although another reset is running on the device, or was made while you were asked, and replace its passcode.",
    ),
  dryRun: z.boolean().optional().describe("Look up the device and show what would happen; reset nothing."),
  timeout: z.coerce.number().positive().max(1440).default(10).meta({
    placeholder: "minutes",
    description: "How many minutes to wait for the result; 0.5 is half a minute.",
  }),
  show: z.boolean().optional().describe("Print the passcode even if standard output is not a terminal."),
  copy: z
    .boolean()
    .optional()
    .describe("Also copy the passcode to the clipboard, through the terminal (OSC 52)."),
  vault: z.string().min(1).optional().meta({
    placeholder: "name",
    description: "Store the passcode in this Azure Key Vault, and print the secret's link instead.",
  }),
  resume: z
    .boolean()
    .optional()
    .describe(
      "Reset nothing; wait for the reset that is running on the device, and show its result. With --from: go on with " +
        "an earlier run, and show the results again that it had.",
    ),
  // Any form of a time that Graph uses, since hints repeat it. JavaScript takes more for one: "1 Feb 09:30" is of 2001.
  after: z
    .string()
    .refine(
      (text) => rfc3339.test(text) && !Number.isNaN(Date.parse(text)),
      "must be a time such as 2026-01-31T09:30:00Z",
    )
    .optional()
    .meta({
      placeholder: "time",
      description: "With --resume: consider only resets that began after this time.",
    }),
  allowPlatform: z
    .enum(allowablePlatforms)
    .optional()
    .describe(
      "Also reset devices of this platform, which Intune supports although its table does not list it.",
    ),
  from: z
    .string()
    .min(1)
    .optional()
    .meta({ placeholder: "file", description: "Reset the devices of a CSV file; `-` is standard input." }),
  results: z.string().min(1).optional().meta({
    placeholder: "file",
    description: "With --from: the file that records the result for each device.",
  }),
});

export type ResetOptions = z.output<typeof resetOptions>;
