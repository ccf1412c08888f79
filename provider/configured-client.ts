import { isDeepStrictEqual } from "node:util";
import type * as pb from "@pulumi/pulumi/proto/provider_pb.js";
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import type { z } from "zod";
import { diffProperties } from "./diff.ts";
import type { EngineRun } from "./engine-run.ts";
import { toCheckFailure, toDiffResponse } from "./handlers.ts";
import { ownSettings } from "./own-settings.ts";
import type { Provider, ProviderSource } from "./provider.ts";
import { InvalidArgument } from "./rpc.ts";
import { decodeProperties, encodeProperties } from "./values.ts";

/** What the client tells while it works, and until when that is worth its while. */
type Surroundings = { readonly report: (message: string) => void; readonly signal: AbortSignal };

/** The calls of the protocol that are about a provider's settings, and the client that they lead to. */
export class ConfiguredClient<Config extends z.ZodObject, Client> {
  readonly #source: ProviderSource<Config, Client>;
  readonly #run: EngineRun<Config, Client>;
  readonly #load: () => Promise<Provider<Config, Client>>;
  #client: Client | undefined;
  #settings: z.output<Config> | undefined;

  /** @param load Loads the provider, which settings that are not given need not wait for. */
  constructor(
    source: ProviderSource<Config, Client>,
    run: EngineRun<Config, Client>,
    load: () => Promise<Provider<Config, Client>>,
  ) {
    this.#source = source;
    this.#run = run;
    this.#load = load;
  }

  async check(request: pb.CheckRequest): Promise<pb.CheckResponse> {
    const news = decodeProperties(request.getNews());
    const response = new provider.CheckResponse();
    response.setInputs(encodeProperties(news));
    if (Object.keys(ownSettings(news)).length > 0) {
      const { checkSettings } = await import("./configuration.ts");
      response.setFailuresList(checkSettings(await this.#load(), news).map(toCheckFailure));
    }
    return response;
  }

  /** Some settings mean another place altogether, the others another way to the same place. */
  async diff(request: pb.DiffRequest): Promise<pb.DiffResponse> {
    const olds = ownSettings(decodeProperties(request.getOldInputs() ?? request.getOlds()));
    const changes = diffProperties(olds, ownSettings(decodeProperties(request.getNews())), {});
    const changed = changes.map((change) => String(change.path[0]));
    const { replaceOn } = changes.length > 0 ? await this.#load() : { replaceOn: [] };
    return toDiffResponse(
      changes,
      replaceOn.filter((key) => changed.includes(key)),
    );
  }

  async configure(request: pb.ConfigureRequest, surroundings: Surroundings): Promise<pb.ConfigureResponse> {
    const served = await this.#load();
    const { parseSettings } = await import("./configuration.ts");
    const settings = parseSettings(served, decodeProperties(request.getArgs()));
    this.#connect(served, settings, surroundings);
    const response = new provider.ConfigureResponse();
    response.setAcceptsecrets(true);
    response.setAcceptoutputs(true);
    response.setSupportspreview(true);
    return response;
  }

  /**
   * Once for a process, as the engine does it: the port is open to every program of this machine, none of which may
   * turn the credentials of this run to another host or tenant. The same settings again say nothing new.
   */
  #connect(served: Provider<Config, Client>, settings: z.output<Config>, surroundings: Surroundings): void {
    if (this.#settings === undefined) {
      this.#client = this.#run.connect(served, { settings, ...surroundings });
      this.#settings = settings;
    } else if (!isDeepStrictEqual(this.#settings, settings)) {
      throw new InvalidArgument({
        code: "configuredAlready",
        message: `${this.#source.name}: this process is configured already, with other settings.`,
        hint: "Start another one for these.",
      });
    }
  }

  /** @throws InvalidArgument before `configure`. */
  get(): Client {
    if (this.#client === undefined) {
      throw new InvalidArgument({
        code: "notConfigured",
        message: `${this.#source.name}: the engine called before it configured this plugin.`,
        hint: "Update the Pulumi CLI to 3.227 or newer.",
      });
    }
    return this.#client;
  }
}
