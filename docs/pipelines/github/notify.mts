// Posts to the team's webhooks what the drift check found to be new; EVENT says what, and is empty where nothing is.
//   node notify.mts FILE, where FILE holds what `pin-reset drift --output json` printed
import { main, runUrl, variable } from "./github.mts";
import { type DriftEvent, noReport, notify, readReport } from "./webhooks.mts";

await main(async () => {
  const event = variable("EVENT") as DriftEvent;
  const report = event === "failed" ? noReport : await readReport(process.argv[2] ?? "");
  const sent = await notify(event, variable("PULUMI_STACK"), report, runUrl());
  return sent.length === 0 ? "There is no webhook." : `Posted to ${sent.join(", ")}.`;
});
