import { followProxyVariables } from "../graph/proxy.ts";
import { serveProvider } from "../provider/serve.ts";
import { version } from "../version.ts";

await serveProvider({
  name: "intune",
  version,
  load: async () => {
    followProxyVariables();
    return (await import("./provider.ts")).intuneProvider;
  },
});
