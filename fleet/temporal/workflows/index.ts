// Every workflow, by the name that histories have it by.
export { fleetPlan } from "./fleet-plan.ts";
export { scheduledRun } from "./scheduled-run.ts";
export { tenantRun } from "./tenant-run.ts";
