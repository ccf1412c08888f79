import { isDeepStrictEqual } from "node:util";
import type { z } from "zod";
import type { ProviderErrorCode } from "./error-codes.ts";
import { HeldIds } from "./held-ids.ts";
import type { Provider } from "./provider.ts";
import { InvalidArgument } from "./rpc.ts";

/** What the client of one of the engine's providers is created with. */
type Connecting<Settings> = {
  readonly settings: Settings;
  report(message: string): void;
  readonly signal: AbortSignal;
};

/** What the providers that one process serves share during a run of the engine. */
export type EngineRun<Config extends z.ZodObject, Client> = {
  heldIds(engineAddress: string | undefined): HeldIds;
  /**
   * The client of a provider that the engine configures.
   *
   * @throws InvalidArgument `otherEndpoints`, and what the provider's `connect` throws.
   */
  connect(provider: Provider<Config, Client>, connecting: Connecting<z.output<Config>>): Client;
};

/** A process that the engine started for one provider: nothing is shared. */
export function runOfOneProcess<Config extends z.ZodObject, Client>(): EngineRun<Config, Client> {
  return {
    heldIds: (engineAddress) => new HeldIds(engineAddress),
    connect: (provider, { settings, report, signal }) => provider.connect(settings, report, signal),
  };
}

/**
 * A process that was started before the engine and serves all of the run's providers. One that is configured by the
 * environment alone gets the client that is prepared meanwhile. One with settings of its own gets its own client, as long as
 * they name no other place to send credentials to: the port is open to every program of this machine.
 */
export class SharedRun<Config extends z.ZodObject, Client> implements EngineRun<Config, Client> {
  readonly #heldIds = new Map<string | undefined, HeldIds>();
  readonly #cancelled = new AbortController();
  #report: (message: string) => void = () => undefined;
  #prepared: { settings: z.output<Config>; client: Client } | undefined;

  /** Prepares the client that the environment alone configures. Never throws: the engine's own calls report what is wrong. */
  async prepare(provider: Provider<Config, Client>): Promise<void> {
    try {
      const settings = provider.config.parse({});
      const client = provider.connect(settings, (message) => this.#report(message), this.#cancelled.signal);
      this.#prepared = { settings, client };
      await provider.ahead?.prepare(client);
    } catch {
      // The engine's own calls fail the same way, and the engine shows their errors.
    }
  }

  /** Forgets which objects were held: the engine has closed all providers of an operation, and may begin the next. */
  endOperation(): void {
    this.#heldIds.clear();
  }

  heldIds(engineAddress: string | undefined): HeldIds {
    const known = this.#heldIds.get(engineAddress) ?? new HeldIds(engineAddress);
    this.#heldIds.set(engineAddress, known);
    return known;
  }

  connect(
    provider: Provider<Config, Client>,
    { settings, report, signal }: Connecting<z.output<Config>>,
  ): Client {
    refuseOtherEndpoints(provider, settings);
    if (this.#prepared === undefined || !isDeepStrictEqual(this.#prepared.settings, settings)) {
      return provider.connect(settings, report, signal);
    }
    this.#report = report;
    signal.addEventListener("abort", () => this.#cancelled.abort(signal.reason));
    const { client } = this.#prepared;
    return provider.ahead?.forProvider(client) ?? client;
  }
}

function refuseOtherEndpoints<Config extends z.ZodObject, Client>(
  { name, config, ahead }: Provider<Config, Client>,
  settings: z.output<Config>,
): void {
  if (ahead === undefined) {
    return;
  }
  const named = ahead.endpoints(settings);
  if (!isDeepStrictEqual(named, endpointsOfEnvironment(ahead, config))) {
    throw new InvalidArgument({
      code: "otherEndpoints" satisfies ProviderErrorCode,
      message: `${name}: these settings name other endpoints than the environment that this process was started with.`,
      hint: "Set PIN_RESET_START_AHEAD=false: the engine then starts a process of this plugin for each provider.",
    });
  }
}

/** Undefined where the environment has a setting that is wrong: a provider may have another in its place. */
function endpointsOfEnvironment<Config extends z.ZodObject, Client>(
  { endpoints }: NonNullable<Provider<Config, Client>["ahead"]>,
  config: Config,
): unknown {
  try {
    return endpoints(config.parse({}));
  } catch {
    return undefined;
  }
}
