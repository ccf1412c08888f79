import { rm, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import { fleetReader } from "../../../fleet/file/reader.ts";
import { fleetOf, ids, writeFleet } from "./support.ts";

it("a fleet is read once as long as nothing of it changes, and again when something does", async () => {
  const file = await writeFleet(fleetOf());
  const stackFile = path.join(path.dirname(file), "Pulumi.contoso.yaml");
  const isOld = new Date(Date.now() - 60_000);
  for (const each of [file, path.join(path.dirname(file), "Pulumi.yaml"), path.dirname(file)]) {
    await utimes(each, isOld, isOld);
  }
  const readAgain = fleetReader(file);
  const [first, other] = await Promise.all([readAgain(), readAgain()]);
  expect(other).toBe(first);
  expect(await readAgain()).toBe(first);
  const displayName = async () => (await readAgain()).tenants[0]?.settings["pin-reset:profile"];

  await writeFile(stackFile, "config: { pin-reset:profile: { displayName: A } }");
  expect(await displayName()).toEqual({ displayName: "A" });
  await writeFile(stackFile, "config: { pin-reset:profile: { displayName: Another } }");
  expect(await displayName()).toEqual({ displayName: "Another" });
  await rm(stackFile);
  expect(await displayName()).toBeUndefined();

  await writeFile(file, fleetOf({ tail: `  - { name: fabrikam, tenantId: ${ids.fabrikam}, ring: broad }` }));
  const names = (await readAgain()).tenants.map(({ name }) => name);
  expect(names).toEqual(["contoso", "fabrikam"]);
  await writeFile(file, "rings: 3");
  await expect(readAgain()).rejects.toMatchObject({ code: "badFleetFile" });
  await writeFile(file, fleetOf());
  expect((await readAgain()).tenants).toHaveLength(1);
});
