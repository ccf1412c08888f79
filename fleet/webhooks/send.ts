import { type Clock, retryPolicy } from "../../graph/retry.ts";
import { messageOf } from "../../text/message-of.ts";
import { FleetError } from "../errors.ts";
import type { Fleet, Webhook } from "../fleet.ts";
import type { ReportModel } from "../report/model.ts";
import { genericMessage } from "./generic.ts";
import { hasNews, type Told, toldAfter } from "./news.ts";
import { postMessage } from "./post.ts";
import { slackMessage } from "./slack.ts";
import { teamsMessage } from "./teams.ts";
import { readTold, writeTold } from "./told-file.ts";

/** What became of the message to one webhook. It has no URL: that is a secret. */
export type WebhookResult = {
  readonly kind: Webhook["kind"];
  readonly urlVariable: string;
  readonly result: "sent" | "nothingChanged" | "failed";
  /** Why it failed; or, of a message that was sent, why the next run may send the same again. */
  readonly error?: FleetError;
};

export type SendOptions = {
  /** Where the URLs are read. */
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
};

/** A service that is busy for longer than this gets the next run's message instead. */
const mostSeconds = 60;
const attemptSeconds = 15;

const messages: Readonly<Record<Webhook["kind"], (model: ReportModel) => string>> = {
  teams: teamsMessage,
  slack: slackMessage,
  generic: genericMessage,
};

/**
 * Posts a run's message to each webhook that was not told the same before. What was told is kept in
 * `.pin-reset/webhooks.json` beside the fleet's file. A failure is a result, and no exception: a run does not depend on its
 * messages.
 *
 * @throws the signal's reason, where it is aborted.
 */
export async function sendWebhooks(
  model: ReportModel,
  fleet: Pick<Fleet, "file" | "webhooks">,
  options: SendOptions,
): Promise<readonly WebhookResult[]> {
  if (fleet.webhooks.length === 0) {
    return [];
  }
  const told = await readTold(fleet.file);
  const results = await Promise.all(
    fleet.webhooks.map((webhook) => send(webhook, model, told.get(keyOf(webhook, model)), options)),
  );
  const reached = results.filter(({ result }) => result === "sent");
  if (reached.length === 0) {
    return results;
  }
  for (const webhook of reached) {
    const key = keyOf(webhook, model);
    told.set(key, toldAfter(told.get(key), model));
  }
  const error = await writeTold(fleet.file, told).then(() => undefined, notKept);
  return error === undefined
    ? results
    : results.map((each) => (each.result === "sent" ? { ...each, error } : each));
}

async function send(
  { kind, urlVariable }: Webhook,
  model: ReportModel,
  told: Told | undefined,
  { env, signal, clock }: SendOptions,
): Promise<WebhookResult> {
  if (!hasNews(told, model)) {
    return { kind, urlVariable, result: "nothingChanged" };
  }
  try {
    const policy = {
      ...retryPolicy({ timeoutSeconds: mostSeconds, ...(clock ? { clock } : {}) }),
      attemptSeconds,
    };
    await postMessage({ kind, urlVariable }, messages[kind](model), { env, signal, policy });
    return { kind, urlVariable, result: "sent" };
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof FleetError) {
      return { kind, urlVariable, result: "failed", error };
    }
    throw error;
  }
}

/** What a scan told says nothing of what an update has to tell. */
function keyOf(
  { kind, urlVariable }: Pick<Webhook, "kind" | "urlVariable">,
  { operation }: ReportModel,
): string {
  return `${kind} ${urlVariable} ${operation}`;
}

function notKept(error: unknown): FleetError {
  return new FleetError({
    code: "webhookNotKept",
    message: `What was sent could not be noted in .pin-reset/webhooks.json: ${messageOf(error)}`,
    hint: "Make the folder of fleet.yaml writable; until then each run sends its message again.",
  });
}
