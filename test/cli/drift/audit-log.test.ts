import { describe, expect, it } from "vitest";
import { createContext } from "../../../cli/context.ts";
import { authorsOf } from "../../../cli/drift/audit-log.ts";
import type { Change } from "../../../cli/drift/changes.ts";
import type { AuditEvent } from "../../../tenant/intune/audit.ts";
import { seeded } from "../../../tenant/seed/ids.ts";
import { fakeStream } from "../support/streams.ts";
import { serveCompanion } from "../support/tenant.ts";
import { change, urnOf } from "./support.ts";

const served = serveCompanion();
const hour = 60 * 60 * 1000;
// Whole seconds, as the history of a stack has them.
const now = Math.floor(Date.now() / 1000) * 1000;
const ago = (hours: number) => new Date(now - hours * hour);

const mia = { userPrincipalName: "mia@contoso.example", applicationId: "intune-portal" };
const own = { servicePrincipalName: "Deployment", applicationId: seeded.clientId };

function addEvent(activityDateTime: Date, actor: unknown, more: Partial<AuditEvent> = {}): void {
  const id = crypto.randomUUID();
  served.tenant.state.auditEvents.put({
    id,
    displayName: "Patch DeviceConfiguration",
    componentName: "DeviceConfiguration",
    activity: null,
    activityDateTime: activityDateTime.toISOString(),
    activityType: "Patch DeviceConfiguration",
    activityOperationType: "Patch",
    activityResult: "Success",
    correlationId: id,
    category: "DeviceConfiguration",
    actor,
    resources: [{ displayName: "Profile", auditResourceType: "DeviceConfiguration", resourceId: "1" }],
    ...more,
  });
}

async function authors(
  lastUpdate: Date | undefined,
  changes: readonly Change[] = [change()],
  signal = new AbortController().signal,
) {
  const [stdout, stderr] = [fakeStream(), fakeStream()];
  const around = { env: served.tenant.env, stdin: process.stdin, stdout, stderr, signal };
  const found = await authorsOf(createContext("table", around), changes, async () => lastUpdate);
  return { found: Object.fromEntries(found), notes: stderr.text };
}

const asked = () => served.tenant.requests.list({ userAgent: "pin-reset/", path: "auditEvents" });

describe("who changed it", () => {
  it("is who did the last thing to that resource, and when", async () => {
    addEvent(ago(3), { ...mia, userPrincipalName: "ada@contoso.example" });
    addEvent(ago(2), mia);
    addEvent(ago(1), { applicationId: "other" }, { resources: [{ resourceId: "2" }] });
    const { found, notes } = await authors(ago(5));
    expect(found).toEqual({
      [urnOf("profile")]: { changedBy: "mia@contoso.example", changedAt: ago(2).toISOString() },
    });
    expect(notes).toBe("");
  });

  it("is not our own app, nor one whose attempt failed, nor somebody without a name", async () => {
    addEvent(ago(4), { applicationDisplayName: "Another tool", applicationId: "other" });
    addEvent(ago(3), own);
    addEvent(ago(2), mia, { activityResult: "Failure" });
    addEvent(ago(1), null);
    expect((await authors(ago(5))).found).toMatchObject({
      [urnOf("profile")]: { changedBy: "Another tool" },
    });
  });

  it("is none who did it before the last update ended", async () => {
    addEvent(new Date(ago(5).getTime() + 999), {
      servicePrincipalName: "Deploy identity",
      applicationId: "d",
    });
    expect((await authors(ago(5))).found).toEqual({});
    expect((await authors(ago(6))).found).toMatchObject({
      [urnOf("profile")]: { changedBy: "Deploy identity" },
    });
  });

  it("is looked for 30 days back and no further, whenever the last update was", async () => {
    addEvent(ago(31 * 24), mia);
    expect((await authors(ago(90 * 24))).found).toEqual({});
    expect((await authors(undefined)).found).toEqual({});
    addEvent(ago(29 * 24), mia);
    expect((await authors(undefined)).found).toHaveProperty([urnOf("profile")]);
  });

  it("is found on any of the log's pages, of which 20 are read", async () => {
    served.tenant.state.settings.pageSize = 1;
    for (let index = 0; index < 25; index += 1) {
      addEvent(ago(1), mia, { resources: [] });
    }
    await authors(ago(5));
    expect(asked()).toHaveLength(20);
    served.tenant.state.settings.pageSize = 2;
    addEvent(ago(1), mia);
    expect((await authors(ago(5))).found).toHaveProperty([urnOf("profile")]);
  });

  it("is not asked of Intune for what is not Intune's, nor for what was never there", async () => {
    const changes = [
      change({ type: "azuread:index/servicePrincipal:ServicePrincipal" }),
      change({ id: undefined }),
    ];
    expect((await authors(ago(5), changes)).found).toEqual({});
    expect(asked()).toEqual([]);
  });
});

describe("an audit log that cannot be read", () => {
  it("is a note that names the permission", async () => {
    addEvent(ago(1), mia);
    served.tenant.setPermissions(["DeviceManagementConfiguration.Read.All"]);
    const { found, notes } = await authors(ago(5));
    expect(found).toEqual({});
    expect(notes).toMatch(/^Who changed it is not known: .*\n$/);
    expect(notes).toContain("DeviceManagementApps.Read.All");
  });

  it("is nobody's fault when the user interrupts", async () => {
    const reason = new Error("Interrupted by Ctrl-C.");
    await expect(authors(ago(5), [change()], AbortSignal.abort(reason))).rejects.toThrow();
  });
});
