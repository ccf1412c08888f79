import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll } from "vitest";
import { z } from "zod";
import { createContext } from "../../../../cli/context.ts";
import type { OutputFormat } from "../../../../cli/output.ts";
import { bulkReset } from "../../../../cli/reset/bulk/bulk-reset.ts";
import type { Timing } from "../../../../cli/reset/bulk/reset-devices.ts";
import { type ResetOptions, resetOptions } from "../../../../cli/reset/options.ts";
import type { ManagedDevice } from "../../../../tenant/intune/schemas/managed-devices.ts";
import type { Tenant } from "../../../../tenant/server.ts";
import { fakeStream } from "../../support/streams.ts";
import { addPhones } from "../../support/tenant.ts";

/** A folder for the tests of a file, and a way to write a file there; both are gone afterwards. */
export function serveFolder() {
  let folder = "";
  let files = 0;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "pin-reset-bulk-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const path = () => {
    files += 1;
    return join(folder, `${files}.csv`);
  };
  return {
    /** The path of a file that is not there yet. */
    path,
    /** Writes a file of its own and answers its path. */
    async file(text: string): Promise<string> {
      const written = path();
      await writeFile(written, text);
      return written;
    },
  };
}

/** Fills a tenant with phones named FLEET-000, FLEET-001 ...; answers the list that names them all. */
export function addFleet(tenant: Tenant, size: number, change: Partial<ManagedDevice> = {}): string {
  const names = Array.from({ length: size }, (_, index) => `FLEET-${String(index).padStart(3, "0")}`);
  addPhones(
    tenant,
    names.map((deviceName) => ({ ...change, deviceName })),
  );
  return ["device", ...names, ""].join("\n");
}

/** The requests of the companion, each by itself, of a method and with a path that fits. */
export function stepsOf({ requests }: Tenant, method: string, path: RegExp) {
  return requests
    .single({ userAgent: "pin-reset/" })
    .filter((step) => step.method === method && path.test(step.target));
}

/** How often each of the phones that `addFleet` made was reset. */
export function resetsOfFleet({ state }: Tenant): number[] {
  const fleet = state.managedDevices.all().filter(({ deviceName }) => deviceName?.startsWith("FLEET-"));
  return fleet.map(({ passcodeResets }) => passcodeResets.length);
}

/** The passcodes of the fleet as the tenant keeps them, by the device's name. */
export function passcodesOfFleet({ state }: Tenant): Map<string, string> {
  const fleet = state.managedDevices.all().filter(({ deviceName }) => deviceName?.startsWith("FLEET-"));
  return new Map(
    fleet.map(({ deviceName, passcodeResets }) => [deviceName ?? "", passcodeResets.at(-1)?.passcode ?? ""]),
  );
}

const printed = z.object({
  line: z.number(),
  device: z.object({ id: z.string(), name: z.string() }),
  state: z.string(),
  passcode: z.string().nullable(),
  error: z.object({ code: z.string(), message: z.string(), hint: z.string().optional() }).optional(),
});

export type Printed = z.output<typeof printed>;

/** What was printed with `--output json`: an object a line. */
export function printedIn(stdout: string): Printed[] {
  return stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => printed.parse(JSON.parse(line)));
}

/** The states in a results file, in their order, by the line of the list. */
export async function statesIn(file: string): Promise<Map<number, string[]>> {
  const entry = z.object({ line: z.number(), state: z.string() });
  const [, ...lines] = (await readFile(file, "utf8")).trimEnd().split("\n");
  const states = new Map<number, string[]>();
  for (const { line, state } of lines.map((text) => entry.parse(JSON.parse(text)))) {
    states.set(line, [...(states.get(line) ?? []), state]);
  }
  return states;
}

/** Makes the entries of a results file this much older, as if so much time had passed since. */
export async function ageResults(file: string, minutes: number): Promise<void> {
  const earlier = (at: string) => new Date(Date.parse(at) - minutes * 60_000).toISOString();
  const text = await readFile(file, "utf8");
  await writeFile(
    file,
    text.replace(/"at":"([^"]+)"/g, (_all, at: string) => `"at":"${earlier(at)}"`),
  );
}

type InProcess = {
  readonly format?: OutputFormat;
  readonly input?: string;
  readonly signal?: AbortSignal;
  readonly stdout?: ReturnType<typeof fakeStream>;
  /** Waits are short unless they are given. */
  readonly timing?: Timing;
  /** Somebody on a terminal who answers the questions. */
  readonly answer?: (question: string) => Promise<boolean>;
};

/** Runs `reset --from` with `--yes` in this process; what it raises is raised. */
export async function runMany(
  { env }: Tenant,
  options: Partial<ResetOptions>,
  {
    format = "json",
    input = "",
    signal = new AbortController().signal,
    stdout = fakeStream(),
    timing = {},
    answer,
  }: InProcess = {},
) {
  const stderr = fakeStream();
  const stdin = Readable.from([input]) as unknown as NodeJS.ReadStream;
  const created = createContext(format, { env, stdin, stdout, stderr, signal });
  const context = answer === undefined ? created : { ...created, interactive: true, confirm: answer };
  const given = resetOptions.parse({ yes: true, ...options });
  const short = { pauses: { first: 5, longest: 20 }, lostAnswerMilliseconds: 100, ...timing };
  const ending = await bulkReset(context, given, short);
  return { ending, stdout: stdout.text, stderr: stderr.text };
}

/** The passcodes that were printed with `--output json`, by the device's name. */
export function passcodesIn(stdout: string): Map<string, string | null> {
  return new Map(printedIn(stdout).map(({ device, passcode }) => [device.name, passcode]));
}

/** Makes the phone of the fleet with this number end its next reset so, just before it is looked at. */
export function answersOf(
  { state: { managedDevices }, faults }: Tenant,
  number: number,
  outcome: "failed" | "notSupported",
): void {
  const id = `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
  const end = () => {
    const { passcodeResets = [] } = managedDevices.get(id) ?? {};
    managedDevices.change(id, { passcodeResets: passcodeResets.map((one) => ({ ...one, outcome })) });
  };
  // The first of these requests reads what was there before.
  const match = { method: "GET", path: `${id}\\?` };
  faults.add({ match, nth: 2, effect: { kind: "latency", milliseconds: 1 } }, end);
}
