import { randomBytes } from "node:crypto";
import { type Message, queryOf, type Reply } from "../../http/message.ts";
import type { Application } from "../schemas.ts";
import type { DirectoryCore } from "../state.ts";
import { EntraFault, parameterMissing } from "./errors.ts";
import { escaped, htmlReply, listedAccounts } from "./pages.ts";
import { accountOf, consentedScopes } from "./people.ts";
import { checkRedirect, registrationOf } from "./public-clients.ts";

const codeMilliseconds = 10 * 60_000;

/** What an application asks for, and where its user goes with what was decided. */
type Request = {
  readonly app: Application;
  readonly redirectUri: string;
  readonly scope: string;
  readonly query: URLSearchParams;
};

/**
 * Serves `/{tenant}/oauth2/v2.0/authorize`: by GET the page where a person chooses an account, by POST, with `login` and
 * `decision`, the way back to the application. What is wrong with the application or its redirect URI is shown here; all
 * else goes back to the application.
 * Source: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow
 */
export function authorizeReply(core: DirectoryCore, message: Message): Reply {
  const request = requestOf(core, queryOf(message.target));
  try {
    checkForm(request.query);
    if (message.method === "GET") {
      return htmlReply("Pick an account", page(core, request));
    }
    const form = new URLSearchParams(message.body);
    return form.get("decision") === "cancel"
      ? answer(request, denied)
      : answer(request, { code: codeFor(core, request, form.get("login") ?? "") });
  } catch (error) {
    if (error instanceof EntraFault) {
      return answer(request, {
        error: error.code === 65001 ? "consent_required" : error.error,
        error_description: `AADSTS${error.code}: ${error.message}`,
      });
    }
    throw error;
  }
}

const denied = {
  error: "access_denied",
  error_description: "AADSTS65004: User declined to consent to access the app.",
};

function requestOf(core: DirectoryCore, query: URLSearchParams): Request {
  const app = registrationOf(core, needed(query, "client_id"));
  const redirectUri = needed(query, "redirect_uri");
  checkRedirect(app, redirectUri);
  return { app, redirectUri, scope: query.get("scope") ?? "", query };
}

function checkForm(query: URLSearchParams): void {
  const type = needed(query, "response_type");
  if (type !== "code") {
    throw new EntraFault(
      400,
      "unsupported_response_type",
      700054,
      `response_type '${type}' is not enabled for the application.`,
    );
  }
  const method = query.get("code_challenge_method");
  if (query.get("code_challenge") !== null && method !== "S256" && method !== "plain") {
    throw new EntraFault(400, "invalid_request", 501491, "Invalid size or form of Code_Challenge parameter.");
  }
}

function codeFor(core: DirectoryCore, request: Request, login: string): string {
  const { app, redirectUri, scope, query } = request;
  const user = accountOf(core, login);
  consentedScopes(core, app, user, scope);
  const code = `1.${randomBytes(48).toString("base64url")}`;
  const challenge = query.get("code_challenge");
  core.signIns.authorizationCodes.set(code, {
    clientId: app.appId,
    userId: user.id,
    scope,
    redirectUri,
    nonce: query.get("nonce") ?? undefined,
    challenge:
      challenge === null
        ? undefined
        : { value: challenge, method: query.get("code_challenge_method") ?? "plain" },
    expiresAt: core.now() + codeMilliseconds,
    isRedeemed: false,
  });
  return code;
}

/** Brings a response to the redirect URI, in the way that was asked for. The state goes back as it came. */
function answer({ redirectUri, query }: Request, response: Record<string, string>): Reply {
  const state = query.get("state");
  const all = { ...response, ...(state === null ? {} : { state }) };
  if (query.get("response_mode") === "form_post") {
    const inputs = Object.entries(all).map(
      ([name, value]) => `<input type="hidden" name="${name}" value="${escaped(value)}">`,
    );
    return htmlReply(
      "Working",
      `<form method="post" action="${escaped(redirectUri)}">\n${inputs.join("\n")}\n<button>Continue</button>\n</form>\n<script>document.forms[0].submit()</script>`,
    );
  }
  const target = new URL(redirectUri);
  const parameters = new URLSearchParams(all);
  if (query.get("response_mode") === "fragment") {
    target.hash = parameters.toString();
  } else {
    target.search = parameters.toString();
  }
  return { status: 302, headers: { location: target.href } };
}

function needed(query: URLSearchParams, name: string): string {
  const value = query.get(name);
  if (value === null || value === "") {
    throw parameterMissing(name);
  }
  return value;
}

/** The form posts to the address that it was served at. */
function page(core: DirectoryCore, { app }: Request): string {
  return `<p>to continue to ${escaped(app.displayName ?? app.appId)}</p>
<form method="post">
${listedAccounts(core)}
<button name="decision" value="accept">Sign in</button>
<button name="decision" value="cancel">Cancel</button>
</form>`;
}
