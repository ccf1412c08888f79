import { describe, expect, it } from "vitest";
import { audit } from "../../../cli/commands/audit.ts";
import { never, readReset, requestReset } from "../../../cli/reset/action.ts";
import { waitForReset } from "../../../cli/reset/wait.ts";
import { seeded } from "../../../tenant/seed/ids.ts";
import { jsonOf } from "../support/shown.ts";
import { resetsOf, serveCompanion } from "../support/tenant.ts";

const minutes = 60 * 1000;
const { signal } = new AbortController();
const { firstPhone } = seeded.managedDevices;

describe.each([
  ["behind ours", -30 * minutes],
  ["ahead of ours", 30 * minutes],
])("with Graph's clock half an hour %s", (_how, skew) => {
  const served = serveCompanion({ now: () => Date.now() + skew });

  it("the result of a request is found, and no earlier one shown", async () => {
    const { graph, tenant } = served;
    const request = async () =>
      requestReset(graph, firstPhone, await readReset(graph, firstPhone, never, signal), signal);
    const earlier = await request();
    tenant.state.settings.passcodeDelayMilliseconds = 60 * minutes;
    const later = await request();
    expect(await readReset(graph, firstPhone, later.requestedAt, signal)).toMatchObject({ state: "pending" });
    tenant.state.settings.passcodeDelayMilliseconds = 0;
    const ended = await waitForReset(graph, firstPhone, later.requestedAt, {
      signal,
      timeoutMilliseconds: minutes,
      onState: () => undefined,
    });
    expect(ended.passcode?.reveal()).toBe(resetsOf(tenant, firstPhone)[1]?.passcode);
    expect(earlier.requestedAt).not.toBe(later.requestedAt);
  });

  it("the audit log has what was just done", async () => {
    const { graph, tenant } = served;
    await requestReset(graph, firstPhone, { state: "none" }, signal);
    expect(await jsonOf(audit, {}, tenant.env)).toMatchObject([{ device: "PHONE-01" }]);
  });
});
