import { type AllowablePlatform, canReset } from "../../../domain/support.ts";
import { localTime } from "../../../text/local-time.ts";
import { plainText } from "../../../text/plain-text.ts";
import { checkInText, type Device, nameOf, platformText } from "../../devices/device.ts";
import { straight } from "../../devices/typed-name.ts";

/** A device in the list; every text of it is plain. `refusal` is there where it cannot be chosen, and says why. */
export type Choice = {
  readonly device: Device;
  readonly name: string;
  readonly user: string;
  readonly serial: string;
  readonly refusal?: { readonly message: string; readonly hint: string };
  /** What is shown below the list of the device that the cursor is on. */
  readonly about: readonly string[];
};

/** Which devices may be chosen: those that can be reset, or any. */
export type Choosable = { readonly allowPlatforms: readonly AllowablePlatform[] } | "any";

/** The devices as choices: those that can be chosen first, each in the order of the names. */
export function choicesOf(devices: readonly Device[], choosable: Choosable): Choice[] {
  return devices
    .map((device) => choiceOf(device, choosable))
    .sort(
      (one, other) =>
        Number(one.refusal !== undefined) - Number(other.refusal !== undefined) ||
        order.compare(one.name, other.name) ||
        order.compare(one.serial, other.serial),
    );
}

const order = new Intl.Collator("en", { numeric: true });

function choiceOf(device: Device, choosable: Choosable): Choice {
  const { userPrincipalName, userDisplayName, serialNumber, lastSyncDateTime } = device;
  const support = choosable === "any" ? ({ supported: true } as const) : canReset(device, choosable);
  const state = support.supported ? "Can be reset." : `Cannot be reset: ${support.message}.`;
  const seen = lastSyncDateTime === "" ? "" : `last check-in ${checkInText(device, localTime)}`;
  return {
    device,
    name: nameOf(device),
    user: plainText(userPrincipalName || userDisplayName),
    serial: plainText(serialNumber),
    ...(support.supported ? {} : { refusal: { message: support.message, hint: support.hint } }),
    about: [choosable === "any" ? "" : state, platformText(device), plainText(seen)].filter(Boolean),
  };
}

/** The choices that a term means. `isNear`: none has its words, and these have words like them. */
export type Matches = { readonly choices: readonly Choice[]; readonly isNear: boolean };

/**
 * Looks choices up: those that have every word of the term in their name, user, serial number or id; where there is
 * none, those with words like them, the nearest first, so that a slip in typing does no harm.
 */
export async function searchOf(choices: readonly Choice[]): Promise<(term: string) => Matches> {
  const { default: Fuse } = await import("fuse.js");
  const texts = new Map(choices.map((choice) => [choice, textOf(choice)]));
  let index: InstanceType<typeof Fuse<Choice>> | undefined;
  return (term) => {
    const words = straight(term).toLowerCase().split(" ").filter(Boolean);
    const exact = choices.filter((choice) => words.every((word) => texts.get(choice)?.includes(word)));
    if (exact.length > 0) {
      return { choices: wholeFirst(exact, words.join(" ")), isNear: false };
    }
    index ??= new Fuse([...choices], {
      keys: ["name", "user", "device.userDisplayName", "serial"],
      threshold: 0.4,
      ignoreLocation: true,
      ignoreFieldNorm: true,
      includeScore: true,
    });
    return { choices: near(index, words), isNear: true };
  };
}

/** One that is called just so comes before those that are called so in part, also where it cannot be reset: it is the one meant. */
function wholeFirst(choices: readonly Choice[], term: string): Choice[] {
  const isWhole = ({ name, serial, device }: Choice) =>
    [name, serial, device.id].some((text) => straight(text).toLowerCase() === term);
  return [...choices.filter(isWhole), ...choices.filter((choice) => !isWhole(choice))];
}

type Index = { search(word: string): readonly { readonly item: Choice; readonly score?: number }[] };

/** What differs more than this from the nearest is not what was meant. */
const farther = 0.1;

/** Those that are found for every word, the nearest first. */
function near(index: Index, words: readonly string[]): Choice[] {
  const scores = words.map((word) => new Map(index.search(word).map(({ item, score = 1 }) => [item, score])));
  const [first = new Map<Choice, number>(), ...others] = scores;
  const sums = [...first.keys()]
    .filter((choice) => others.every((found) => found.has(choice)))
    .map((choice) => [choice, scores.reduce((sum, found) => sum + (found.get(choice) ?? 1), 0)] as const)
    .toSorted(([, one], [, other]) => one - other);
  const [, best = 0] = sums[0] ?? [];
  return sums.filter(([, sum]) => sum <= best + farther).map(([choice]) => choice);
}

function textOf({ name, user, serial, device }: Choice): string {
  const { id, userDisplayName } = device;
  return straight([name, user, userDisplayName, serial, id].join(" ")).toLowerCase();
}
