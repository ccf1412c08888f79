import { decodeJwt } from "jose";
import { type Call, startServer } from "./server.ts";

type Reply = { status: number; body?: unknown };

/** As much of Pulumi Cloud as a login with a pipeline's identity token needs, for one organization, over TLS. */
export type PulumiCloud = {
  readonly origin: string;
  /** The subjects of the identity tokens that were exchanged. */
  readonly signedIn: string[];
  /** Whose rights each of the tokens has that were given out: the organization's, or a team's. */
  readonly rights: string[];
  close(): Promise<void>;
};

/** Source: https://www.pulumi.com/docs/pulumi-cloud/access-management/oidc/client/ */
export async function startPulumiCloud(
  organization: string,
  certificate: { key: string; cert: string },
): Promise<PulumiCloud> {
  const accessToken = "pul-0123456789abcdef";
  const signedIn: string[] = [];
  const rights: string[] = [];

  function exchange({ body }: Call): Reply {
    const { grant_type, subject_token_type, requested_token_type, scope = "", subject_token } = body;
    const [, kind = ""] =
      /^urn:pulumi:token-type:access_token:(organization|team)$/.exec(String(requested_token_type)) ?? [];
    const isScoped = kind === "team" ? /^team:./.test(String(scope)) : kind !== "";
    const isExchange =
      grant_type === "urn:ietf:params:oauth:grant-type:token-exchange" &&
      subject_token_type === "urn:ietf:params:oauth:token-type:id_token" &&
      isScoped;
    const { aud, sub = "" } = decodeJwt(String(subject_token));
    if (!isExchange || aud !== `urn:pulumi:org:${organization}`) {
      return { status: 400, body: { code: 400, message: `Bad Request: ${aud}` } };
    }
    signedIn.push(sub);
    rights.push(kind === "team" ? String(scope) : kind);
    return { status: 200, body: { access_token: accessToken, token_type: "token", expires_in: 7200 } };
  }

  const server = await startServer((call) => {
    const { method, url, headers } = call;
    if (method === "POST" && url.pathname === "/api/oauth/token") {
      return exchange(call);
    }
    if (headers.authorization !== `token ${accessToken}`) {
      return { status: 401, body: { code: 401 } };
    }
    const member = { githubLogin: organization, name: organization };
    return url.pathname === "/api/user"
      ? { status: 200, body: { ...member, organizations: [member], identities: [] } }
      : { status: 200, body: {} };
  }, certificate);
  return { origin: server.origin, signedIn, rights, close: server.close };
}
