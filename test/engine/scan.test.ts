import { writeFile } from "node:fs/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { deployForDrift, settings } from "./drift-stack.ts";
import { scanned, trusting } from "./scan-stack.ts";
import { succeed } from "./support.ts";

const drift = deployForDrift({ keepPlugins: true });
beforeAll(() => trusting(drift.tenant));

describe("the scan of a tenant", () => {
  it("finds it as it was deployed, by one sign-in and one batch", async () => {
    drift.tenant.requests.clear();
    expect(await scanned(drift.stack, settings)).toMatchObject({ status: "inSync", drift: [], notices: [] });
    const sent = drift.tenant.requests
      .list({})
      .map(({ method, target }) => `${method} ${target.replace(/\?.*/, "")}`);
    expect(sent).toEqual([
      "GET /metadata/endpoints",
      expect.stringMatching(/^GET .*\/v2\.0\/\.well-known\/openid-configuration$/),
      expect.stringMatching(/^POST .*\/oauth2\/v2\.0\/token$/),
      "POST /v1.0/$batch",
    ]);
  });

  it("names what drifted, by its path", async () => {
    await drift.tamper();
    expect(await scanned(drift.stack, settings)).toMatchObject({
      status: "drifted",
      drift: [{ name: "pin-reset-profile", kind: "changed", paths: ["description", "omaSettings[0].value"] }],
    });
  });
});

describe("a stack that was deployed before the output settingsDigest", () => {
  it("has no pending change for it, and is scanned after the next up", async () => {
    await succeed(drift.stack, "up", "--yes", "--skip-preview");
    const exported: unknown = JSON.parse(await succeed(drift.stack, "stack", "export"));
    const older = JSON.stringify(exported, (key, value: unknown) =>
      key === "settingsDigest" ? undefined : value,
    );
    const file = drift.file("older.json");
    await writeFile(file, older);
    await succeed(drift.stack, "stack", "import", "--file", file);
    expect(await scanned(drift.stack, settings)).toMatchObject({ reason: "pendingChange" });
    await succeed(drift.stack, "preview", "--expect-no-changes");
    await succeed(drift.stack, "up", "--yes", "--skip-preview");
    expect(await scanned(drift.stack, settings)).toMatchObject({ status: "inSync" });
  });
});

describe("a stack whose state is not what the program declares", () => {
  it("is not in sync once a refresh has taken over what drifted", async () => {
    await succeed(drift.stack, "up", "--yes", "--skip-preview");
    await drift.tamper();
    await succeed(drift.stack, "refresh", "--yes", "--skip-preview");
    expect(await scanned(drift.stack, settings)).toMatchObject({
      status: "notScanned",
      reason: "pendingChange",
      notices: [expect.stringContaining("refresh")],
    });
    await succeed(drift.stack, "up", "--yes", "--skip-preview");
    expect(await scanned(drift.stack, settings)).toMatchObject({ status: "inSync" });
  });

  it("is not in sync either once a resource was taken out of the state by hand", async () => {
    const exported = await succeed(drift.stack, "stack", "export");
    const [urn = ""] = /urn:[^"]+::pin-reset-assignments(?=")/.exec(exported) ?? [];
    await succeed(drift.stack, "state", "delete", urn, "--yes", "--force");
    expect(await scanned(drift.stack, settings)).toMatchObject({
      status: "notScanned",
      reason: "pendingChange",
      notices: [expect.stringContaining("edited by hand")],
    });
  });
});
