import type { EngineEvent } from "@pulumi/pulumi/automation/events.js";
import { expect, it } from "vitest";
import { importFile } from "../../pulumi-cli/import-file.ts";
import { planDependencies, stepsIn } from "../../pulumi-cli/steps.ts";

function planned(op: "same" | "create", urn: string): EngineEvent {
  const metadata = { op, urn, type: "", provider: "" };
  return { sequence: 0, timestamp: 0, resourcePreEvent: { metadata, planning: true } };
}

it("the steps of a preview have what stays the same, but not the engine's default providers", () => {
  const own = "urn:pulumi:dev::p::pulumi:providers:azuread::default-tenant";
  const events = [
    planned("create", "urn:pulumi:dev::p::pulumi:providers:azuread::default_6_9_1"),
    planned("create", "urn:pulumi:dev::p::pulumi:providers:pulumi::default"),
    planned("create", own),
    {
      sequence: 0,
      timestamp: 0,
      diagnosticEvent: { severity: "info", message: "", color: "never" },
    } as const,
    planned("same", "urn:pulumi:dev::p::my:index:Thing::default"),
  ];
  expect(stepsIn(events).map(({ op, urn }) => `${op} ${urn.split("::").at(-1)}`)).toEqual([
    "create default-tenant",
    "same default",
  ]);
});

it("a plan names the resources that each input comes from", () => {
  const plan = {
    manifest: {},
    resourcePlans: {
      thing: { goal: { propertyDependencies: { id: ["other"], name: [], tags: null } } },
      component: { goal: {} },
      deleted: { steps: ["delete"] },
    },
  };
  expect(planDependencies.parse(plan)).toEqual({
    thing: { id: ["other"], name: [], tags: null },
    component: {},
    deleted: {},
  });
  expect(planDependencies.parse({})).toEqual({});
});

it("an import file has no resources where an update would create none", () => {
  expect(importFile.parse({ resources: null, nameTable: {} })).toEqual({ resources: [], nameTable: {} });
});
