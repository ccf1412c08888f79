import { explainNetworkFailure, networkFailure } from "../../graph/network.ts";
import { redact } from "../../graph/redact.ts";
import { type RetryPolicy, withRetry } from "../../graph/retry.ts";
import { messageOf } from "../../text/message-of.ts";
import { FleetError } from "../errors.ts";
import type { Webhook } from "../fleet.ts";

type PostOptions = {
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal | undefined;
  readonly policy: RetryPolicy;
};

/**
 * Posts a message to a webhook. The same may arrive twice, where a response was lost: that is better than not at all.
 *
 * @throws FleetError `badWebhookUrl`, `webhookNotDelivered`: without the URL, which is a secret.
 */
export async function postMessage(
  { kind, urlVariable }: Webhook,
  body: string,
  { env, signal, policy }: PostOptions,
): Promise<void> {
  const url = urlIn(env, urlVariable);
  const failed = (reason: string, hint: string) =>
    new FleetError({
      code: "webhookNotDelivered",
      message: redact(
        `The ${kind} webhook of ${urlVariable} did not accept the message: ${reason}`,
        secretsOf(url),
      ),
      hint,
    });
  const call = { method: "POST", path: urlVariable, repeatable: true, signal };
  const response = await withRetry(policy, call, (attempt) => post(url, body, attempt)).catch(
    (error: unknown) => {
      signal?.throwIfAborted();
      const failure = networkFailure(error);
      const explained = failure && explainNetworkFailure(failure, "Its host", urlVariable);
      throw failed(
        explained?.message ?? messageOf(error),
        explained?.hint ?? `Check the URL in ${urlVariable}.`,
      );
    },
  );
  if (!response.ok) {
    const words = kind === "slack" ? await slackError(response) : "";
    throw failed(`HTTP ${response.status}${words}.`, hintFor(response.status, urlVariable));
  }
}

async function post(url: URL, body: string, signal: AbortSignal): Promise<Response> {
  const response = await fetch(url, {
    method: "POST",
    body,
    headers: { "content-type": "application/json; charset=utf-8" },
    // The address that it leads to would learn what the message says.
    redirect: "manual",
    signal,
  });
  const start = await startOf(response);
  return new Response(bodyless.has(response.status) ? null : start, {
    status: response.status,
    headers: response.headers,
  });
}

/** A Response with one of these must have no body: https://fetch.spec.whatwg.org/#null-body-status */
const bodyless = new Set([101, 103, 204, 205, 304]);

/** As much of a body as an error's name can be; the rest is not read, nor anything that an accepted message is told. */
async function startOf({ ok, body }: Response): Promise<string> {
  const reader = body?.getReader();
  const { value } = (ok ? undefined : await reader?.read()) ?? {};
  reader?.cancel().catch(() => undefined);
  return Buffer.from(value ?? [])
    .subarray(0, 200)
    .toString("utf8");
}

/** Slack names what is wrong in a word. Source: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks */
async function slackError(response: Response): Promise<string> {
  const text = (await response.text()).trim();
  return /^[a-z]+(?:_[a-z]+)*$/.test(text) ? ` (${text})` : "";
}

function hintFor(status: number, urlVariable: string): string {
  if (status >= 300 && status < 400) {
    return `The URL leads to another one: set ${urlVariable} to that.`;
  }
  if (status === 429 || status >= 500) {
    return "The service is busy or broken. The next run sends what changed since the last message that was accepted.";
  }
  return `Check that ${urlVariable} has the webhook's present URL, and that the workflow or app behind it is on.`;
}

function urlIn(env: NodeJS.ProcessEnv, urlVariable: string): URL {
  const given = env[urlVariable]?.trim();
  const url = given && URL.canParse(given) ? new URL(given) : undefined;
  // fetch refuses a URL with a user name, in words that repeat it.
  if (url === undefined || !isSafe(url) || url.username !== "" || url.password !== "") {
    throw new FleetError({
      code: "badWebhookUrl",
      message: given
        ? `${urlVariable} has no URL that a message can be posted to.`
        : `${urlVariable} is not set: fleet.yaml names it for a webhook's URL.`,
      hint: `Set ${urlVariable} to the whole \`https:\` URL that the service shows for the webhook, without a user name.`,
    });
  }
  return url;
}

function isSafe({ protocol, hostname }: URL): boolean {
  return protocol === "https:" || (protocol === "http:" && loopback.has(hostname));
}

const loopback = new Set(["localhost", "127.0.0.1", "[::1]"]);

function secretsOf(url: URL): readonly string[] {
  const { href, host, hostname, pathname, search, searchParams } = url;
  const path = pathname.length > 1 ? pathname : "";
  return [href, `${path}${search}`, path, search, ...searchParams.values(), host, hostname];
}
