import { z } from "zod";
import { defineFunction, defineResource } from "../../../provider/define.ts";
import type { PropertyPath } from "../../../provider/paths.ts";
import { booleanSetting, numberSetting, type Provider } from "../../../provider/provider.ts";
import type { CallContext } from "../../../provider/resource.ts";

const book = z
  .strictObject({
    isbn: z.string().min(1, "must not be empty"),
    title: z.string().trim(),
    pages: z.number().int().optional(),
  })
  .meta({ id: "Book", description: "A book on a shelf." });

const shelfInputs = z.strictObject({
  room: z.string().min(1, "must not be empty").describe("The room; a shelf cannot move to another one."),
  books: z.array(book).describe("The books; their order means nothing."),
  label: z.string().optional().describe("What the shelf says; left alone when not given."),
  size: z.enum(["small", "large"]).default("small").describe("How much it holds."),
  tags: z
    .array(z.string())
    .transform((tags) => [...new Set(tags)])
    .optional(),
});

const shelfOutputs = z.strictObject({ revision: z.number().describe("How often the shelf was changed.") });

type ShelfInputs = z.output<typeof shelfInputs>;

type Shelf = { inputs: ShelfInputs; revision: number; secrets?: readonly PropertyPath[] };

type Verb = "create" | "read" | "update" | "delete";

/** What the provider of these tests works on; `during` runs within every verb, and may fail or wait. */
export type Library = {
  readonly shelves: Map<string, Shelf>;
  during: (verb: Verb, context: CallContext<LibraryClient>) => Promise<void>;
  /** The settings of the last `configure`. */
  settings?: unknown;
  /** How often a client was connected, and prepared ahead of its first call. */
  connected: number;
  prepared: number;
};

type LibraryClient = { readonly library: Library; readonly report: (message: string) => void };

export const shelfToken = "library:index:Shelf";
export const searchToken = "library:index:findShelves";

export function createLibrary(): Library {
  return { shelves: new Map(), during: async () => undefined, connected: 0, prepared: 0 };
}

export const shelf = defineResource({
  token: shelfToken,
  description: "A shelf of books.",
  inputs: shelfInputs,
  outputs: shelfOutputs,
  keys: { books: ({ isbn }) => String(isbn) },
  replaceOn: ["room"],
  unmanagedWhenAbsent: ["label"],

  async create(context: CallContext<LibraryClient>, inputs) {
    const { shelves, during } = context.client.library;
    await during("create", context);
    const id = `shelf-${shelves.size + 1}`;
    shelves.set(id, { inputs, revision: 1 });
    return { id, inputs, outputs: { revision: 1 } };
  },

  async read(context, id) {
    const { shelves, during } = context.client.library;
    await during("read", context);
    const found = shelves.get(id);
    if (found === undefined) {
      return undefined;
    }
    const { inputs, revision, secrets } = found;
    return { id, inputs, outputs: { revision }, ...(secrets === undefined ? {} : { secrets }) };
  },

  async update(context, id, inputs, old) {
    const { shelves, during } = context.client.library;
    await during("update", context);
    const revision = Number(old.outputs.revision) + 1;
    shelves.set(id, { inputs, revision });
    return { outputs: { revision } };
  },

  async delete(context, id, old) {
    const { shelves, during } = context.client.library;
    await during("delete", context);
    if (shelves.get(id)?.revision === old.outputs.revision) {
      shelves.delete(id);
    }
  },
});

const findShelves = defineFunction({
  token: searchToken,
  description: "The shelves of a room.",
  inputs: z.strictObject({ room: z.string().describe("The room.") }),
  outputs: z.strictObject({ ids: z.array(z.string()) }),
  async call({ client }: CallContext<LibraryClient>, { room }) {
    const found = [...client.library.shelves].filter(([, { inputs }]) => inputs.room === room);
    return { ids: found.map(([id]) => id) };
  },
});

const config = z
  .strictObject({
    building: z.string().optional().describe("Which building."),
    quiet: booleanSetting.optional().describe("Whether talking is forbidden."),
    floors: numberSetting.optional().describe("How many floors there are."),
    doorCode: z.string().optional().meta({ description: "The code of the door.", secret: true }),
  })
  .refine(({ quiet, floors }) => !quiet || floors !== 0, "needs a floor to be quiet on");

/** A provider with one resource and one function, kept in memory. */
export function libraryProvider(library: Library): Provider<typeof config, LibraryClient> {
  return {
    name: "library",
    version: "1.2.3",
    displayName: "Library",
    description: "Shelves of books.",
    config,
    replaceOn: ["building"],
    ahead: {
      endpoints: ({ building }) => building,
      prepare: async ({ library }) => {
        library.prepared += 1;
      },
      forProvider: (client) => ({ ...client }),
    },
    connect(settings, report) {
      library.settings = settings;
      library.connected += 1;
      return { library, report };
    },
    resources: [shelf],
    functions: [findShelves],
  };
}
