import { plainMessage, plainText } from "../../text/plain-text.ts";
import type { TenantOutcome } from "../outcome.ts";
import { detailOf, durationWords, statusWords } from "../words.ts";
import type { Shown } from "./shown.ts";

/** One line for each tenant that ends. */
export function tenantLines(stream: NodeJS.WriteStream): Shown {
  return {
    started: () => undefined,
    progress: () => undefined,
    settled: (outcome) => void stream.write(`${tenantLine(outcome)}\n`),
    stop: () => undefined,
  };
}

/** A tenant's outcome on one line: `contoso  ring canary  drifted  2 resources  1.2 s`. */
export function tenantLine(outcome: TenantOutcome): string {
  const { tenant, ring, status, startedAt, endedAt } = outcome;
  return [
    plainText(tenant),
    `ring ${plainText(ring)}`,
    statusWords[status],
    plainMessage(detailOf(outcome)),
    durationWords(Date.parse(endedAt) - Date.parse(startedAt)),
  ]
    .filter((part) => part !== "")
    .join("  ");
}
