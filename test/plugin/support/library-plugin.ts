import { serveProvider } from "../../../plugin/serve.ts";
import { createLibrary, libraryProvider } from "./library.ts";

await serveProvider(libraryProvider(createLibrary()));
