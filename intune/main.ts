import { serveProvider } from "../plugin/serve.ts";
import { intuneProvider } from "./provider.ts";

await serveProvider(intuneProvider);
