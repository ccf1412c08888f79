import { readFileSync } from "node:fs";
import tls from "node:tls";
import { afterAll, beforeAll, beforeEach } from "vitest";
import type { z } from "zod";
import type { Provider } from "../../../provider/provider.ts";
import { startProvider } from "../../../provider/serve.ts";
import type { PropertyMap } from "../../../provider/values.ts";
import { startTenant, type Tenant } from "../../../tenant/server.ts";
import { loaded } from "../../provider/support/loaded.ts";
import { connectProtocol, type Protocol } from "../../provider/support/protocol.ts";

/** A stand-in for a plugin, served over gRPC for a tenant of its own. */
export type ServedPlugin = {
  readonly tenant: Tenant;
  readonly plugin: Protocol;
  /** The waits since the test began, in milliseconds; what happens in one is up to the test, and it takes no time. */
  readonly waits: number[];
  onWait: () => void;
  /** A second plugin, with other variables than the tenant's own, or other configuration. */
  another(environment: Record<string, string>, config?: PropertyMap): Promise<Protocol>;
  /** What the plugin asked of the tenant since the test began. */
  calls(): string[];
};

type Served<Config extends z.ZodObject, Client> = {
  /** The provider of an environment, which waits as it is told. */
  provider(
    environment: Record<string, string>,
    wait: (milliseconds: number) => Promise<void>,
  ): Provider<Config, Client>;
  calls(tenant: Tenant): string[];
};

/** Starts tenant and plugin before the tests of a file, and makes the tenant new before each of them. */
export function servePlugin<Config extends z.ZodObject, Client>({
  provider,
  calls,
}: Served<Config, Client>): ServedPlugin {
  const trustedBefore = tls.getCACertificates("default");
  const open: (() => Promise<void> | void)[] = [];
  const waits: number[] = [];
  let tenant: Tenant;
  let plugin: Protocol;

  const another = async (environment: Record<string, string>, config: PropertyMap = {}) => {
    const wait = async (milliseconds: number) => {
      waits.push(milliseconds);
      served.onWait();
    };
    const serving = await startProvider(loaded(provider(environment, wait)));
    const protocol = connectProtocol(serving.port);
    open.push(
      () => serving.stop(),
      () => protocol.close(),
    );
    await protocol.configure(config);
    return protocol;
  };

  beforeAll(async () => {
    tenant = await startTenant();
    open.push(() => tenant.close());
    tls.setDefaultCACertificates([...trustedBefore, readFileSync(tenant.caFile, "utf8")]);
    plugin = await another({ ...tenant.env });
  });

  beforeEach(() => {
    tenant.reset();
    waits.length = 0;
    served.onWait = () => undefined;
  });

  afterAll(async () => {
    tls.setDefaultCACertificates(trustedBefore);
    for (const close of open.toReversed()) {
      await close();
    }
  });

  const served: ServedPlugin = {
    get tenant() {
      return tenant;
    },
    get plugin() {
      return plugin;
    },
    waits,
    onWait: () => undefined,
    another,
    calls: () => calls(tenant),
  };
  return served;
}
