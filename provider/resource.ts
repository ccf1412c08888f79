import type { z } from "zod";
import type { Issue } from "./check.ts";
import type { ConcurrentChange } from "./concurrent-change.ts";
import type { PropertyChange } from "./diff.ts";
import type { Keys, PropertyPath } from "./paths.ts";
import type { Migration, ResourceState } from "./state-version.ts";
import type { PropertyMap } from "./values.ts";

/** What a verb works with: the provider's client, and the end of the engine's patience. */
export type CallContext<Client> = {
  readonly client: Client;
  /** Aborted when the engine cancels, or when the resource's custom timeout has passed. */
  readonly signal: AbortSignal;
  /** Shows a message in the engine's status line, or in its log where there is no such line. */
  readonly report: (message: string) => void;
  /** Writes a warning into the engine's log, which the user sees in the end. */
  readonly warn: (message: string) => Promise<void>;
  /** Writes what is no warning into the engine's log, which the user sees in the end. */
  readonly note: (message: string) => void;
};

/** What exists of a resource: its inputs as they are in reality, and what it has beyond them. */
export type ResourceSnapshot<Inputs, Outputs> = { readonly inputs: Inputs; readonly outputs: Outputs };

/**
 * A resource as state holds it or as it was read: any property map, since what exists follows no schema of ours. Only
 * what a program declares does.
 */
export type PropertySnapshot = ResourceSnapshot<PropertyMap, PropertyMap>;

type CreatedResource<Inputs, Outputs> = ResourceSnapshot<Inputs, Outputs> & {
  readonly id: string;
  /** Where `inputs` hold what was read from behind a mask, and is secret although the program does not say so. */
  readonly secrets?: readonly PropertyPath[];
};

/** Whether what a create came to may have existed before it, so that another resource may hold it too. */
type Existed = { readonly existed?: boolean };

/** What a write saw of others' changes, worked out once the write counts as done; throws where that cannot be read. */
type Written = { readonly concurrentChange?: (() => ConcurrentChange) | undefined };

/**
 * A resource as its author writes it. Inputs and outputs are plain values in these verbs; the protocol
 * layer takes secret marks off before and puts them back after.
 *
 * `token` is the Pulumi type, as in `intune:index:WindowsCustomConfiguration`. `keys` names the list inputs
 * whose order means nothing, each with what tells its elements apart. `replaceOn` names the inputs that
 * cannot change in place. `unmanagedWhenAbsent` names the inputs that are left alone when the program does
 * not give them. `migrations` lead from the state of each earlier version to the next, the first one's first; one
 * is added whenever state gets another form.
 */
export type ResourceDefinition<
  In extends z.ZodObject,
  Out extends z.ZodObject,
  Client,
  Token extends string = string,
> = {
  readonly token: Token;
  readonly description: string;
  readonly inputs: In;
  readonly outputs: Out;
  readonly keys?: Keys;
  /** As `keys`, of lists at any depth below, by the names of the members that hold them: whether positions tell the same elements. */
  readonly nestedKeys?: Keys;
  /** Inputs with the lists below `keys` in canonical order. Gets and keeps secret marks. */
  readonly inOrder?: (inputs: PropertyMap) => PropertyMap;
  readonly replaceOn?: readonly Extract<keyof z.output<In>, string>[];
  /** Whether a replacement cannot be made beside the old one, as it has the same name; unless given it can. */
  readonly deleteBeforeReplace?: boolean;
  readonly unmanagedWhenAbsent?: readonly Extract<keyof z.output<In>, string>[];
  readonly migrations?: readonly Migration[];
  /**
   * The input by which a create finds what exists already: two resources that have the same one come to one object, which
   * the last of them deletes.
   */
  readonly foundBy?: Extract<keyof z.output<In>, string>;
  /**
   * Makes the resource.
   *
   * @throws PartialFailure when it exists but is not complete.
   */
  create(
    context: CallContext<Client>,
    inputs: z.output<In>,
  ): Promise<CreatedResource<z.output<In>, z.output<Out>> & Written & Existed>;
  /**
   * Looks the resource up; undefined only when it surely does not exist. `known` is absent in an import. What it
   * returns need not be what a program may declare, and never makes it throw, except where an import could not be
   * declared.
   */
  read(
    context: CallContext<Client>,
    id: string,
    known: PropertySnapshot | undefined,
  ): Promise<CreatedResource<object, z.output<Out>> | undefined>;
  /**
   * Changes the resource in place.
   *
   * @throws PartialFailure when only a part of the change was made.
   */
  update(
    context: CallContext<Client>,
    id: string,
    inputs: z.output<In>,
    old: PropertySnapshot,
  ): Promise<{ readonly outputs: z.output<Out> } & Written>;
  /** Removes the resource; one that is gone already is no error. */
  delete(context: CallContext<Client>, id: string, old: PropertySnapshot): Promise<Written | undefined>;
};

type ResourceDiff = {
  readonly changes: readonly PropertyChange[];
  /** The top-level inputs whose change needs a new resource. */
  readonly replaces: readonly string[];
};

/** A resource as the protocol sees it: every verb takes and gives property maps with their marks. */
export type Resource<Client, Token extends string = string> = {
  readonly token: Token;
  readonly description: string;
  readonly inputs: z.ZodObject;
  readonly outputs: z.ZodObject;
  readonly replaceOn: readonly string[];
  readonly deleteBeforeReplace: boolean;
  readonly foundBy: string | undefined;
  /**
   * State of any earlier version of this plugin as this version has it.
   *
   * @throws Error for a later version's.
   */
  current(state: ResourceState): ResourceState;
  check(news: PropertyMap, olds: PropertyMap): { inputs: PropertyMap; issues: Issue[] };
  diff(oldInputs: PropertyMap, news: PropertyMap): ResourceDiff;
  create(
    context: CallContext<Client>,
    inputs: PropertyMap,
  ): Promise<{ id: string; properties: PropertyMap; existed: boolean }>;
  read(
    context: CallContext<Client>,
    id: string,
    state: ResourceState | undefined,
  ): Promise<({ id: string } & ResourceState) | undefined>;
  update(
    context: CallContext<Client>,
    id: string,
    inputs: PropertyMap,
    old: ResourceState,
  ): Promise<PropertyMap>;
  delete(context: CallContext<Client>, id: string, old: ResourceState): Promise<void>;
  /** The properties that a create or an update would have, as far as they can be known beforehand. */
  preview(inputs: PropertyMap, old: PropertyMap): PropertyMap;
};

/** A function (Pulumi: invoke) as its author writes it. */
export type FunctionDefinition<
  In extends z.ZodObject,
  Out extends z.ZodObject,
  Client,
  Token extends string = string,
> = {
  readonly token: Token;
  readonly description: string;
  readonly inputs: In;
  readonly outputs: Out;
  call(context: CallContext<Client>, inputs: z.output<In>): Promise<z.output<Out>>;
};

/** A function as the protocol sees it. */
export type ProviderFunction<Client, Token extends string = string> = {
  readonly token: Token;
  readonly description: string;
  readonly inputs: z.ZodObject;
  readonly outputs: z.ZodObject;
  call(context: CallContext<Client>, args: PropertyMap): Promise<{ result: PropertyMap; issues: Issue[] }>;
};
