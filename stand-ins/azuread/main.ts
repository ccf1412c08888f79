import { serveProvider } from "../../provider/serve.ts";
import { version } from "./version.ts";

await serveProvider({
  name: "azuread",
  version,
  load: async () => (await import("./provider.ts")).azureadProvider(process.env),
});
