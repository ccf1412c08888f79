import { z } from "zod";
import type { Graph } from "../../graph/client.ts";
import { plainText } from "../../text/plain-text.ts";
import { listItems } from "../graph-list.ts";
import { looksLikeUser, straight, type TypedName } from "./typed-name.ts";

/** Beyond these a tenant's names are not read: a mistake in typing is not worth a minute's wait. */
const mostDevices = 5000;
const longestMilliseconds = 15_000;
const mostNames = 3;

const names = z.looseObject({ deviceName: z.string().nullish(), userPrincipalName: z.string().nullish() });

/**
 * A sentence for a hint, such as `Did you mean PHONE-01?`: the names nearest to one that nothing has, among the devices
 * that this credential sees, which are read once. For a sign-in name it is those of their users. In a tenant with more
 * devices than are read it says so. Undefined where nothing is near, or Graph does not answer.
 */
export async function didYouMean(
  graph: Graph,
  typed: TypedName,
  signal: AbortSignal,
): Promise<string | undefined> {
  const near = await nearest(graph, typed, signal).catch(() => undefined);
  signal.throwIfAborted();
  if (near === undefined) {
    return undefined;
  }
  const { found, isCut } = near;
  const question = found.length === 0 ? [] : [`Did you mean ${inWords(found)}?`];
  const bound = `Compared with the first ${mostDevices} devices only.`;
  return [...question, ...(isCut ? [bound] : [])].join(" ") || undefined;
}

async function nearest(graph: Graph, typed: TypedName, signal: AbortSignal) {
  const { distance } = await import("fastest-levenshtein");
  const member = looksLikeUser(typed) ? "userPrincipalName" : "deviceName";
  const wanted = typed.bare.toLowerCase();
  // In a short name one wrong letter is much; a user's domain is the same for all, and says nothing.
  const most = member === "deviceName" ? Math.min(3, Math.ceil(wanted.length / 4)) : 2;
  const distances = new Map<string, number>();
  const devices = listItems(graph, {
    path: "/deviceManagement/managedDevices?$select=id,deviceName,userPrincipalName",
    item: names,
    signal: AbortSignal.any([signal, AbortSignal.timeout(longestMilliseconds)]),
  });
  let read = 0;
  for await (const { [member]: name } of devices) {
    read += 1;
    if (read > mostDevices) {
      break;
    }
    if (name && !distances.has(name)) {
      distances.set(name, distance(wanted, straight(name).toLowerCase()));
    }
  }
  const least = Math.min(most, ...distances.values());
  const found = [...distances].filter(([, far]) => far === least).map(([name]) => name);
  return { found: found.toSorted().slice(0, mostNames), isCut: read > mostDevices };
}

function inWords(found: readonly string[]): string {
  const plain = found.map(plainText);
  const last = plain.at(-1) ?? "";
  return plain.length === 1 ? last : `${plain.slice(0, -1).join(", ")} or ${last}`;
}
