import { serveProvider } from "../provider/serve.ts";
import { intuneSource } from "./source.ts";

await serveProvider(intuneSource);
