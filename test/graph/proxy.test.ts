import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { followProxyVariables } from "../../graph/proxy.ts";
import { environment } from "../cli/support/run.ts";
import { type Outside, startOutside } from "./support/outside.ts";

/** Names that no resolver knows: what reaches them went through the proxy. */
const metadata = "metadata.contoso.invalid";
const login = "login.contoso.invalid";
const graph = "graph.contoso.invalid";
const download = "get.contoso.invalid";
const tenantId = "3b7a2d54-6c1e-4f0a-9d43-2f1b8c5e7a90";

const moduleAt = (file: string) => JSON.stringify(new URL(`../../${file}`, import.meta.url).href);

const askGraph = `
  import { createGraph } from ${moduleAt("graph/client.ts")};
  import { followProxyVariables } from ${moduleAt("graph/proxy.ts")};
  import { readCredentialSettings } from ${moduleAt("graph/credentials/settings.ts")};
  followProxyVariables();
  const graph = createGraph({ credentials: readCredentialSettings(process.env), userAgent: "pin-reset/test" });
  await graph.send({ method: "GET", version: "v1.0", path: "/groups" });
`;
/** Signs in with no cloud to be looked for, so that nothing before it can fail. */
const signIn = `
  import { chooseCredential } from ${moduleAt("graph/credentials/choose.ts")};
  import { followProxyVariables } from ${moduleAt("graph/proxy.ts")};
  import { readCredentialSettings } from ${moduleAt("graph/credentials/settings.ts")};
  followProxyVariables();
  const cloud = { name: "custom", login: "https://${login}", graph: "https://${graph}", portal: "https://${login}" };
  const source = chooseCredential(readCredentialSettings(process.env), async () => cloud, () => cloud.graph);
  await source.getToken();
`;
const probe = `
  import { whyNoDownloads } from ${moduleAt("pulumi-cli/download.ts")};
  const reason = await whyNoDownloads(process.env, "https://${download}/install.sh");
  if (reason !== undefined) throw new Error(reason);
`;

let outside: Outside;
beforeEach(async () => {
  outside = await startOutside([metadata, login, graph, download], ({ url }) => {
    if (url.host === metadata) {
      return Response.json({
        authentication: { loginEndpoint: `https://${login}` },
        microsoftGraphResourceId: `https://${graph}`,
      });
    }
    if (url.pathname.endsWith("/openid-configuration")) {
      const base = `https://${login}/${tenantId}`;
      return Response.json({
        issuer: `${base}/v2.0`,
        authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
        token_endpoint: `${base}/oauth2/v2.0/token`,
        jwks_uri: `${base}/discovery/v2.0/keys`,
      });
    }
    return Response.json(
      url.host === login ? { token_type: "Bearer", expires_in: 3600, access_token: "token" } : { value: [] },
    );
  });
});
afterEach(() => outside.close());

async function run(program: string, proxy: Record<string, string>): Promise<{ failed: string | undefined }> {
  const { NODE_EXTRA_CA_CERTS = "" } = outside.env;
  const env = environment({
    NODE_EXTRA_CA_CERTS,
    ARM_TENANT_ID: tenantId,
    ARM_CLIENT_ID: tenantId,
    ARM_CLIENT_SECRET: "s",
    ARM_METADATA_HOSTNAME: metadata,
    ...proxy,
  });
  for (const name of ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "NO_PROXY", "no_proxy"]) {
    if (proxy[name] === undefined) {
      delete env[name];
    }
  }
  delete env.NODE_USE_ENV_PROXY;
  const started = promisify(execFile)(process.execPath, ["--input-type=module", "--eval", program], { env });
  return started.then(
    () => ({ failed: undefined }),
    (error: Error) => ({ failed: error.message }),
  );
}

const address = () => outside.env.HTTPS_PROXY ?? "";
const withoutScheme = () => address().replace("http://", "");

describe("a process behind a proxy", () => {
  it.each([
    ["HTTPS_PROXY", () => ({ HTTPS_PROXY: address() })],
    ["https_proxy", () => ({ https_proxy: address() })],
    ["HTTPS_PROXY, without a scheme", () => ({ HTTPS_PROXY: withoutScheme() })],
    [
      "HTTPS_PROXY rather than https_proxy",
      () => ({ HTTPS_PROXY: address(), https_proxy: "http://127.0.0.1:9" }),
    ],
    [
      "HTTPS_PROXY, another host being in NO_PROXY",
      () => ({ HTTPS_PROXY: address(), NO_PROXY: "fabrikam.invalid" }),
    ],
  ])("signs in and asks Graph through the same one: %s", async (_, proxy) => {
    expect(await run(askGraph, proxy())).toEqual({ failed: undefined });
    expect([...outside.asked]).toEqual([`${metadata}:443`, `${login}:443`, `${graph}:443`]);
  });

  it("looks for Pulumi's downloads through it, as Pulumi does", async () => {
    expect(await run(probe, { https_proxy: address() })).toEqual({ failed: undefined });
    expect([...outside.asked]).toEqual([`${download}:443`]);
  });

  it.each([
    ["NO_PROXY", () => ({ HTTPS_PROXY: address(), NO_PROXY: `10.0.0.0/8, contoso.invalid` })],
    ["no_proxy", () => ({ https_proxy: address(), no_proxy: ".contoso.invalid" })],
    ["NO_PROXY, with a star", () => ({ HTTPS_PROXY: address(), NO_PROXY: "*" })],
    ["NO_PROXY, with the port", () => ({ HTTPS_PROXY: address(), NO_PROXY: "contoso.invalid:443" })],
    ["HTTP_PROXY, which is not for https", () => ({ HTTP_PROXY: address() })],
  ])("passes it by for what it is to reach without, in all three: %s", async (_, proxy) => {
    for (const [program, host] of [
      [askGraph, metadata],
      [signIn, login],
      [probe, download],
    ] as const) {
      expect((await run(program, proxy())).failed).toContain(host);
    }
    expect([...outside.asked]).toEqual([]);
  });
});

describe("a proxy that Node.js cannot use", () => {
  it.each(["socks5://user:password@proxy:1080", "http://"])(
    "is an error that shows no password: %s",
    (proxy) => {
      const follow = () => followProxyVariables({ HTTPS_PROXY: proxy });
      expect(follow).toThrow(/^HTTPS_PROXY does not name a proxy/);
      expect(follow).not.toThrow(/password/);
    },
  );
});
