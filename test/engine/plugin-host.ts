import { once } from "node:events";
import net from "node:net";
import { type Serving, startProvider } from "../../provider/serve.ts";
import { installedVersion as azureNativeVersion } from "../../stand-ins/azure-native/version.ts";
import { version as azureadVersion } from "../../stand-ins/azuread/version.ts";
import { version as intuneVersion } from "../../version.ts";

/**
 * The plugins that its arguments name, in one process for all runs of a stack. Each connection of an engine meets a
 * provider of its own, as if its process had been started for it: nothing is remembered from one run to the next.
 * Tells its parent each plugin's port, and ends with it.
 */
const providers: Readonly<Record<string, () => Promise<Serving>>> = {
  intune: () =>
    startProvider({
      name: "intune",
      version: intuneVersion,
      load: async () => (await import("../../intune/provider.ts")).intuneProvider,
    }),
  azuread: () =>
    startProvider({
      name: "azuread",
      version: azureadVersion,
      load: async () => (await import("../../stand-ins/azuread/provider.ts")).azureadProvider(process.env),
    }),
  "azure-native": () =>
    startProvider({
      name: "azure-native",
      version: azureNativeVersion(),
      load: async () =>
        (await import("../../stand-ins/azure-native/provider.ts")).azureNativeProvider(process.env),
    }),
};

async function listen(start: () => Promise<Serving>): Promise<number> {
  const server = net.createServer(async (engine) => {
    // Its bytes wait in the socket until the provider listens.
    engine.pause();
    const serving = await start();
    const plugin = net.connect(serving.port, "127.0.0.1");
    for (const socket of [engine, plugin]) {
      socket.on("error", () => socket.destroy());
    }
    engine.once("close", () => {
      plugin.destroy();
      void serving.stop();
    });
    plugin.once("close", () => engine.destroy());
    engine.pipe(plugin).pipe(engine);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") {
    throw new Error("The host listens on no port.");
  }
  return address.port;
}

const ports = process.argv.slice(2).map(async (name) => {
  const start = providers[name];
  if (start === undefined) {
    throw new Error(`There is no plugin ${name} here.`);
  }
  return `${name}:${await listen(start)}`;
});
process.once("disconnect", () => process.exit(0));
process.send?.((await Promise.all(ports)).join(","));
