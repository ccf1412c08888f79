import { fleetFileSchema } from "../../fleet/file/json-schema.ts";
import { makePages } from "../pages.ts";
import { fleetFilePage } from "./page.ts";

const schema = fleetFileSchema();

await makePages(
  new Map([
    ["fleet-file.md", fleetFilePage(schema)],
    ["../fleet/fleet.schema.json", `${JSON.stringify(schema, undefined, 2)}\n`],
  ]),
  "npm run fleet-file",
);
