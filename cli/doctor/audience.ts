import { everyoneIn } from "../../domain/member-kinds.ts";
import type { Policy, Target } from "../policies/policy.ts";
import type { Facts, Group, Member } from "./facts.ts";
import { isIncluding } from "./recovery.ts";

type Groups = ReadonlyMap<string, Group | undefined>;

/** Whom a policy is for, in words: its groups by name where they could be read. */
export function audienceInWords(policy: Policy, groups: Facts["groups"]): string {
  const named = (isWanted: (target: Target) => boolean) =>
    policy.targets.filter(isWanted).map((target) => targetInWords(target, groups));
  const included = named(isIncluding);
  const excluded = named((target) => !isIncluding(target));
  const whom = included.length > 0 ? included.join(", ") : "no one";
  return excluded.length > 0 ? `${whom}, without ${excluded.join(", ")}` : whom;
}

/** A target in words: `"Windows devices"`, `all users`. */
export function targetInWords({ type, groupId, isFiltered }: Target, groups: Facts["groups"]): string {
  const group = groups.known && groupId !== undefined ? groups.value.get(groupId) : undefined;
  const name = everyoneIn(type)?.name ?? (group ? `"${group.displayName}"` : `the group ${groupId ?? type}`);
  return isFiltered ? `${name} (narrowed by an assignment filter)` : name;
}

/** Who gets two policies. */
export type Overlap = {
  /** What both are assigned to, in words. */
  readonly targets: readonly string[];
  /** Members of groups of both; empty where they are not known. */
  readonly members: readonly Member[];
  /** Whether it is certain that no one else gets both. */
  readonly isComplete: boolean;
};

/**
 * Who gets two policies: by what both are assigned to, and by the members of their groups. Of a group of users and one of
 * devices it cannot be told.
 */
export function overlapOf(one: Policy, other: Policy, groups: Facts["groups"]): Overlap {
  const [first, second] = [one, other].map(({ targets }) => targets.filter(isIncluding));
  const shared = (first ?? []).filter((target) => (second ?? []).some((each) => sameTarget(each, target)));
  const targets = shared.map((target) => targetInWords(target, groups));
  if (!groups.known) {
    return { targets, members: [], isComplete: false };
  }
  const [mine, theirs] = [reachOf(one, groups.value), reachOf(other, groups.value)];
  const members = mine.members.filter(({ id }) => theirs.members.some((member) => member.id === id));
  const isComplete = mine.isKnown && theirs.isKnown && (mine.kind === theirs.kind || isOfNone(mine, theirs));
  return { targets, members, isComplete };
}

function sameTarget(one: Target, other: Target): boolean {
  return one.type === other.type && one.groupId === other.groupId;
}

type Reach = {
  readonly members: readonly Member[];
  readonly kind: Member["type"] | undefined;
  readonly isKnown: boolean;
};

function isOfNone(...reaches: readonly Reach[]): boolean {
  return reaches.some(({ members }) => members.length === 0);
}

/** The members of a policy's groups; they are not all of whom it reaches where it is for everyone. */
function reachOf({ targets }: Policy, groups: Groups): Reach {
  const membersOf = (target: Target) => groups.get(target.groupId ?? "")?.members ?? [];
  const excluded = new Set(
    targets
      .filter((target) => !isIncluding(target))
      .flatMap((target) => membersOf(target).map(({ id }) => id)),
  );
  const included = targets.filter(isIncluding);
  const all = new Map(included.flatMap(membersOf).map((member) => [member.id, member]));
  const members = [...all.values()].filter(({ id }) => !excluded.has(id));
  const kinds = new Set(members.map(({ type }) => type));
  return {
    members,
    kind: kinds.size === 1 ? [...kinds][0] : undefined,
    isKnown: included.every(({ groupId }) => groupId !== undefined) && kinds.size <= 1,
  };
}

const shownNames = 5;

/** Who gets two policies, in words; undefined where no one does, for certain. */
export function overlapInWords({ targets, members, isComplete }: Overlap): string | undefined {
  if (targets.length > 0) {
    return `both are assigned to ${targets.join(", ")}`;
  }
  if (members.length > 0) {
    const names = members.slice(0, shownNames).map(({ name }) => name);
    const more = members.length > shownNames ? " and others" : "";
    return `${members.length} ${members.length === 1 ? "member is" : "members are"} in groups of both (${names.join(", ")}${more})`;
  }
  return isComplete ? undefined : "who gets both cannot be told from their groups";
}
