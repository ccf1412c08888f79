import { z } from "zod";
import type { Component } from "./component.ts";
import type { ProviderFunction, Resource } from "./resource.ts";

/**
 * Who publishes a package and where, and how it is called in each language.
 * Source: https://www.pulumi.com/docs/iac/extending-pulumi/schema/
 */
export type PackageMetadata = {
  readonly publisher: string;
  readonly repository: string;
  readonly homepage: string;
  readonly license: string;
  readonly logoUrl: string;
  readonly pluginDownloadURL: string;
  readonly keywords: readonly string[];
  readonly language: { readonly [language: string]: { readonly [option: string]: unknown } };
};

/** A program in some languages, by their names in a Markdown fence, that shows a resource. */
export type PackageExample = {
  readonly title: string;
  readonly programs: { readonly [language: string]: string };
};

/** The example of a resource or component, by its token. */
export type PackageExamples = { readonly [token: string]: PackageExample };

/** A provider plugin: its configuration, and what it serves. */
export type Provider<Config extends z.ZodObject, Client> = {
  readonly name: string;
  readonly version: string;
  readonly displayName: string;
  readonly description: string;
  /** What the package's schema says of the package beside what it serves. */
  readonly metadata?: PackageMetadata;
  /** The provider's settings; each arrives as a string or as JSON in a string, as Pulumi config has it. */
  readonly config: Config;
  /** Settings whose change means another place altogether, so that all resources are replaced. */
  readonly replaceOn: readonly Extract<keyof z.output<Config>, string>[];
  /**
   * The client that resources and functions work with. `report` shows a message in the engine's status line; `signal`
   * is aborted when the engine asks this plugin to stop, and ends what the client does for all calls together.
   * It does not reach out: not every run needs a connection.
   *
   * @throws what a user must fix in the settings.
   */
  connect(config: z.output<Config>, report: (message: string) => void, signal?: AbortSignal): Client;
  /** For a process that is started before the engine; see serveAhead. */
  readonly ahead?: {
    /** What decides where credentials are sent: no provider of the process may differ in it from the environment. */
    endpoints(config: z.output<Config>): unknown;
    /** Does what the first call would have to do. A failure is ignored here: that call fails the same way, and reports it. */
    prepare(client: Client): Promise<unknown>;
    /** The client of one provider: the connection of the prepared one, and nothing that another provider's resources kept. */
    forProvider(prepared: Client): Client;
  };
  readonly resources: readonly Resource<Client>[];
  readonly functions: readonly ProviderFunction<Client>[];
  /** Programs that the schema's descriptions show, loaded only for them. */
  readonly examples?: () => Promise<PackageExamples>;
  /** Components that programs in every language can use; see defineComponent. */
  readonly components?: readonly Component[];
};

/**
 * Where a provider comes from. A plugin responds to the engine's first calls before it has loaded its provider,
 * and an instance that the engine starts only to check settings that were not given never loads it.
 */
export type ProviderSource<Config extends z.ZodObject, Client> = {
  readonly name: string;
  readonly version: string;
  load(): Promise<Provider<Config, Client>>;
};

/** A setting that is a boolean, written as one or as the text `true` or `false`. */
export const booleanSetting = z.preprocess(
  (value) => (value === "true" ? true : value === "false" ? false : value),
  z.boolean("must be true or false"),
);

/** A setting that is a number, written as one or as digits. */
export const numberSetting = z.preprocess(
  (value) => (typeof value === "string" && value.trim() !== "" ? Number(value) : value),
  z.number("must be a number"),
);
