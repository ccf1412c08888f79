import { afterEach, beforeEach, vi } from "vitest";
import { type Reply, startServer } from "../../graph/support/server.ts";
import type { Protocol } from "../../provider/support/protocol.ts";
import type { serveIntune } from "./served.ts";

type Request = { method: string; url: string };

/** A server between the plugin and its tenant, which hands everything on and may answer in Graph's place. */
export type Middlebox = {
  /** The variables with which the plugin goes through it. */
  readonly env: Readonly<Record<string, string>>;
  /** What it answers in Graph's place, without handing the request on; undefined: what Graph answers. */
  intercept: (request: Request) => Reply | undefined;
  close(): Promise<void>;
};

/** Starts one in front of a tenant. The caller closes it. */
export async function startMiddlebox(tenant: {
  readonly origin: string;
  readonly host: string;
  readonly env: Readonly<Record<string, string>>;
}): Promise<Middlebox> {
  const server = await startServer(async ({ method, url, headers, body }) => {
    const own = middlebox.intercept({ method, url });
    if (own !== undefined) {
      return own;
    }
    // The token is asked for in the name of this server, and must be good for the tenant.
    const sent = body.replaceAll(encodeURIComponent(server.origin), encodeURIComponent(tenant.origin));
    const passed = ["authorization", "content-type", "user-agent"].flatMap((name) =>
      headers[name] === undefined ? [] : [[name, String(headers[name])]],
    );
    const answer = await fetch(`${tenant.origin}${url}`, {
      method,
      headers: Object.fromEntries(passed),
      ...(body === "" ? {} : { body: sent }),
    });
    const text = (await answer.text()).replaceAll(tenant.host, server.host);
    return { status: answer.status, body: text };
  });
  const middlebox: Middlebox = {
    env: { ...tenant.env, ARM_METADATA_HOSTNAME: server.host },
    intercept: () => undefined,
    close: server.close,
  };
  return middlebox;
}

/** A middlebox for each test, and a plugin that goes through it. */
export function serveMiddlebox(served: ReturnType<typeof serveIntune>) {
  let middlebox: Middlebox;
  let plugin: Protocol;
  beforeEach(async () => {
    middlebox = await startMiddlebox(served.tenant);
    for (const [name, value] of Object.entries(middlebox.env)) {
      vi.stubEnv(name, value);
    }
    plugin = await served.anotherPlugin({});
  });
  afterEach(() => middlebox.close());
  return {
    get middlebox() {
      return middlebox;
    },
    get plugin() {
      return plugin;
    },
  };
}
