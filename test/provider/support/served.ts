import { afterEach, beforeEach } from "vitest";
import { startProvider } from "../../../provider/serve.ts";
import type { PropertyMap } from "../../../provider/values.ts";
import { createLibrary, type Library, libraryProvider, shelfToken } from "./library.ts";
import { loaded } from "./loaded.ts";
import { connectProtocol, type Protocol, urnOf } from "./protocol.ts";

export const shelfUrn = urnOf(shelfToken);

export type ServedLibrary = { readonly library: Library; readonly plugin: Protocol };

/** Serves a library of its own to each test of a file, over gRPC; not configured yet. */
export function serveLibrary(engineAddress?: string): ServedLibrary {
  let library: Library;
  let plugin: Protocol;
  let stop: () => Promise<void>;

  beforeEach(async () => {
    library = createLibrary();
    const serving = await startProvider(loaded(libraryProvider(library)), engineAddress);
    plugin = connectProtocol(serving.port);
    stop = serving.stop;
  });

  afterEach(async () => {
    plugin.close();
    await stop();
  });

  return {
    get library() {
      return library;
    },
    get plugin() {
      return plugin;
    },
  };
}

/** Inputs of a shelf in canonical form. */
export function shelfInputs(more: PropertyMap = {}): PropertyMap {
  return { room: "north", books: [{ isbn: "1", title: "One" }], size: "small", ...more };
}
