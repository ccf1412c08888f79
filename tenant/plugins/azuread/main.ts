import { serveProvider } from "../../../plugin/serve.ts";
import { azureadProvider } from "./provider.ts";

await serveProvider(azureadProvider(process.env));
