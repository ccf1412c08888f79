import type { CliCommand } from "../command.ts";
import { adopt } from "./adopt.ts";
import { audit } from "./audit.ts";
import { consent } from "./consent.ts";
import { devices } from "./devices.ts";
import { doctor } from "./doctor.ts";
import { drift } from "./drift.ts";
import { readiness } from "./readiness.ts";
import { reset } from "./reset.ts";

/** Every command, in the order in which help lists them. */
export const commands: readonly CliCommand[] = [
  reset,
  devices,
  doctor,
  readiness,
  consent,
  audit,
  adopt,
  drift,
];
