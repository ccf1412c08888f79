import { localTime } from "../../../text/local-time.ts";
import { plainText } from "../../../text/plain-text.ts";
import { type Device, nameOf } from "../../devices/device.ts";
import { tellsApart } from "../../devices/find.ts";

/** What each device of a run is called where its lines are read: by its name, and by more where others have that too. */
export type LabelOf = (device: Device) => string;

/**
 * Labels for the devices of a list: the name, with the serial number, or else the id, where several have the name.
 *
 * @example
 * labelsFor([one, other])(one); // PHONE-01 (SN000001)
 */
export function labelsFor(devices: readonly Device[]): LabelOf {
  const shared = new Set(sharedNames(devices).keys());
  return (device) => {
    const name = nameOf(device);
    return shared.has(name) ? `${name} (${plainText(device.serialNumber || device.id)})` : name;
  };
}

/** How many devices, in words. */
export function devicesIn(count: number): string {
  return count === 1 ? "1 device" : `${count} devices`;
}

const mostListed = 5;

/** Says which devices of a list have one name, and what tells them apart; undefined where none have. */
export function sharedNamesNote(devices: readonly Device[]): string | undefined {
  const shared = [...sharedNames(devices)];
  const lines = shared.slice(0, mostListed).map(([name, those]) => {
    const each = those.slice(0, mostListed).map((device) => tellsApart(device, localTime).join(", "));
    return `${those.length} devices are named ${name}: ${each.map((text, at) => text || those[at]?.id).join("; ")}.`;
  });
  const more =
    shared.length > mostListed ? [`${shared.length - mostListed} other names are shared too.`] : [];
  return lines.length === 0 ? undefined : [...lines, ...more].join("\n");
}

function sharedNames(devices: readonly Device[]): Map<string, readonly Device[]> {
  return new Map([...Map.groupBy(devices, nameOf)].filter(([, those]) => those.length > 1));
}
