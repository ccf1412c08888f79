import { serveProvider } from "../../../provider/serve.ts";
import { createLibrary, libraryProvider } from "./library.ts";
import { loaded } from "./loaded.ts";

await serveProvider(loaded(libraryProvider(createLibrary())));
