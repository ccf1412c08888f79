import type { Tenant } from "../../../tenant/server.ts";
import type { Onboarded } from "../support/onboarded.ts";

/** Brings a fault into a tenant that was onboarded. */
export type Plant = (tenant: Tenant, made: Onboarded) => unknown;

/** What is planted, the checks that find it, and what they say. */
export type PlantedFault = [planted: string, ids: string[], says: RegExp, plant: Plant];
