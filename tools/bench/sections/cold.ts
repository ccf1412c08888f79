import { type Cost, cost, medianCost, secondsCell } from "../measure.ts";
import { type Effort, rounded, type Section } from "../results.ts";
import { onStage, type Stage } from "../stage.ts";

const preview = ["preview"];

/** What Node.js has to compile first: previews with an empty and a filled compile cache, and of a fresh checkout. */
export function measureCold({ quick }: Effort): Promise<Section> {
  return onStage(async (stage) => {
    const turns = quick ? 1 : 3;
    const { empty, filled } = await withCaches(stage, turns);
    const { first, second } = await freshCheckouts(stage, turns);
    const row = (what: string, measured: Cost) => [
      what,
      rounded(measured.milliseconds),
      secondsCell(measured),
    ];
    return {
      id: "cold",
      title: "Cold and warm",
      how:
        "`npm run pulumi -- preview` of the dev stack; medians. A fresh checkout has its packages installed and a stack that " +
        "was never brought up, on a machine that has the Pulumi CLI: its download or build is not part of it.",
      columns: ["what", "ms", "CPU s"],
      rows: [
        row("an empty compile cache", empty),
        row("the same run again", filled),
        row("the first run of a fresh checkout, with an empty compile cache", first),
        row("its second run", second),
      ],
      targets: [],
    };
  });
}

async function withCaches({ checkout }: Stage, turns: number): Promise<{ empty: Cost; filled: Cost }> {
  const stack = await checkout();
  await stack.run("npm", ["up", "--yes", "--skip-preview"]);
  const [empty, filled]: [Cost[], Cost[]] = [[], []];
  for (let turn = 0; turn < turns; turn++) {
    const env = await stack.emptyCache();
    empty.push(await cost(() => stack.run("npm", preview, env)));
    filled.push(await cost(() => stack.run("npm", preview, env)));
  }
  return { empty: medianCost(empty), filled: medianCost(filled) };
}

async function freshCheckouts({ checkout }: Stage, turns: number): Promise<{ first: Cost; second: Cost }> {
  const [first, second]: [Cost[], Cost[]] = [[], []];
  for (let turn = 0; turn < turns; turn++) {
    const stack = await checkout();
    first.push(await cost(() => stack.run("npm", preview)));
    second.push(await cost(() => stack.run("npm", preview)));
  }
  return { first: medianCost(first), second: medianCost(second) };
}
