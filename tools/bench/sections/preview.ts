import { inTurns } from "../measure.ts";
import { watchProcesses } from "../memory.ts";
import { type Effort, rounded, type Section } from "../results.ts";
import { onStage } from "../stage.ts";

const plugins = { intune: "pulumi-resource-intune", azuread: "pulumi-resource-azuread" };
const host = "pulumi/cmd/run";

/**
 * A preview of the dev stack, with its refresh, and one of a program that imports the SDK and declares nothing, in
 * turns on the same engine. Both have been brought up, and both run with the compile cache.
 */
export function measurePreview({ quick }: Effort): Promise<Section> {
  return onStage(async ({ tenant, ownStack, stackOf }) => {
    const own = await ownStack();
    const empty = await stackOf('import "@pulumi/pulumi";\n');
    for (const stack of [own, empty]) {
      await stack.pulumi(["up", "--yes", "--skip-preview"]);
    }
    await inTurns(1, { own: () => own.pulumi(["preview"]), empty: () => empty.pulumi(["preview"]) });
    tenant.requests.clear();
    const watch = watchProcesses([...Object.values(plugins), host]);
    await own.pulumi(["preview"]);
    const seen = await watch.stop();
    const started = (name: string) => seen.get(name)?.processes ?? 0;
    const times = await inTurns(quick ? 3 : 15, {
      own: () => own.pulumi(["preview"]),
      empty: () => empty.pulumi(["preview"]),
    });
    return {
      id: "preview",
      title: "A preview, refresh included",
      how: "Medians of pairs in turns. The engine starts each plugin again for each of its phases.",
      columns: ["what", "measured"],
      rows: [
        ["preview of the dev stack, ms", rounded(times.own)],
        ["preview of an empty program, ms", rounded(times.empty)],
        ["ratio", rounded(times.own / times.empty, 2)],
        ["processes of the Intune plugin in one preview", started(plugins.intune)],
        ["processes of azuread's in one preview", started(plugins.azuread)],
      ],
      targets: [
        {
          what: "preview of the dev stack, in times of the empty program's",
          atMost: 1.3,
          measured: rounded(times.own / times.empty, 2),
        },
      ],
    };
  });
}
