import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { replaceFile } from "../../cli/drift/files.ts";
import type { Told } from "./news.ts";

/** Tenants as pairs, since a name may be any text. */
const toldFile = z.strictObject({
  version: z.literal(1),
  told: z.array(
    z.strictObject({
      webhook: z.string(),
      tenants: z.array(z.tuple([z.string(), z.string()])),
      changed: z.string().optional(),
      waiting: z.string().optional(),
    }),
  ),
});

function fileBeside(fleetFile: string): string {
  return path.join(path.dirname(fleetFile), ".pin-reset", "webhooks.json");
}

/** What each webhook was told. A file that is not there, or that cannot be read as one, has nothing: all is news. */
export async function readTold(fleetFile: string): Promise<Map<string, Told>> {
  const text = await readFile(fileBeside(fleetFile), "utf8").catch(() => "");
  const { data } = toldFile.safeParse(jsonOf(text));
  return new Map(
    data?.told.map(({ webhook, tenants, changed, waiting }) => [
      webhook,
      { tenants: new Map(tenants), changed, waiting },
    ]),
  );
}

/** Keeps what each webhook was told. */
export async function writeTold(fleetFile: string, all: ReadonlyMap<string, Told>): Promise<void> {
  const file = fileBeside(fleetFile);
  await mkdir(path.dirname(file), { recursive: true });
  const told = [...all].map(([webhook, { tenants, changed, waiting }]) => ({
    webhook,
    tenants: [...tenants],
    changed,
    waiting,
  }));
  await replaceFile(file, `${JSON.stringify({ version: 1, told })}\n`, 0o600);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
