import { followProxyVariables } from "../graph/proxy.ts";
import { version } from "../version.ts";

/** The Intune provider as a plugin's process loads it. */
export const intuneSource = {
  name: "intune",
  version,
  load: async () => {
    followProxyVariables();
    return (await import("./provider.ts")).intuneProvider;
  },
};
