import type { Cost } from "../measure.ts";
import { rounded, type Section, type Target } from "../results.ts";
import type { CostsByDelay } from "./chain.ts";

/** What was measured, by the delay of each request. */
export type Measured = {
  readonly plain: CostsByDelay;
  readonly npm: CostsByDelay;
  readonly nodeRun: CostsByDelay;
  /** Without a delay alone: an empty program asks for nothing. */
  readonly empty: CostsByDelay;
  readonly older: { readonly name: string; readonly costs: CostsByDelay } | undefined;
  /** The peer's, or why there are none. */
  readonly peer: CostsByDelay | { readonly why: string };
};

/** The most that this project may take as users type it, over the peer, wherever requests take time. */
const mostToPeer = 0.9;

/**
 * The tables of the time and of the processor time of drift checks, with the goals.
 *
 * @param seconds A cost's processor time as a cell.
 */
export function latencySections(
  measured: Measured,
  seconds: (cost: Cost) => string | number,
): [Section, Section] {
  const { npm, empty, peer, older } = measured;
  const delays = [...npm.keys()];
  const peerCosts = isMeasured(peer) ? peer : undefined;
  const contenders: [string, CostsByDelay | undefined][] = [
    ["this project: `pulumi preview`", measured.plain],
    ["`npm run pulumi -- preview`", npm],
    ["`node --run pulumi -- preview`", measured.nodeRun],
    ...(older === undefined ? [] : [[`${older.name}: \`npm run\``, older.costs] as [string, CostsByDelay]]),
    ["an empty program: `npm run`", empty],
    ["OpenTofu and both providers", peerCosts],
  ];
  const names = contenders.map(([name]) => name);
  const rows = (cell: (cost: Cost) => string | number) =>
    delays.map((delay) => [
      delay,
      ...contenders.map(([, costs]) => {
        const at = costs?.get(delay);
        return at === undefined ? "" : cell(at);
      }),
    ]);
  const ratios = delays.map((delay) => [
    cellOf(ratio(npm.get(delay), empty.get(0))),
    cellOf(ratio(npm.get(delay), peerCosts?.get(delay))),
  ]);
  return [
    {
      id: "latency",
      title: "A slow network",
      how:
        "Drift checks with a delay of every request to sign-in and Graph, in ms; medians in turns. The documents that describe " +
        "a cloud and its sign-in are not delayed: they are asked of a private cloud alone, as the embedded tenant is one. " +
        `${peerSentence(peer)} Ratios are those of \`npm run\`.`,
      columns: ["delay", ...names, "over the empty program", "over OpenTofu"],
      rows: rows(({ milliseconds }) => rounded(milliseconds)).map((row, index) => [
        ...row,
        ...(ratios[index] ?? []),
      ]),
      targets: delays.filter((delay) => delay > 0).map((delay) => goal(delay, npm, peer)),
    },
    {
      id: "processor-time",
      title: "A slow network: processor time",
      how: "Seconds, user and system, of all processes of the same drift checks; empty where the system does not count them.",
      columns: ["delay", ...names],
      rows: rows(seconds),
      targets: [],
    },
  ];
}

function isMeasured(peer: Measured["peer"]): peer is CostsByDelay {
  return !("why" in peer);
}

function peerSentence(peer: Measured["peer"]): string {
  return isMeasured(peer)
    ? "OpenTofu does the same work with hashicorp/azuread and deploymenttheory/microsoft365 (tools/bench/peers)."
    : `OpenTofu with hashicorp/azuread and deploymenttheory/microsoft365 was not measured: ${peer.why}.`;
}

function goal(delay: number, npm: CostsByDelay, peer: Measured["peer"]): Target {
  const common = {
    what: `${delay} ms: the dev stack as users type it, over OpenTofu with both providers`,
    atMost: mostToPeer,
    isGoal: true,
  };
  if (!isMeasured(peer)) {
    return { ...common, why: peer.why };
  }
  const measured = ratio(npm.get(delay), peer.get(delay));
  return measured === undefined ? { ...common, why: "it was not measured" } : { ...common, measured };
}

function ratio(ours: Cost | undefined, other: Cost | undefined): number | undefined {
  return ours === undefined || other === undefined
    ? undefined
    : rounded(ours.milliseconds / other.milliseconds, 2);
}

function cellOf(value: number | undefined): string | number {
  return value ?? "";
}
