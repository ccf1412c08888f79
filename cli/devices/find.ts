import type { Graph } from "../../graph/client.ts";
import { GraphError } from "../../graph/errors.ts";
import { isEqual } from "../../graph/odata.ts";
import { plainText } from "../../text/plain-text.ts";
import { CommandError } from "../errors.ts";
import { answerAs } from "../response.ts";
import { type Device, deviceSchema, deviceSelect, platformText } from "./device.ts";
import { listDevices } from "./list.ts";

/** What is known of a device: its id, name or serial number; its user's sign-in name; or both. */
type DeviceQuery =
  | { readonly device: string; readonly user?: string | undefined }
  | { readonly device?: undefined; readonly user: string };

/**
 * The one device that a query means. Intune may ignore a condition and return any device, so each is compared
 * here again.
 *
 * @throws CommandError `noDevice` where none fits, or several do, which it lists; GraphError; CredentialError.
 */
export async function findDevice(graph: Graph, query: DeviceQuery, signal: AbortSignal): Promise<Device> {
  const found = await candidates(graph, query, signal);
  const [device, ...others] = found;
  if (device === undefined) {
    throw noneFits(query);
  }
  if (others.length > 0) {
    throw severalFit(query, found);
  }
  return device;
}

async function candidates(graph: Graph, query: DeviceQuery, signal: AbortSignal): Promise<Device[]> {
  const { device, user = "" } = query;
  const searches =
    device === undefined
      ? [matching(graph, "userPrincipalName", user, signal)]
      : [
          ...(looksLikeId(device) ? [byId(graph, device, signal)] : []),
          matching(graph, "deviceName", device, signal),
          matching(graph, "serialNumber", device, signal),
        ];
  const found = (await Promise.all(searches)).flat().filter((one) => fits(one, query));
  return [...new Map(found.map((one) => [one.id, one])).values()];
}

function looksLikeId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

async function byId(graph: Graph, id: string, signal: AbortSignal): Promise<Device[]> {
  const path = `/deviceManagement/managedDevices/${encodeURIComponent(id)}?${deviceSelect}`;
  try {
    return [answerAs(deviceSchema, await graph.read({ version: "beta", path, signal }), path)];
  } catch (error) {
    if (error instanceof GraphError && error.code === "notFound") {
      return [];
    }
    throw error;
  }
}

async function matching(
  graph: Graph,
  member: "deviceName" | "serialNumber" | "userPrincipalName",
  text: string,
  signal: AbortSignal,
): Promise<Device[]> {
  const found: Device[] = [];
  for await (const one of listDevices(graph, { signal, filter: isEqual(member, text) })) {
    if (same(one[member], text)) {
      found.push(one);
    }
  }
  return found;
}

function fits(candidate: Device, { device, user }: DeviceQuery): boolean {
  const { id, deviceName, serialNumber, userPrincipalName } = candidate;
  const isDevice =
    device === undefined || [id, deviceName, serialNumber].some((known) => same(known, device));
  return isDevice && (user === undefined || same(userPrincipalName, user));
}

function same(known: string, wanted: string): boolean {
  return known !== "" && known.toLowerCase() === wanted.toLowerCase();
}

function inWords({ device, user }: DeviceQuery): string {
  const named = device === undefined ? [] : [`has the name, id or serial number "${device}"`];
  const used = user === undefined ? [] : [`belongs to "${user}"`];
  return [...named, ...used].join(" and ");
}

function noneFits(query: DeviceQuery): CommandError {
  return new CommandError("noDevice", `No managed device ${inWords(query)}.`, {
    hint: "`npm run pin-reset -- devices` lists those that this credential can see.",
    ending: "noDevice",
  });
}

const listed = 20;

function severalFit(query: DeviceQuery, found: readonly Device[]): CommandError {
  const lines = found.slice(0, listed).map(lineOf);
  const more = found.length > listed ? [`  and ${found.length - listed} more`] : [];
  const message = [`${found.length} managed devices: each ${inWords(query)}.`, ...lines, ...more].join("\n");
  return new CommandError("noDevice", message, {
    hint: "Give the id of one of them.",
    ending: "noDevice",
  });
}

function lineOf(device: Device): string {
  const { id, deviceName, userPrincipalName, serialNumber } = device;
  const about = [
    deviceName,
    userPrincipalName,
    platformText(device),
    serialNumber && `serial number ${serialNumber}`,
  ];
  return plainText(`  ${id}  ${about.filter(Boolean).join(", ")}`);
}
