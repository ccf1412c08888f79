import type { TenantOutcome } from "./outcome.ts";

/** A status as people read it. */
export const statusWords: Readonly<Record<TenantOutcome["status"], string>> = {
  inSync: "in sync",
  drifted: "drifted",
  pending: "pending",
  changed: "changed",
  notScanned: "not scanned",
  failed: "failed",
};

const reasonWords: Readonly<Record<string, string>> = {
  neverDeployed: "never deployed",
  pendingChange: "a pending change",
  interruptedUpdate: "an interrupted update",
  noPermission: "no permission",
} satisfies Record<NonNullable<TenantOutcome["reason"]>, string>;

/** Why a tenant was not compared, as people read it. */
export function reasonInWords(reason: string | undefined): string {
  return reasonWords[reason ?? ""] ?? "not known";
}

/** What there is to say of an outcome beside its status, in a few words: empty where there is nothing. */
export function detailOf({ status, drift, changes, reason, error }: TenantOutcome): string {
  if (error !== undefined) {
    return `${error.code}: ${error.message}`;
  }
  if (reason !== undefined) {
    return reasonInWords(reason);
  }
  if (status === "drifted") {
    return counted(drift.length, "resource");
  }
  return Object.entries(changes ?? {})
    .flatMap(([kind, count]) => (count > 0 ? [`${kind} ${count}`] : []))
    .join(", ");
}

/** `1 tenant`, `2 tenants`. */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

/** How long something took: `1.2 s`, `3 min 20 s`, `2 h 5 min`. */
export function durationWords(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 60) {
    return `${seconds.toFixed(1)} s`;
  }
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) {
    return `${minutes} min ${Math.floor(seconds % 60)} s`;
  }
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
