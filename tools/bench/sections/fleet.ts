import { type ManyTenants, onManyTenants } from "../many-tenants.ts";
import { type Effort, rounded, type Section } from "../results.ts";

const delayMilliseconds = 100;
/** As many engine runs at once as the machine has processors. */
const previewsAtOnce = 2;

/** A scan of many tenants against engine previews of some of them, and engine runs by both engines. */
export function measureFleet({ quick }: Effort): Promise<Section[]> {
  const sizes = quick ? { all: 100, previews: 4, runs: 4 } : { all: 1000, previews: 20, runs: 12 };
  return onManyTenants(sizes.all, async (fleet) => [
    await scanAgainstPreviews(fleet, sizes),
    await localAgainstTemporal(fleet, sizes.runs),
  ]);
}

async function scanAgainstPreviews(
  fleet: ManyTenants,
  { all, previews }: { readonly all: number; readonly previews: number },
): Promise<Section> {
  fleet.delay(delayMilliseconds);
  forget(fleet);
  const scanned = await fleet.run(["scan"]);
  const requests = requestsOfEach(fleet);
  await fleet.setConcurrency(previewsAtOnce);
  const previewed = await fleet.run(["preview", "--tenant", firstOf(fleet, previews)]);
  fleet.delay(0);
  const scale = all / previews;
  return {
    id: "fleet-scan",
    title: "A fleet scanned",
    how:
      `\`pin-reset fleet scan\` of ${all} tenants in sync, with ${delayMilliseconds} ms for each request, against \`fleet preview\` of ` +
      `${previews} of them, ${previewsAtOnce} at once: that row's times are multiplied by ${scale}. Every tenant took the same requests; the ` +
      "embedded tenants run on the same machine. All but the first tenant are copies, of the tenant and of its stack's state.",
    columns: ["what", "tenants", "s", "s of processor time", "MiB", "requests a tenant"],
    rows: [
      ["scan", all, seconds(scanned), processor(scanned), rounded(scanned.mebibytes), requests],
      [
        `engine previews, ${previews} measured`,
        all,
        rounded((previewed.milliseconds / 1000) * scale),
        previewed.cpuSeconds === undefined ? "" : rounded(previewed.cpuSeconds * scale),
        "",
        "",
      ],
    ],
    targets: [
      { what: `seconds of a scan of ${all} tenants`, atMost: 60, measured: seconds(scanned), isGoal: true },
      { what: "MiB of that scan", atMost: 500, measured: rounded(scanned.mebibytes), isGoal: true },
      {
        what: "a scan against engine previews of the same tenants",
        atMost: 1 / 20,
        measured: rounded(scanned.milliseconds / (previewed.milliseconds * scale), 4),
        isGoal: true,
      },
      {
        what: "requests that a scan sends for a tenant: two of a sign-in, and a batch",
        atMost: 3,
        measured: requests,
      },
    ],
  };
}

/** Previews, as engine runs that can be repeated. */
async function localAgainstTemporal(fleet: ManyTenants, runs: number): Promise<Section> {
  const rows: (string | number)[][] = [];
  const args = ["preview", "--tenant", firstOf(fleet, runs)];
  for (const atOnce of [1, 2, 4]) {
    await fleet.setConcurrency(atOnce);
    const local = await fleet.run(args);
    const temporal = await fleet.withWorkers(atOnce, () => fleet.run([...args, "--engine", "temporal"]));
    rows.push([
      atOnce,
      seconds(local),
      rounded((runs / local.milliseconds) * 60_000, 1),
      seconds(temporal),
      rounded((runs / temporal.milliseconds) * 60_000, 1),
    ]);
  }
  return {
    id: "fleet-engines",
    title: "Engine runs of a fleet",
    how:
      `\`fleet preview\` of ${runs} tenants without a delay: by \`--engine local\` with as many at once, and by Temporal with as many ` +
      "workers, each on one tenant at a time, all on this machine. The workers had started before.",
    columns: [
      "at once, or workers",
      "local s",
      "local, tenants a minute",
      "Temporal s",
      "Temporal, tenants a minute",
    ],
    rows,
    targets: [],
  };
}

function firstOf({ tenants }: ManyTenants, count: number): string {
  return tenants.list
    .slice(0, count)
    .map(({ name }) => name)
    .join(",");
}

function forget({ tenants }: ManyTenants): void {
  for (const { name } of tenants.list) {
    tenants.get(name).requests.clear();
  }
}

/** How many requests each tenant was sent. Throws Error where that differs. */
function requestsOfEach({ tenants }: ManyTenants): number {
  const counts = new Set(tenants.list.map(({ name }) => tenants.get(name).requests.list().length));
  const [count, ...others] = counts;
  if (count === undefined || others.length > 0) {
    throw new Error(`A scan sent different numbers of requests: ${[...counts].join(", ")}`);
  }
  return count;
}

function seconds({ milliseconds }: { readonly milliseconds: number }): number {
  return rounded(milliseconds / 1000, 1);
}

function processor({ cpuSeconds }: { readonly cpuSeconds: number | undefined }): number | string {
  return cpuSeconds === undefined ? "" : rounded(cpuSeconds, 1);
}
