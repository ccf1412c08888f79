import { startServer } from "./server.ts";

/** Webhooks of Teams, Slack and another service, on loopback. */
export type Webhooks = {
  /** The URLs, by the variable that has them: each ends in what nobody else may know. */
  readonly env: Record<string, string>;
  /** What was posted, by variable, in order. */
  readonly posted: { name: string; body: Readonly<Record<string, unknown>> }[];
  /** Answers each call with this status from now on. */
  answerWith(status: number): void;
  close(): Promise<void>;
};

export const webhookKey = "0123456789-key-of-the-webhook";

export async function startWebhooks(): Promise<Webhooks> {
  const posted: Webhooks["posted"] = [];
  let status = 202;
  const server = await startServer(({ url, body }) => {
    posted.push({ name: url.pathname.slice(1), body });
    return { status, body: {} };
  });
  const names = ["TEAMS_WEBHOOK_URL", "SLACK_WEBHOOK_URL", "WEBHOOK_URL"];
  return {
    env: Object.fromEntries(names.map((name) => [name, `${server.origin}/${name}?sig=${webhookKey}`])),
    posted,
    answerWith: (given) => {
      status = given;
    },
    close: server.close,
  };
}
