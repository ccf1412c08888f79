import { serveAhead } from "../provider/serve-ahead.ts";
import { intuneSource } from "./source.ts";

await serveAhead(intuneSource, { prepares: !process.argv.includes("--load-only") });
