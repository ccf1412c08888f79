import { plainText } from "../../../text/plain-text.ts";
import { CommandError } from "../../errors.ts";

/** A list that cannot be used, with what is wrong with it; `hint` in place of what a list must have. */
export function badList(issues: readonly string[], hint?: string): CommandError {
  return new CommandError(
    "badList",
    listed("The list of devices cannot be used. Nothing was reset.", issues),
    {
      hint:
        hint ??
        "Its first line names the columns: id, serialNumber, device (the name) or user say which device is meant, as in\n" +
          "what `npm run --silent pin-reset -- devices --resettable --output csv` writes, and in an export of the Intune admin center.",
      ending: "usage",
    },
  );
}

const shown = 20;

/** A message with the first of its issues, each on a line of its own, and how many more there are. */
export function listed(message: string, issues: readonly string[]): string {
  const more = issues.length > shown ? [`and ${issues.length - shown} more`] : [];
  const lines = [...issues.slice(0, shown), ...more].map((issue) => `  ${plainText(issue)}`);
  return [message, ...lines].join("\n");
}
