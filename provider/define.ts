import type { z } from "zod";
import { fullMessage } from "../text/explained-error.ts";
import { canonicalise, type Issue, toPropertyMap } from "./check.ts";
import { type ConcurrentChange, describeConcurrentChange } from "./concurrent-change.ts";
import { diffProperties } from "./diff.ts";
import { PartialFailure, ResourceInitFailed } from "./errors.ts";
import {
  alignOrder,
  hasUnknown,
  markSecrets,
  type PropertyPath,
  secretPaths,
  stablePath,
  translatePath,
  unmarkSecrets,
} from "./paths.ts";
import type {
  CallContext,
  FunctionDefinition,
  PropertySnapshot,
  ProviderFunction,
  Resource,
  ResourceDefinition,
  ResourceSnapshot,
} from "./resource.ts";
import { migrated, type ResourceState, stateMark } from "./state-version.ts";
import { type PropertyMap, unknown } from "./values.ts";

/**
 * A resource that the protocol can serve, made of its schemas and verbs: canonical form, issues, diff and
 * secret marks follow from the definition.
 */
export function defineResource<
  In extends z.ZodObject,
  Out extends z.ZodObject,
  Client,
  const Token extends string = string,
>(definition: ResourceDefinition<In, Out, Client, Token>): Resource<Client, Token> {
  const keys = definition.keys ?? {};
  const nested = definition.nestedKeys ?? {};
  const replaceOn: readonly string[] = definition.replaceOn ?? [];
  const unmanaged: readonly string[] = definition.unmanagedWhenAbsent ?? [];
  const migrations = definition.migrations ?? [];

  /** State may hold what was read, which follows no schema: nothing of it may stop a refresh, an update or a delete. */
  const known = (state: ResourceState): PropertySnapshot => ({
    inputs: unmarkSecrets(state.inputs),
    outputs: unmarkSecrets(pick(state.properties, definition.outputs)),
  });

  /** State in the order of the first model, with the marks of all, and of what was read from behind a mask. */
  const marked = (
    made: ResourceSnapshot<object, object>,
    models: readonly [PropertyMap, ...PropertyMap[]],
    secrets: readonly PropertyPath[] = [],
  ) => {
    const plain = toPropertyMap(made.inputs);
    const inputs = alignOrder(plain, models[0], keys);
    const found = (source: PropertyMap, paths: readonly PropertyPath[]) =>
      paths.flatMap((path) => translatePath(path, source, inputs, keys, nested));
    const marks = models.flatMap((model) => found(model, secretPaths(model)));
    const inputsWithMarks = markSecrets(inputs, [...marks, ...found(plain, secrets)]);
    const properties = { ...inputsWithMarks, ...toPropertyMap(made.outputs), ...stateMark(migrations) };
    return { inputs: inputsWithMarks, properties };
  };

  const toldOf = (
    { expected, found, secrets }: ConcurrentChange,
    models: readonly [PropertyMap, ...PropertyMap[]],
    wanted: z.output<In> | undefined,
  ) => {
    // What a write finds when its first attempt was carried out, and only the response lost.
    const isOurs =
      wanted !== undefined && diffProperties(toPropertyMap(found), toPropertyMap(wanted), keys).length === 0;
    if (isOurs) {
      return undefined;
    }
    const shown = (inputs: object) => marked({ inputs, outputs: {} }, models, secrets).inputs;
    return describeConcurrentChange(
      shown(expected),
      shown(found),
      keys,
      wanted === undefined ? "deleted" : "changed",
    );
  };

  /** Says what others did between this run's read and its write, which is done in any case. */
  const tell = async (
    context: CallContext<Client>,
    concurrentChange: (() => ConcurrentChange) | undefined,
    models: readonly [PropertyMap, ...PropertyMap[]],
    wanted?: z.output<In>,
  ) => {
    if (concurrentChange === undefined) {
      return;
    }
    try {
      const message = toldOf(concurrentChange(), models, wanted);
      if (message !== undefined) {
        await context.warn(message);
      }
    } catch (error) {
      await context.warn(
        `This is done, but what was there just before cannot be told: ${fullMessage(error)}`,
      );
    }
  };

  /** What was only partly done may hold what `old` had and the program no longer has; its marks stay too. */
  const withPartialState = async <Result>(
    model: PropertyMap,
    old: PropertyMap,
    work: () => Promise<Result>,
  ): Promise<Result> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof PartialFailure)) {
        throw error;
      }
      const state = marked({ inputs: error.inputs, outputs: error.outputs }, [model, old]);
      throw new ResourceInitFailed(error, state.inputs, state.properties);
    }
  };

  return {
    token: definition.token,
    description: definition.description,
    inputs: definition.inputs,
    outputs: definition.outputs,
    replaceOn,
    deleteBeforeReplace: definition.deleteBeforeReplace ?? false,
    foundBy: definition.foundBy,

    current: (state) => migrated(definition.token, state, migrations),

    check(news, olds) {
      // Issues are named by where the program has them, before anything is put in order.
      const { issues } = canonicalise(definition.inputs, unmarkSecrets(news));
      if (issues.length > 0) {
        return { inputs: news, issues };
      }
      const ordered = definition.inOrder?.(news) ?? news;
      const plain = unmarkSecrets(ordered);
      const { value } = canonicalise(definition.inputs, plain);
      const secrets = secretPaths(ordered).map((path) => stablePath(path, plain, value));
      return { inputs: alignOrder(markSecrets(value, secrets), olds, keys), issues };
    },

    diff(oldInputs, news) {
      const managed = Object.entries(oldInputs).filter(([key]) => key in news || !unmanaged.includes(key));
      const changes = diffProperties(Object.fromEntries(managed), news, keys);
      const changed = new Set(changes.map((change) => change.path[0]));
      return { changes, replaces: replaceOn.filter((property) => changed.has(property)) };
    },

    async create(context, inputs) {
      const plain = parseDeclared(definition.token, definition.inputs, inputs);
      const made = await withPartialState(inputs, {}, () => definition.create(context, plain));
      await tell(context, made.concurrentChange, [inputs], plain);
      const { properties } = marked(made, [inputs], made.secrets);
      return { id: made.id, properties, existed: made.existed ?? false };
    },

    async read(context, id, state) {
      const made = await definition.read(context, id, state === undefined ? undefined : known(state));
      if (made === undefined) {
        return undefined;
      }
      return { id: made.id, ...marked(made, [state?.inputs ?? {}], made.secrets) };
    },

    async update(context, id, inputs, old) {
      const plain = parseDeclared(definition.token, definition.inputs, inputs);
      const work = () => definition.update(context, id, plain, known(old));
      const { outputs, concurrentChange } = await withPartialState(inputs, old.inputs, work);
      await tell(context, concurrentChange, [old.inputs, inputs], plain);
      return marked({ inputs: plain, outputs }, [inputs]).properties;
    },

    async delete(context, id, old) {
      const written = await definition.delete(context, id, known(old));
      await tell(context, written?.concurrentChange, [old.inputs]);
    },

    preview(inputs, old) {
      const outputs = Object.keys(definition.outputs.shape).map((key) => [key, old[key] ?? unknown]);
      return { ...inputs, ...Object.fromEntries(outputs) };
    },
  };
}

/** A function that the protocol can serve. */
export function defineFunction<
  In extends z.ZodObject,
  Out extends z.ZodObject,
  Client,
  const Token extends string = string,
>(definition: FunctionDefinition<In, Out, Client, Token>): ProviderFunction<Client, Token> {
  return {
    token: definition.token,
    description: definition.description,
    inputs: definition.inputs,
    outputs: definition.outputs,
    async call(context, args) {
      const issues: Issue[] = [
        ...canonicalise(definition.inputs, unmarkSecrets(args)).issues,
        ...Object.keys(args)
          .filter((name) => hasUnknown(args[name] ?? null))
          .map(notKnown),
      ];
      if (issues.length > 0) {
        return { result: {}, issues };
      }
      const result = await definition.call(context, definition.inputs.parse(unmarkSecrets(args)));
      return { result: toPropertyMap(result), issues };
    },
  };
}

/** The SDKs call no function with what they know to be unknown. */
function notKnown(property: string): Issue {
  return {
    property,
    reason: "is not known in this preview; call the form of the function that takes outputs",
  };
}

function pick(properties: PropertyMap, schema: z.ZodObject): PropertyMap {
  return Object.fromEntries(Object.entries(properties).filter(([key]) => Object.hasOwn(schema.shape, key)));
}

/** What passed `check`, as the definition's own type. */
function parseDeclared<Schema extends z.ZodObject>(
  token: string,
  schema: Schema,
  properties: PropertyMap,
): z.output<Schema> {
  const parsed = schema.safeParse(unmarkSecrets(properties));
  if (parsed.success) {
    return parsed.data;
  }
  const paths = [...new Set(parsed.error.issues.map((issue) => issue.path.join(".") || "(root)"))];
  throw new TypeError(`The inputs of this ${token} are not as its check gives them (${paths.join(", ")}).`);
}
