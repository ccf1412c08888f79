import { z } from "zod";
import { allowablePlatforms } from "../../domain/support.ts";

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
  resume: z.string().min(1).optional().meta({
    placeholder: "device",
    description: "Reset nothing; wait for the reset that is running on this device, and show its result.",
  }),
  // Any form of a time that Graph uses, since hints repeat it.
  after: z
    .string()
    .refine((text) => !Number.isNaN(Date.parse(text)), "must be a time such as 2026-01-31T09:30:00Z")
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
