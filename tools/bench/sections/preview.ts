import { join } from "node:path";
import type { Checkout, Way } from "../checkout.ts";
import { type Cost, costsInTurns, machine, secondsCell } from "../measure.ts";
import { watchProcesses } from "../memory.ts";
import { isAllPublished } from "../parts.ts";
import { type Effort, rounded, type Section, type Target } from "../results.ts";
import { onStage } from "../stage.ts";

/** What the command lines of a checkout's plugins contain; other checkouts on the machine may have plugins of their own. */
function plugins({ root }: Checkout) {
  const project = join(root, "project");
  return {
    // The second is the plugin that is started ahead.
    intune: [join(project, "intune", "pulumi-resource-intune"), join(project, "intune", "ahead.ts")],
    azuread: [
      join(project, "stand-ins", "azuread", "pulumi-resource-azuread"),
      join(root, "home", "plugins"),
    ],
  };
}

/** A program that imports the SDK and declares nothing. */
export const emptyProgram = 'import "@pulumi/pulumi";\n';

/** A preview's command, and what users call it. */
const ways = {
  plain: "`pulumi preview`",
  launcher: "`npm run pulumi -- preview`, without npm itself",
} as const satisfies Partial<Record<Way, string>>;

/**
 * A preview of the dev stack, with its refresh, and one of an empty program, in turns on the same engine; with another
 * checkout to compare with, that one's too. All have been brought up, and all run with the compile cache filled.
 */
export function measurePreview({ quick, older }: Effort): Promise<Section> {
  return onStage(async ({ checkout }) => {
    const dev = await checkout();
    const stacks = new Map([
      ["an empty program", await checkout({ program: emptyProgram })],
      ["the dev stack", dev],
    ]);
    if (older !== undefined) {
      stacks.set(`the dev stack of ${older.name}`, await checkout({ of: older.folder }));
    }
    const works = new Map<string, () => Promise<void>>();
    for (const [what, stack] of stacks) {
      await stack.run("launcher", ["up", "--yes", "--skip-preview"]);
      for (const way of Object.keys(ways) as (keyof typeof ways)[]) {
        works.set(nameOf(what, way), () => stack.run(way, ["preview"]));
      }
    }
    await costsInTurns(1, Object.fromEntries(works));
    const started = await processesIn(dev);
    const costs = await costsInTurns(quick ? 3 : 9, Object.fromEntries(works));
    const { parts } = await machine();
    return {
      id: "preview",
      title: "A preview, refresh included",
      how:
        "Medians in turns, without a delay of requests. CPU s is the processor time, user and system, of all processes. " +
        started,
      columns: ["what", "ms", "CPU s", "times the empty program by the same command"],
      rows: [...stacks.keys()].flatMap((what) => rowsOf(what, costs)),
      targets: goals(ratio("the dev stack", "launcher", costs), isAllPublished(parts)),
    };
  });
}

function nameOf(what: string, way: keyof typeof ways): string {
  return `${what}: ${ways[way]}`;
}

function rowsOf(what: string, costs: Readonly<Record<string, Cost>>): (string | number)[][] {
  return (Object.keys(ways) as (keyof typeof ways)[]).map((way) => {
    const name = nameOf(what, way);
    const measured = costOf(costs, name);
    return [name, rounded(measured.milliseconds), secondsCell(measured), ratio(what, way, costs)];
  });
}

function ratio(what: string, way: keyof typeof ways, costs: Readonly<Record<string, Cost>>): number {
  const empty = costOf(costs, nameOf("an empty program", way));
  return rounded(costOf(costs, nameOf(what, way)).milliseconds / empty.milliseconds, 2);
}

function costOf(costs: Readonly<Record<string, Cost>>, name: string): Cost {
  return costs[name] ?? { milliseconds: Number.NaN, cpuSeconds: undefined };
}

/** What the dev stack's preview may take, over the empty program's: more where stand-ins are part of it. */
export function goals(measured: number, published: boolean): Target[] {
  const what = (parts: string) => `0 ms: the dev stack as users type it, over the empty program; ${parts}`;
  return [
    published
      ? { what: what("published plugins"), atMost: 1.4, measured, isGoal: true }
      : {
          what: what("published plugins"),
          atMost: 1.4,
          why: "not all of them were on the machine",
          isGoal: true,
        },
    published
      ? { what: what("stand-ins"), atMost: 1.5, why: "published plugins were used", isGoal: true }
      : { what: what("stand-ins"), atMost: 1.5, measured, isGoal: true },
  ];
}

/** How many processes of plugins a preview of each way starts, in a sentence for each. */
async function processesIn(stack: Checkout): Promise<string> {
  const names = plugins(stack);
  const sentences: string[] = [];
  for (const way of Object.keys(ways) as (keyof typeof ways)[]) {
    const watch = watchProcesses(Object.values(names).flat());
    await stack.run(way, ["preview"]);
    const seen = await watch.stop();
    const count = (of: readonly string[]) =>
      of.reduce((sum, name) => sum + (seen.get(name)?.processes ?? 0), 0);
    sentences.push(
      `Processes of plugins in one preview of the dev stack, ${ways[way]}: ${count(names.intune)} of the Intune plugin, ${count(names.azuread)} of azuread.`,
    );
  }
  return sentences.join(" ");
}
