import { z } from "zod";
import { allowablePlatforms } from "../../domain/support.ts";

/** The options of `pin-reset reset`, for one device and for many. */
export const resetOptions = z.strictObject({
  device: z
    .string()
    .min(1)
    .optional()
    .describe("The device: its name, its id in Intune, or its serial number."),
  user: z.string().min(1).optional().describe("The device of this user, by the name to sign in with."),
  yes: z.boolean().optional().describe("Reset without asking first; needed where nobody is there to ask."),
  dryRun: z.boolean().optional().describe("Look the device up and say what would happen; reset nothing."),
  timeout: z.coerce
    .number()
    .positive()
    .max(1440)
    .default(10)
    .describe("How many minutes to wait for the result; 0.5 is half a minute."),
  show: z.boolean().optional().describe("Print the passcode also where standard output is no terminal."),
  copy: z
    .boolean()
    .optional()
    .describe("Put the passcode on the clipboard too, through the terminal (OSC 52)."),
  vault: z
    .string()
    .min(1)
    .optional()
    .describe("Write the passcode to this Azure Key Vault, and print the link of the secret in its place."),
  resume: z
    .string()
    .min(1)
    .optional()
    .describe("Reset nothing; wait for the reset that runs on this device, and show its result."),
  // Whatever Graph wrote as a time: a hint prints it.
  after: z
    .string()
    .refine((text) => !Number.isNaN(Date.parse(text)), "must be a time such as 2026-01-31T09:30:00Z")
    .optional()
    .describe("With --resume: only a reset that began after this time."),
  allowPlatform: z
    .enum(allowablePlatforms)
    .optional()
    .describe("Also reset devices of a platform that Intune supports beyond the documented table."),
  from: z.string().min(1).optional().describe("Reset the devices of a CSV file; `-` is standard input."),
  results: z
    .string()
    .min(1)
    .optional()
    .describe("With --from: the file that keeps what became of each device."),
});

export type ResetOptions = z.output<typeof resetOptions>;
