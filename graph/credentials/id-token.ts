import type { z } from "zod";
import { explainNetworkFailure, networkFailure } from "../network.ts";
import { buffered, json } from "../response.ts";
import { CredentialError } from "./errors.ts";
import { failedAnswer, unanswered } from "./failures.ts";
import { signInRequestMilliseconds, withLimit } from "./limits.ts";
import { settingName } from "./settings.ts";

/** How a pipeline's OIDC endpoint is asked for an ID token. `token` authorizes the request. */
export type IdTokenRequest = {
  url: URL;
  method: "GET" | "POST";
  token: string;
  headers: Record<string, string>;
  response: z.ZodType<string>;
  signal?: AbortSignal | undefined;
};

/**
 * The ID token that a pipeline's OIDC endpoint issues.
 *
 * @throws CredentialError where it does not.
 */
export async function requestIdToken(request: IdTokenRequest): Promise<string> {
  const response = await send(request);
  const parsed = request.response.safeParse(json(await response.text()));
  if (response.ok && parsed.success) {
    return parsed.data;
  }
  const reason = response.ok ? "answered without a token" : `answered ${response.status}`;
  throw new CredentialError({
    ...failedAnswer(response.status, response.headers.get("retry-after")),
    message: `${request.url.origin}, named by ${settingName("oidcRequestUrl")}, ${reason}.`,
    hint: `Check that URL and ${settingName("oidcRequestToken")}.`,
  });
}

async function send({ url, method, token, headers, signal }: IdTokenRequest): Promise<Response> {
  try {
    return await buffered(
      await fetch(url, {
        method,
        headers: { ...headers, authorization: `Bearer ${token}` },
        // A response that points elsewhere is a refusal: the token must not go there.
        redirect: "manual",
        signal: withLimit(signInRequestMilliseconds, signal),
      }),
    );
  } catch (error) {
    const failure = networkFailure(error);
    if (!failure) {
      throw error;
    }
    const explanation = explainNetworkFailure(failure, url.host, settingName("oidcRequestUrl"));
    throw new CredentialError({ ...unanswered(failure), ...explanation });
  }
}
