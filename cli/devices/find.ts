import type { Graph } from "../../graph/client.ts";
import { GraphError } from "../../graph/errors.ts";
import { isEqual } from "../../graph/odata.ts";
import { plainText } from "../../text/plain-text.ts";
import { CommandError } from "../errors.ts";
import { answerAs } from "../response.ts";
import { checkInText, type Device, deviceSchema, deviceSelect, platformText } from "./device.ts";
import { listDevices } from "./list.ts";
import { didYouMean } from "./similar.ts";
import { isTyped, looksLikeUser, type TypedName, typedName } from "./typed-name.ts";

/**
 * What is known of a device: its id, name or serial number; its user's sign-in name; or both. A sign-in name as
 * `device` means that user's device, unless a device is named so.
 */
export type DeviceQuery =
  | { readonly device: string; readonly user?: string | undefined }
  | { readonly device?: undefined; readonly user: string };

/** The devices that a query means, one or more, and the error for where it must be one. */
export type Found = { readonly devices: readonly Device[]; several(): CommandError };

/**
 * Every device that a query means. Intune may ignore a condition and return any device, so each is compared here
 * again.
 *
 * @throws CommandError `noDevice` where none fits; GraphError; CredentialError.
 */
export async function findDevices(graph: Graph, query: DeviceQuery, signal: AbortSignal): Promise<Found> {
  const typed: Typed = {
    device: query.device === undefined ? undefined : typedName(query.device),
    user: query.user === undefined ? undefined : typedName(query.user),
  };
  const byUser: Typed = { device: undefined, user: mayBeUser(typed) ? typed.device : undefined };
  const found = await candidates(graph, typed, (one) => fits(one, typed) || fits(one, byUser), signal);
  const named = found.filter((one) => fits(one, typed));
  const [devices, meant] = named.length > 0 ? [named, typed] : [found, byUser];
  if (devices.length === 0) {
    throw await noneFits(graph, typed, signal);
  }
  return { devices, several: () => severalFit(meant, devices) };
}

type Typed = { readonly device: TypedName | undefined; readonly user: TypedName | undefined };

function mayBeUser({ device, user }: Typed): boolean {
  return device !== undefined && user === undefined && looksLikeUser(device);
}

async function candidates(
  graph: Graph,
  typed: Typed,
  isWanted: (one: Device) => boolean,
  signal: AbortSignal,
): Promise<Device[]> {
  const { device, user = typedName("") } = typed;
  const matching = (member: Member, text: string) =>
    listed(listDevices(graph, { signal, filter: isEqual(member, text) }), isWanted);
  const inAnyForm = (member: Member, { forms }: TypedName) => forms.map((form) => matching(member, form));
  const searches =
    device === undefined
      ? inAnyForm("userPrincipalName", user)
      : [
          ...(looksLikeId(device.bare) ? [byId(graph, device.bare, signal)] : []),
          ...inAnyForm("deviceName", device),
          matching("serialNumber", device.bare),
          ...(mayBeUser(typed) ? inAnyForm("userPrincipalName", device) : []),
        ];
  const found = (await Promise.all(searches)).flat().filter(isWanted);
  return [...new Map(found.map((one) => [one.id, one])).values()];
}

type Member = "deviceName" | "serialNumber" | "userPrincipalName";

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

/** Those of a list that are wanted: where Intune ignores a condition, the list has every device. */
async function listed(devices: AsyncIterable<Device>, isWanted: (one: Device) => boolean): Promise<Device[]> {
  const found: Device[] = [];
  for await (const one of devices) {
    if (isWanted(one)) {
      found.push(one);
    }
  }
  return found;
}

function fits(candidate: Device, { device, user }: Typed): boolean {
  const { id, deviceName, serialNumber, userPrincipalName } = candidate;
  const isDevice =
    device === undefined || [id, deviceName, serialNumber].some((known) => isTyped(known, device));
  const isUser = user === undefined || isTyped(userPrincipalName, user);
  return (device !== undefined || user !== undefined) && isDevice && isUser;
}

function inWords(typed: Typed): string {
  const { device, user } = typed;
  const asUser = mayBeUser(typed) ? " or belongs to that user" : "";
  const named =
    device === undefined ? [] : [`has the name, id or serial number "${plainText(device.bare)}"${asUser}`];
  const used = user === undefined ? [] : [`belongs to "${plainText(user.bare)}"`];
  return [...named, ...used].join(" and ");
}

async function noneFits(graph: Graph, typed: Typed, signal: AbortSignal): Promise<CommandError> {
  const wanted = typed.device ?? typed.user;
  const isName = wanted !== undefined && wanted.bare !== "" && !looksLikeId(wanted.bare);
  const near = isName ? await didYouMean(graph, wanted, signal) : undefined;
  const where = "`npm run pin-reset -- devices` lists those that this credential can see.";
  return new CommandError("noDevice", `No managed device ${inWords(typed)}.`, {
    hint: [near, where].filter(Boolean).join(" "),
    ending: "noDevice",
  });
}

const mostListed = 20;

function severalFit(typed: Typed, found: readonly Device[]): CommandError {
  const lines = found.slice(0, mostListed).map(lineOf);
  const more = found.length > mostListed ? [`  and ${found.length - mostListed} more`] : [];
  const message = [`${found.length} managed devices: each ${inWords(typed)}.`, ...lines, ...more].join("\n");
  return new CommandError("noDevice", message, {
    hint: "Give the id of one of them.",
    ending: "noDevice",
  });
}

function lineOf(device: Device): string {
  const { id, deviceName, userPrincipalName } = device;
  const about = [deviceName, userPrincipalName, platformText(device), ...tellsApart(device)];
  return plainText(`  ${id}  ${about.filter(Boolean).join(", ")}`);
}

/** What tells a device from another one of its name: its serial number and its last check-in, where they are known. */
export function tellsApart(device: Device, timeText: (iso: string) => string = (iso) => iso): string[] {
  const { serialNumber, lastSyncDateTime } = device;
  return [
    ...(serialNumber === "" ? [] : [`serial number ${serialNumber}`]),
    ...(lastSyncDateTime === "" ? [] : [`last check-in ${checkInText(device, timeText)}`]),
  ].map(plainText);
}
