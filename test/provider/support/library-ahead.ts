import { serveAhead } from "../../../provider/serve-ahead.ts";
import { createLibrary, libraryProvider } from "./library.ts";
import { loaded } from "./loaded.ts";

await serveAhead(loaded(libraryProvider(createLibrary())), { prepares: true });
