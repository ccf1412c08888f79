import { serveProvider } from "../plugin/serve.ts";
import { version } from "./version.ts";

await serveProvider({
  name: "intune",
  version,
  load: async () => (await import("./provider.ts")).intuneProvider,
});
