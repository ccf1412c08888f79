import { serveProvider } from "../../provider/serve.ts";
import { installedVersion } from "./version.ts";

await serveProvider({
  name: "azure-native",
  version: installedVersion(),
  load: async () => (await import("./provider.ts")).azureNativeProvider(process.env),
});
