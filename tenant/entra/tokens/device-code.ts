import { randomBytes, randomInt } from "node:crypto";
import { type Message, queryOf, type Reply } from "../../http/message.ts";
import type { DirectoryCore } from "../state.ts";
import { EntraFault, parameterMissing } from "./errors.ts";
import { escaped, htmlReply, listedAccounts } from "./pages.ts";
import { accountOf } from "./people.ts";
import { personTokens } from "./person-tokens.ts";
import { needFallbackPublicClient, registrationOf } from "./public-clients.ts";
import { resourceOfScope } from "./scopes.ts";
import type { DeviceCode } from "./sign-in-sessions.ts";

/** No vowels and nothing that looks like something else. */
const letters = "BCDFGHJKLMNPQRSTVWXZ2345679";

/** Serves `POST /{tenant}/oauth2/v2.0/devicecode`. Source: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code */
export function deviceCodeReply(core: DirectoryCore, body: string): Reply {
  const form = new URLSearchParams(body);
  const clientId = form.get("client_id");
  const scope = form.get("scope");
  if (!clientId || !scope) {
    throw parameterMissing(clientId ? "scope" : "client_id");
  }
  const app = registrationOf(core, clientId);
  resourceOfScope(scope);
  const { deviceCodeSeconds, deviceCodeIntervalSeconds } = core.state.settings;
  const userCode = Array.from({ length: 9 }, () => letters[randomInt(letters.length)]).join("");
  const deviceCode = randomBytes(48).toString("base64url");
  core.signIns.deviceCodes.set(deviceCode, {
    clientId: app.appId,
    scope,
    userCode,
    expiresAt: core.now() + deviceCodeSeconds * 1000,
    intervalSeconds: deviceCodeIntervalSeconds,
    polledAt: undefined,
    decision: undefined,
  });
  const page = `${core.origin}/${core.state.tenantId}/oauth2/deviceauth`;
  return {
    status: 200,
    body: {
      user_code: userCode,
      device_code: deviceCode,
      verification_uri: page,
      expires_in: deviceCodeSeconds,
      interval: deviceCodeIntervalSeconds,
      message: `To sign in, use a web browser to open the page ${page} and enter the code ${userCode} to authenticate.`,
    },
  };
}

/** Serves the page where somebody enters a device code: by GET the form, by POST what was decided. */
export function devicePageReply(core: DirectoryCore, message: Message): Reply {
  if (message.method === "GET") {
    return htmlReply(
      "Enter the code that your app shows",
      page(core, queryOf(message.target).get("otc") ?? ""),
    );
  }
  const form = new URLSearchParams(message.body);
  const kept = [...core.signIns.deviceCodes.values()].find(({ userCode }) => userCode === form.get("otc"));
  if (kept === undefined || isOver(core, kept)) {
    return htmlReply("Sign in", "<p>That code didn't work. Check the code and try again.</p>", 400);
  }
  if (form.get("decision") === "cancel") {
    kept.decision = "declined";
    return htmlReply("Sign in", "<p>You did not sign in. You can close this page.</p>");
  }
  kept.decision = { userId: accountOf(core, form.get("login") ?? "").id };
  return htmlReply("Sign in", "<p>You have signed in on your device. You can close this page.</p>");
}

/** Answers a client that asks whether somebody has signed in. */
export async function redeemDeviceCode(core: DirectoryCore, clientId: string, code: string): Promise<Reply> {
  const app = registrationOf(core, clientId);
  const kept = core.signIns.deviceCodes.get(code);
  if (kept === undefined || kept.clientId !== app.appId) {
    throw new EntraFault(400, "bad_verification_code", 70018, "The verification code is not valid.");
  }
  if (isOver(core, kept)) {
    throw new EntraFault(
      400,
      "expired_token",
      70020,
      "The provided value for the input parameter 'device_code' is not valid. This device code has expired.",
    );
  }
  needFallbackPublicClient(app);
  needPatience(core, kept);
  if (kept.decision === undefined) {
    throw new EntraFault(
      400,
      "authorization_pending",
      70016,
      "OAuth 2.0 device flow error. Authorization is pending. Continue polling.",
    );
  }
  if (kept.decision === "declined") {
    throw new EntraFault(400, "authorization_declined", 65004, "User declined to consent to access the app.");
  }
  const { userId } = kept.decision;
  const reply = await personTokens(core, { clientId: app.appId, userId, scope: kept.scope });
  core.signIns.deviceCodes.delete(code);
  return reply;
}

function isOver(core: DirectoryCore, { expiresAt }: DeviceCode): boolean {
  return expiresAt <= core.now();
}

/**
 * Half of the interval is forgiven: a client's clock is not this one. Who asks too often has to wait five seconds more from then on.
 * Microsoft lists no `slow_down` among Entra's responses. Source: https://www.rfc-editor.org/rfc/rfc8628#section-3.5
 */
function needPatience(core: DirectoryCore, kept: DeviceCode): void {
  const { polledAt } = kept;
  kept.polledAt = core.now();
  if (polledAt !== undefined && core.now() - polledAt < kept.intervalSeconds * 500) {
    kept.intervalSeconds += 5;
    throw new EntraFault(400, "slow_down", 70016, "OAuth 2.0 device flow error. Polling is too frequent.");
  }
}

function page(core: DirectoryCore, code: string): string {
  return `<form method="post">
<label>Code <input name="otc" value="${escaped(code)}" autocomplete="off"></label>
${listedAccounts(core)}
<button name="decision" value="continue">Continue</button>
<button name="decision" value="cancel">Cancel</button>
</form>`;
}
