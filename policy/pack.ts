import { readFileSync } from "node:fs";
import path from "node:path";
import { PolicyPack } from "@pulumi/policy";
import { readConfig } from "./config.ts";
import { policiesFor } from "./rules.ts";
import { surroundings } from "./surroundings.ts";

new PolicyPack(
  "pin-reset",
  {
    displayName: "Microsoft PIN Reset",
    description:
      "Rules for Microsoft PIN Reset in an Intune tenant, and for what its pipelines sign in with.",
    repository: "https://github.com/pin-reset/pulumi-pin-reset",
    policies: policiesFor(surroundings()),
  },
  readConfig(readFileSync(path.join(import.meta.dirname, "config.json"), "utf8")),
);
