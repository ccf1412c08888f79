import type { ResourceGroupArgs } from "@pulumi/azure-native/resources/resourceGroup.js";
import { beforeEach, expect, it } from "vitest";
import { ResourceGroups } from "../../lookups/resource-groups.ts";
import { type Engine, startEngine } from "../components/engine.ts";

const type = "azure-native:resources:ResourceGroup";

let engine: Engine;

beforeEach(async () => {
  engine = await startEngine();
});

it("registers a group by its name, with its region and without a parent", async () => {
  new ResourceGroups("pin-reset", []).at({ resourceGroup: "RG-Vault", location: "westeurope" });
  await engine.settled();
  const { inputs, parent } = engine.resource(type, "pin-reset-rg-vault");
  expect(inputs).toEqual({
    resourceGroupName: "RG-Vault",
    location: "westeurope",
  } satisfies ResourceGroupArgs);
  expect(parent).toBe("");
});

it("registers a group that two parts share once, whatever the case", async () => {
  const groups = new ResourceGroups("pin-reset", []);
  const one = groups.at({ resourceGroup: "rg-one", location: "westeurope" });
  expect(groups.at({ resourceGroup: "RG-One", location: "westeurope" })).toBe(one);
  const two = groups.at({ resourceGroup: "rg-two", location: "westeurope" });
  await engine.settled();
  expect(engine.resources.map(({ name }) => name).sort()).toEqual(["pin-reset-rg-one", "pin-reset-rg-two"]);
  expect([...groups.all]).toEqual([
    ["rg-one", one],
    ["rg-two", two],
  ]);
});

it("protects a group where anything in it is protected, since Azure deletes a group with all that it holds", async () => {
  const location = "westeurope";
  const groups = new ResourceGroups("pin-reset", [
    { resourceGroup: "RG-One", location, protect: true },
    { resourceGroup: "rg-one", location, protect: false },
    { resourceGroup: "rg-two", location, protect: false },
  ]);
  for (const resourceGroup of ["rg-one", "rg-two"]) {
    groups.at({ resourceGroup, location });
  }
  await engine.settled();
  expect(engine.resources.map(({ name, protect }) => [name, protect])).toEqual([
    ["pin-reset-rg-one", true],
    ["pin-reset-rg-two", false],
  ]);
});
