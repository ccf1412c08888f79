import { describe, expect, it } from "vitest";
import { serveFleet } from "../support/served-fleet.ts";

const served = serveFleet({
  list: [
    { name: "contoso" },
    { name: "fabrikam", consent: "none" },
    { name: "tailspin", consent: ["DeviceManagementConfiguration.Read.All"] },
  ],
});
const rings = { canary: ["contoso"], broad: ["fabrikam", "tailspin"] };

describe("pin-reset fleet check", () => {
  it("ends with 0 where every tenant has what an update needs, by one sign-in each", async () => {
    await served.write(rings);
    const { code, stdout, stderr } = await served.fleet("check", "--ring", "canary", "--output", "json");
    expect(stderr).toContain("All 1 tenant can be scanned and updated.");
    expect(JSON.parse(stdout)).toMatchObject([{ tenant: "contoso", ring: "canary", consent: "granted" }]);
    expect(code).toBe(0);
    const { requests } = served.tenants.get("contoso");
    expect(requests.list({ method: "POST" }).length).toBe(1);
  });

  it("names the tenants without consent or permissions, what is missing, and the command for it", async () => {
    await served.write(rings);
    const { code, stdout, stderr } = await served.fleet("check");
    expect(stdout).toMatch(/fabrikam +\S+ +broad +no consent/);
    expect(stdout).toMatch(/tailspin +\S+ +broad +permissions missing +Application\.ReadWrite\.All/);
    expect(stderr).toContain("2 of 3 tenants cannot be updated yet.");
    expect(stderr).toContain("npm run pin-reset -- fleet onboard fabrikam");
    expect(code).toBe(7);
  });

  it("names the variable that is not set, once, and ends with 1", async () => {
    await served.write(rings, {
      credential: {
        application: { clientId: served.tenants.home.ids.clientId, secret: { variable: "NOT_SET" } },
      },
    });
    const { code, stderr } = await served.fleet("check");
    expect(stderr.split("Set NOT_SET").length - 1).toBe(1);
    expect(code).toBe(1);
  });

  it("lists the issues of the file, each with its line, and signs in to no tenant", async () => {
    await served.write(rings, { rings: [{ name: "canary", concurency: 2 }] });
    const { code, stderr } = await served.fleet("check", "--output", "json");
    expect(JSON.parse(stderr)).toMatchObject({
      error: { code: "badFleetFile", message: expect.stringContaining("concurency") },
    });
    expect(code).toBe(1);
    expect(served.tenants.get("contoso").requests.list()).toEqual([]);
  });

  it("says how to name the file where there is none", async () => {
    const { code, stderr } = await served.fleet("check");
    expect(stderr).toContain("fleet.yaml cannot be read");
    expect(stderr).toContain("--fleet");
    expect(code).toBe(1);
  });
});

describe("pin-reset fleet matrix", () => {
  it("prints one line of JSON that a matrix takes, for each kind of pipeline", async () => {
    await served.write(rings);
    const github = await served.fleet("matrix", "--shards", "1");
    expect(github.stdout).toBe('{"include":[{"shard":"1","tenants":"contoso,fabrikam,tailspin"}]}\n');
    const azure = await served.fleet("matrix", "--shards", "1", "--pipeline", "azure", "--ring", "canary");
    expect(azure.stdout).toBe('{"shard_1":{"shard":"1","tenants":"contoso"}}\n');
  });

  it("refuses more jobs than a pipeline runs", async () => {
    await served.write(rings);
    const { code, stderr } = await served.fleet("matrix", "--shards", "257");
    expect(code).toBe(2);
    expect(stderr).toMatch(/--shards .*256/);
  });

  it("has shards that --tenant of another command takes", async () => {
    await served.write(rings);
    const { stdout } = await served.fleet("matrix", "--shards", "2");
    const { include } = JSON.parse(stdout);
    const names = await Promise.all(
      include.map(async ({ tenants }: { tenants: string }) => {
        const checked = await served.fleet("check", "--tenant", tenants, "--output", "json");
        return JSON.parse(checked.stdout).map(({ tenant }: { tenant: string }) => tenant);
      }),
    );
    expect(names.flat().toSorted()).toEqual(["contoso", "fabrikam", "tailspin"]);
  });
});
