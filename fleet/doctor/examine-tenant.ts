import { checks } from "../../cli/doctor/checks.ts";
import { examine } from "../../cli/doctor/examine.ts";
import { readFacts } from "../../cli/doctor/read/all.ts";
import { headline, verdictOf } from "../../cli/doctor/verdict.ts";
import { createGraph } from "../../graph/client.ts";
import { describeWait } from "../../graph/wait-notice.ts";
import { plainText } from "../../text/plain-text.ts";
import { version } from "../../version.ts";
import { credentialSettingsOf } from "../credentials/environment.ts";
import type { TenantOutcome } from "../outcome.ts";
import type { TenantWork } from "../work.ts";

/** Doctor's verdict on one tenant in a sentence, and the codes of what it goes by. */
export async function verdictOn({
  tenant,
  env,
  signal,
  report,
}: TenantWork): Promise<TenantOutcome["doctor"]> {
  const settings = await credentialSettingsOf(tenant, env, signal);
  const graph = createGraph({
    credentials: settings,
    userAgent: `pin-reset/${version}`,
    signal,
    onWait: (notice) => report(describeWait(notice)),
  });
  const facts = await readFacts(graph, settings, signal);
  const verdict = verdictOf(checks, examine(checks, facts), facts);
  const findings = [...new Set(verdict.reasons.map(({ code }) => code))];
  return { verdict: plainText(sentenceOf(headline(verdict), findings)), findings };
}

/** The headline of a verdict introduces a list of its reasons; here their codes stand beside it. */
function sentenceOf(text: string, findings: readonly string[]): string {
  return text.endsWith("because:") ? `${text} ${findings.join(", ")}.` : text;
}
